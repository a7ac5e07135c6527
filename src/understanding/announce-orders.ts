/** Orders to tell many people something, to take it back, and to see whom it reached. */

import type { LocalMoment } from './civil-date.ts'
import { type CommandRule, LONGEST_ANNOUNCED, rule } from './command-rule.ts'
import { MOMENT, readMomentAhead } from './moment-ahead.ts'
import type { Command, CommandName } from './understanding.ts'
import { ZONES, zonesListed } from './zone-words.ts'

const EVERY = '(?:全体|所有|全部|各位|每位|每个|全|广大|我们|咱们|咱|本|支部|的)*'
const MEMBERS =
  '(?:正式|预备|在家|在职|流动|老)?(?:党员|积极分子|支委|同志)(?:同志|干部)?们?|大家伙?儿?|全?支部(?:的?人|全体)?|所有人|全体人员'
const RESIDENTS =
  '(?:小区|片区|责任区|辖区|楼里|村里|住院)?的?(?:居民|群众|住户|业主|村民|街坊|邻居|乡亲|老百姓|百姓|(?:学生)?的?家长|学生|病人|患者)(?:朋友|群众|邻居)?们?|家家户户|各家各户'
const OF_ZONES = `(?:(?<zone>${ZONES})的?)?`
/** Whom it is for. All are named, or what is said is set off: 通知居民清理杂物 tells what somebody did. */
const TO_MEMBERS = `${OF_ZONES}(?<members>${EVERY}(?:${MEMBERS}))`
const TO_RESIDENTS = `${OF_ZONES}(?<residents>${EVERY}(?:${RESIDENTS}))`
const TO_ALL_RESIDENTS = `${OF_ZONES}(?<residents>(?:全体|所有|全部|各位|全|广大|每位)的?(?:${RESIDENTS})|家家户户|各家各户)`

const NOTICE = '(?:通知|公告|消息|信息|短信|提醒|告知)'
const ONE = '(?:一下|一?[个条份则]|下)?'
const SEND = '(?:群发|发布|下发|发送|推送|发出|转发|发|下|出)'
const DONE = '(?!了|过|到了|的)'
const SET_OFF = '(?:[ ,;。\\n]*(?:说|内容是|内容为|内容)?[ ,:;。\\n]+)'
const MAYBE_SET_OFF = '(?:[ ,;。\\n]*(?:说|讲|内容是)?[ ,:;。\\n]*)'
/** When it goes out, told before the order; an hour told behind it is of what is announced. */
const WHEN = `(?:定时|安排|在|等到?|请)?(?:(?<when>${MOMENT})(?:的时候|时候|准时|再|就|帮我|给我|请)*)?`
const TEXT = '(?<text>.+)'
/** What is already so is told, not announced: 跟大家说声,闸已合上. */
const STILL_TO_COME = '(?!.*(?:已经?|了(?:[,。;!~]|$)))'

const LAST =
  '(?:我|刚才|刚刚|刚|上面|今天|昨天|之前|前面|最近|最后|上|那|这|一|条|个|份|次)*(?:发|说|预定)?(?:出去)?的?'
const THE_LAST = `${LAST}(?:那|这|上)?一?[条个份]?`
const ANNOUNCEMENT = '(?:通知|公告)'
const NUMBER = '(?:第)?(?<number>[0-9]{1,9})?号?'
const TAKE_BACK = '(?:撤回|撤销|撤掉|撤了|撤下|收回|取消|作废|停发|不发|别发|不要发|先别发|删掉|删除)'
const SO = '(?:来|掉|吧|了|一下)*'

const SEE = '(?:查一下|查查|查看|查|看一下|看看|看|说说)?(?:一下)?'
const HOW_MANY = '(?:有)?(?:多少人?|几个?人?|哪些人?|谁|都)(?:没)?(?:看|读|收|知道|看见|看到|收到)(?:了|到|过)*'

const READY = '(?:现成的?|准备好的?)?'
const CAMPAIGN = '(?:党员)?(?:责任区)?的?(?:活动|启动|动员|宣传|开展)+的?'
const WORDS =
  '(?:文案|文字|稿子|稿件|宣传稿|通知稿|稿|宣传语|标语|口号|话术|说辞|材料|范文|范本|模板|倡议书|公开信|介绍|说明|怎么写|怎么说|怎么宣传)'

