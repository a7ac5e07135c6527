/** Orders about resident talks (民情恳谈): hold one, put down what was heard, publish what came of it, call it off. */
import type { LocalMoment } from './civil-date.ts'
import { CLOCK, PERIOD } from './clocks.ts'
import { type CommandRule, LONGEST_ANNOUNCED, rule } from './command-rule.ts'
import { readDayAhead } from './day-ahead.ts'
import { withHanSigns } from './han-signs.ts'
import { MOMENT, type MomentAhead, readMomentAhead } from './moment-ahead.ts'
import type { Command, CommandName, HeardMatter } from './understanding.ts'
import { ZONES, zonesListed } from './zone-words.ts'

/** A date, a place and a topic take no more. */
const LONGEST_TALK = 120

const KIND = '(?:民情|居民|群众|家长|业主|村民|患者|院坝|民生|楼栋)*'
const TALK = `${KIND}恳谈会?`
const THIS = '(?:这次|刚才|刚刚|上次|今天|今晚|昨天|昨晚|本次|那次|这场|那场|预告|原定|安排|的)*'
const NUMBER = '(?:第)?(?<number>[0-9]{1,4})?[号次]?'
const SO = '(?:了|吧|一下)*'
const SET_OFF = '(?:如下|是|有)?[ ,;。]*[:,\\n ]+'

const HOLD = '(?:召开|举行|举办|组织|安排|预告|开展|开|办|搞|约|请)'
/** What is told of a talk that is over, or asked about one. */
const NOT_AHEAD =
  /(?:开|办|搞|谈|聊|提|说|来|到|结束|散|谈成|争论?|记)(?:完|过|了(?!解))|反映|提出|集中在|诉求是|会上|记录|纪要|结果|取消|不开|参加不了|(?:不能|没法|没空)(?:去|来|参加)|[去来]不了|没人通知|通知我|在哪|什么时候|几点|吗|呢|[?]|等通知|打算|要不要|抱怨|大家(?:主要|都|说)|[0-9一二三四五六七八九十几](?:来|多|几)?[户位名家]|[0-9一二三四五六七八九十几](?:来|多)?个?人|坐(?:一圈|满|下)/u
const ABOUT =
  '(?:主要)?(?:主题|议题|话题|内容|聊一?聊|谈一?谈|说一?说|议一?议|讨论|商量|商议|聊|谈|议|听听?|征求|关于|围绕)'
const TOPIC = new RegExp(`(?:^|[ ,;。、]|会)${ABOUT}(?:就是|是|为|一下|下|:)*[ ]*(?<topic>[^,;。]{2,40})`)
const TOPIC_BESIDE = /(?<topic>[\u4e00-\u9fff]{2,12})(?:专题|主题)?恳谈/u
const AT =
  /(?:在|地点(?:在|是|定在|:)*|地方(?:在|是|:)*|到|于)[ ]*(?<place>(?![0-9一二三四五六七八九十两]+[点月日号])(?!周|星期|下周|明|今|后天)[^,;。:]{2,20}?)(?=召?开|举?办|举行|请|约|搞|组织|碰头|集合|见面|恳谈|聊|谈|进行|民情|居民|[,;。]|$)/u
const OF_ZONE = new RegExp(
  `(?:^|[ ,;。]|给|为|请|在)(?<zone>${ZONES})的?(?:${KIND})(?:[ ,]*(?:在|${MOMENT}).{0,40})?(?:${HOLD})*(?:一?[场个次])?${KIND}恳谈`,
)

const ORDERS_IT = new RegExp(`${HOLD}|定[在于]|时间|地点`)
const SAYS_TOPIC = new RegExp(ABOUT)
const SURELY_AHEAD = /明[天日早晚]|后[天日]|下个?(?:周|星期|礼拜|月)/u

/** A talk to come, as told; `time` and `place` null: not told. */
export interface TalkAhead {
  date: string
  time: string | null
  place: string | null
  topic: string | null
  zone: string | null
}

/** 下周五晚上七点在活动室开恳谈会,聊停车. `null`: the words tell of none to come. */
function readTalkAhead(words: string, now: LocalMoment): TalkAhead | null {
  if (!words.includes('恳谈') || NOT_AHEAD.test(words)) return null
  const moment = readMomentAhead(words, now)
  if (!moment || !isAhead(moment, now)) return null
  if (!ORDERS_IT.test(words) && !(SURELY_AHEAD.test(words) && SAYS_TOPIC.test(words))) return null
  const zone = OF_ZONE.exec(withoutMoment(words, now))?.groups?.zone
  const place = AT.exec(words)?.groups?.place?.trim() ?? placeAlone(words, now)
  return {
    ...moment,
    place,
    topic: topicOf(words),
    zone: zone !== undefined && zone !== place && zonesListed(zone) ? zone : null,
  }
}

/** One of this morning is told, not announced. */
function isAhead({ date, time }: MomentAhead, now: LocalMoment): boolean {
  if (date !== now.date) return date > now.date
  const [hour = 0, minute = 0] = (time ?? '00:00').split(':').map(Number)
  return hour * 60 + minute > now.minutes
}

/** The moment stands right before the zone: 周六上午九点半3号楼开恳谈会. */
function withoutMoment(words: string, now: LocalMoment): string {
  const rest = readDayAhead(words, now.date)?.rest ?? words
  return rest.replace(new RegExp(`${PERIOD}?${CLOCK.source}`, 'gu'), ' ')
}

function topicOf(words: string): string | null {
  const told = TOPIC.exec(words)?.groups?.topic?.trim()
  if (told) return told.replace(/(?:的)?(?:意见|想法|看法|事情?)?[吧了]?$/u, '') || told
  const beside = TOPIC_BESIDE.exec(words)?.groups?.topic?.replace(
    new RegExp(`^.*(?:${HOLD})|${KIND}$|一?[场个次]$`, 'gu'),
    '',
  )
  return beside && beside.length >= 2 && readDayAhead(beside, '2026-01-01') === null ? beside : null
}

/** A clause that is neither the moment, the talk nor its topic: 恳谈会定在周五晚上七点,活动室,聊停车. */
function placeAlone(words: string, now: LocalMoment): string | null {
  const clauses = words.split(/[,;。:\n]+/u).map((clause) => clause.trim())
  const place = clauses.find(
    (clause) =>
      /^[\u4e00-\u9fffA-Z0-9]{2,16}$/u.test(clause) &&
      !clause.includes('恳谈') &&
      !new RegExp(`^${ABOUT}`).test(clause) &&
      readMomentAhead(clause, now) === null &&
      /(?:室|厅|楼|院|场|站|中心|亭|广场|门口|树下|大堂|空地|祠堂|堂|馆|家|校|区|部|台|棚|院子|坝|下)$/u.test(clause),
  )
  return place ?? null
}