/** The order `pattern`, where what it takes for zones and a moment are some. */
function announcing(pattern: string): CommandRule {
  return {
    ...rule('announce', pattern, LONGEST_ANNOUNCED),
    holds: ({ zone, when }, now) =>
      (zone === undefined || zonesListed(zone) !== null) && (when === undefined || readMomentAhead(when, now) !== null),
  }
}

export const ANNOUNCE_RULES: readonly CommandRule[] = [
  // 通知全体党员:周五下午两点开会; 明早八点通知党员,九点大扫除
  announcing(`${WHEN}(?:请|帮我|帮忙)?通知${ONE}${TO_MEMBERS}${MAYBE_SET_OFF}${DONE}${TEXT}`),
  announcing(`${WHEN}(?:请|帮我|帮忙)?通知${ONE}${TO_ALL_RESIDENTS}${MAYBE_SET_OFF}${DONE}${TEXT}`),
  announcing(`${WHEN}(?:请|帮我|帮忙)?通知${ONE}${TO_RESIDENTS}${SET_OFF}${TEXT}`),
  // 给全体党员发个通知,周五开会; 向3号楼居民发通知:明天停水
  announcing(`${WHEN}(?:给|向|对)${TO_MEMBERS}${SEND}${ONE}${DONE}${NOTICE}${MAYBE_SET_OFF}${DONE}${TEXT}`),
  announcing(`${WHEN}(?:给|向|对)${TO_RESIDENTS}${SEND}${ONE}${DONE}${NOTICE}${MAYBE_SET_OFF}${DONE}${TEXT}`),
  // 发通知给居民:明天停水; 群发消息到全体党员,周五开会
  announcing(`${WHEN}${SEND}${ONE}${NOTICE}(?:给|到|告诉|向)${TO_MEMBERS}${MAYBE_SET_OFF}${DONE}${TEXT}`),
  announcing(`${WHEN}${SEND}${ONE}${NOTICE}(?:给|到|告诉|向)${TO_RESIDENTS}${MAYBE_SET_OFF}${DONE}${TEXT}`),
  announcing(`${WHEN}(?:群发|发)给${TO_MEMBERS}${SET_OFF}${TEXT}`),
  announcing(`${WHEN}(?:群发|发)给${TO_RESIDENTS}${SET_OFF}${TEXT}`),
  // 告诉大家周五下午开会; 跟党员们说一声,周五开会
  announcing(`${STILL_TO_COME}${WHEN}(?:告诉|转告|告知)${ONE}${TO_MEMBERS}${MAYBE_SET_OFF}${DONE}${TEXT}`),
  announcing(`${STILL_TO_COME}${WHEN}(?:告诉|转告|告知)${ONE}${TO_RESIDENTS}${SET_OFF}${TEXT}`),
  announcing(
    `${STILL_TO_COME}${WHEN}(?:跟|和|同|对|向)${TO_MEMBERS}(?:说|讲)(?:一声|一下|下|声)${MAYBE_SET_OFF}${DONE}${TEXT}`,
  ),
  announcing(`${STILL_TO_COME}${WHEN}(?:跟|和|同|对|向)${TO_RESIDENTS}(?:说|讲)(?:一声|一下|下|声)${SET_OFF}${TEXT}`),
  // 发通知:周五下午两点开会; 发个公告,明天停水
  announcing(`${WHEN}${SEND}${ONE}(?:通知|公告)${SET_OFF}${TEXT}`),

  rule('recall_announcement', `(?:把|将)?${THE_LAST}${ANNOUNCEMENT}${NUMBER}(?:给)?(?:我)?${TAKE_BACK}${SO}`, 30),
  rule('recall_announcement', `(?:把|将)?${TAKE_BACK}${THE_LAST}${ANNOUNCEMENT}${NUMBER}${SO}`, 30),

  rule('announcements', `${SEE}${THE_LAST}${ANNOUNCEMENT}${NUMBER}${HOW_MANY}(?:吗|呢)?[?]?`, 30),
  rule(
    'announcements',
    `${SEE}${THE_LAST}${ANNOUNCEMENT}${NUMBER}(?:都)?(?:发出去?|发|送到|送达|收到|看到)(?:了)?(?:吗|没有|没|多少人|情况)[?]?`,
    30,
  ),
  rule(
    'announcements',
    `${SEE}(?:我|最近|发过|发出|发出去|发了|以前|支部|的)*${ANNOUNCEMENT}(?:情况|记录|列表|有哪些|阅读情况|已读情况)[?]?`,
    30,
  ),

  rule(
    'texts',
    `(?:给我|来|要|发|写|拿|看看?|有没有|有|帮我|提供)*(?:一下|一?[些份个篇段])?${READY}${CAMPAIGN}${READY}${WORDS}(?:有吗|给我|发我|吗|呢|一下)*[?]?`,
    30,
  ),
  rule(
    'texts',
    `(?:这个|责任区|党员责任区)*活动(?:该)?(?:怎么|如何)(?:跟|和|对|向)?(?:大家|居民|群众|党员)?(?:宣传|介绍|启动|动员|说明|讲|说)(?:呢)?[?]?`,
    30,
  ),
]

const SALUTED = '(?:(?:尊敬的|亲爱的|敬爱的)(?:各位|全体|所有|广大)?|各位|全体|所有|广大|每位)'
const HELLO = '(?:大家好|你们好|您好|你们?好|早上好|下午好|晚上好)?'

/** Words that begin or end with whom they are for, and order nothing: `各位党员:周五开会`, `周五开会,通知一下大家`. */
const ADDRESSED: readonly RegExp[] = [
  new RegExp(
    `^(?<text>${SALUTED}(?:(?<members>(?:${MEMBERS})(?:同志)?们?)|(?<residents>(?:${RESIDENTS})))${HELLO}[ ,]*[:!\\n].{4,})$`,
    's',
  ),
  new RegExp(
    `^${STILL_TO_COME}(?<text>.{4,}?)[,;。!\\n ]+(?:请|麻烦|帮我|帮忙|你|给我|务必|都)*(?:(?:通知|告诉|转告|告知|群发给|发给)${ONE}|[跟和向])(?:(?<members>${EVERY}(?:${MEMBERS}))|(?<residents>${EVERY}(?:${RESIDENTS})))(?:说|讲)?(?:一下|一声|下|知道)*(?:吧)?[ 。!.~]*$`,
    's',
  ),
]

/**
 * What the words announce if whoever leads says them. `null`: they address nobody.
 *
 * Others pass such words on as they got them, so by themselves they are no order.
 */
export function readAddressed(text: string): Command | null {
  const trimmed = text.trim()
  if (trimmed.length > LONGEST_ANNOUNCED) return null
  for (const pattern of ADDRESSED) {
    const found = pattern.exec(trimmed)?.groups
    if (!found?.text) continue
    const audience = found.residents === undefined ? 'members' : 'residents'
    return { name: 'announce', args: { audience, text: found.text.trim() } }
  }
  return null
}

const READ_HERE: readonly CommandName[] = ['announce', 'recall_announcement', 'announcements', 'texts']

export function isAnnounceOrder(name: CommandName): boolean {
  return READ_HERE.includes(name)
}

/** Whom it is for, which zones, when it goes out, and the words as they were read. */
export function announceArgs(
  { members, residents, zone, when, text, number }: Readonly<Record<string, string | undefined>>,
  now: LocalMoment,
): Command['args'] {
  const args: Command['args'] = {}
  if (members !== undefined) args.audience = 'members'
  if (residents !== undefined) args.audience = 'residents'
  const zones = zone === undefined ? null : zonesListed(zone)
  if (zones) args.zone = zones.join('、')
  const moment = when === undefined ? null : readMomentAhead(when, now)
  if (moment) args.on = moment.date
  if (moment?.time) args.at = moment.time
  if (number) args.number = number
  const words = text?.trim() ?? ''
  if (words !== '') args.text = words
  return args
}