export const TALK_RULES: readonly CommandRule[] = [
  // 恳谈会记录:…
  rule(
    'talk_record',
    `(?:${THIS})?${TALK}${NUMBER}的?(?:会议)?(?:记录|纪要|意见|听到的意见|大家的意见)${SET_OFF}(?<text>.+)`,
    LONGEST_ANNOUNCED,
  ),
  rule(
    'talk_record',
    `(?:记录|记一下|记下|补记|整理)(?:一下)?${THIS}${TALK}${NUMBER}的?(?:会议)?(?:内容|意见|记录|情况|听到的)*${SET_OFF}(?<text>.+)`,
    LONGEST_ANNOUNCED,
  ),
  // 恳谈会上我们答应周五前装灯
  rule(
    'talk_record',
    `${THIS}${TALK}${NUMBER}(?:会?上)?[ ,]*(?<text>(?:我们|支部|我)?(?:向?(?:大家|居民|群众))?(?:答应|承诺|保证)(?!.*[?]).+)`,
    LONGEST_ANNOUNCED,
  ),
  // 下周五晚上七点在活动室开恳谈会,聊停车
  {
    ...rule('hold_talk', '(?<talk>(?=.*恳谈).{6,})', LONGEST_TALK),
    holds: ({ talk = '' }, now) => readTalkAhead(talk, now) !== null,
  },
  // 公布恳谈结果
  rule(
    'talk_result',
    `(?:公布|公示|发布|公开|反馈|通报)(?:一下)?${THIS}${TALK}${NUMBER}的?(?:办理|处理|落实)?(?:结果|情况|意见|纪要|记录|内容)?${SO}(?:[ ,:;]+(?<text>.+))?`,
    LONGEST_ANNOUNCED,
  ),
  rule(
    'talk_result',
    `(?:把|将)?${THIS}${TALK}${NUMBER}的?(?:办理|处理|落实)?(?:结果|情况|意见|纪要|记录|内容)(?:给)?(?:公布|公示|发布|公开)(?:出去)?${SO}`,
    30,
  ),
  rule('cancel_talk', `(?:取消|撤销|撤回|停办|不开)${THIS}${TALK}${NUMBER}${SO}`, 30),
  rule('cancel_talk', `(?:把|将)?${THIS}${TALK}${NUMBER}(?:先)?(?:取消|不开|停办|不办|撤回)${SO}`, 30),
  rule(
    'talks',
    `(?:查|看|查看|看看)?(?:一下)?(?:最近|我们|支部|有|哪些|什么|的)*${TALK}的?(?:安排|列表|情况|有哪些|进展|进度)(?:呢|吗)?[?]?`,
    30,
  ),
]

const READ_HERE: readonly CommandName[] = ['hold_talk', 'talk_record', 'talk_result', 'cancel_talk', 'talks']

export function isTalkOrder(name: CommandName): boolean {
  return READ_HERE.includes(name)
}

export function talkArgs(
  name: CommandName,
  { talk, number, text }: Readonly<Record<string, string | undefined>>,
  now: LocalMoment,
): Command['args'] {
  const args: Command['args'] = {}
  const ahead = talk === undefined ? null : readTalkAhead(talk, now)
  if (ahead) {
    const { date, time, place, topic, zone } = ahead
    args.on = date
    if (time) args.at = time
    if (place) args.place = place
    if (topic) args.text = withHanSigns(topic)
    if (zone) args.zone = zonesListed(zone)?.join('、') ?? zone
  }
  if (number) args.number = number
  if (name === 'talk_record') args.matters = mattersHeard(text ?? '', now.date)
  else if (text?.trim()) args.text = withHanSigns(text.trim())
  return args
}

/** What numbers an item: `1.`, `2、`, `(3)`, `三、`, `第4条:`, `第五点`. */
const NUMBERED =
  '(?:[(（]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[.、)）](?![0-9])|第(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:[条点项个件](?:意见|事情?|问题|诉求)?)?(?=[ ,:、.是]|(?<=[条点项])))'
const BETWEEN = new RegExp(
  `[;。\\n]+|(?:^|(?<=[,;。 \\n]))${NUMBERED}|,?(?=(?:第[一二三四五六七八九十]+|其[一二三四五六七八九十])[,:是])`,
  'u',
)
const PROMISE = /(?:答应|承诺|保证|应承|应下)/u
const MATTERS_MAX = 20

/** What was heard, one by one; of a promise also the day that was named. */
export function mattersHeard(text: string, today: string): HeardMatter[] {
  const pieces = text
    .split(BETWEEN)
    .map((piece) =>
      piece.replace(/^(?:第[一二三四五六七八九十]+|其[一二三四五六七八九十])?[ ,:、.是]*|[ ,:、.]+$/gu, ''),
    )
    .filter((piece) => piece.length >= 2)
  return pieces.slice(0, MATTERS_MAX).map((piece) => {
    const promise = PROMISE.exec(piece)
    const told = withHanSigns(piece)
    if (!promise) return { text: told, promised: false }
    const day = readDayAhead(piece.slice(promise.index), today)
    return { text: told, promised: true, ...(day && day.date >= today ? { on: day.date } : {}) }
  })
}
