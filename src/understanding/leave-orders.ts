/** Orders of those who go away, are back, or give all that they have in hand to another; and of who leads, for a member. */
import { SURNAME } from '../domain/names.ts'
import type { LocalMoment } from './civil-date.ts'
import { type CommandRule, LONGEST_WITH_REASON, rule } from './command-rule.ts'
import { readLeaveDays } from './leave-days.ts'
import { NAME as ANY_NAME, DOTTED } from './name-words.ts'

/** Whoever stands in: 老王, 李敏, 王师傅; of several with one name `李敏(A3)`. */
const NAME = `(?:[老小阿][\\u4e00-\\u9fff]{1,2}?|${ANY_NAME})(?:\\([0-9A-Z]{1,16}\\))?`
const STAND_IN =
  '(?:来|先|暂时|帮忙|帮我|替我|给我)*(?:代替|代班|代管|代办|代理|代劳|代为处理|代为|顶替|顶班|替班|替|代|顶|值班|负责|接手|处理|办理|照看|盯着)(?:我|一下|下|几天|一阵|的|吧|了)*'
const MATTERS =
  '(?:有事情?|有什么事|有急事|我?手?[上里]?的?事情?|事务|工作|我的工作|片区的事|责任区的事|责任区)(?:就|都|请|先|可以|全)*'
const TURN_TO = '(?:找|联系|问|交给|转给|移交给|归|由)'

/** 老王代, 由李敏代班几天, 事情找小李, 我的事都交给老王. */
const COVERS = [
  `${MATTERS}${TURN_TO}(${NAME})(?:${STAND_IN})?`,
  `(?:这几天|期间|这段时间)?(?:由|请|让|找|叫|麻烦)(${NAME})${STAND_IN}`,
  `(?:这几天|期间|这段时间)?(${NAME})${STAND_IN}`,
  `(?:替班|代班|代办|代理|顶班|接替)(?:的?人)?(?:是|:)?(${NAME})`,
] as const
const COVER = `(?:${COVERS.map((c) => c.replace(`(${NAME})`, NAME)).join('|')})`
const COVER_AT_END = COVERS.map((c) => new RegExp(`(?:^|[ ,:;。、]|(?<=[了假差出天]))${c}[ 。.~]*$`))

const DAYS =
  '[0-9一二两三四五六七八九十半几个年月日号天周星期礼拜初底末上下中旬午晚早本这今明后大到至从起开始前之内~./-]{1,24}'
const SOME_DAYS = `(?:${DAYS})?`
const AWAY =
  '(?:出差|外出|出门|出远门|不在家?|探亲|住院|休息|休年假|回老家|旅游|度假|动手术|做手术|看病|来不了|离开|外地|去外地|外出学习|外出培训|脱产学习)'
const SOMEWHERE = '(?:[去到回][\\u4e00-\\u9fff]{1,6})?'
const WISH = '(?:想|要|需要?|得|会|将|准备|打算|申请|因故|临时|都)*'
const ASK_LEAVE = '(?:请|休)(?:个|一下)?'
const KIND = '(?:的?(?:年休?|病|事|产|婚|丧|陪产|护理|探亲|公|长|短))?假(?:期)?(?:了|吧|呢)?'
const WHY =
  '(?:因为?|由于|原因|家里|家中|身体|孩子|小孩|老人|父母|爱人|生病|感冒|发烧|看病|住院|手术|做手术|体检|出差|外出|学习|培训|有事|有点|回老家|去|回|陪|不舒服)[^,;。]{0,14}'
/** What is told of a matter is no reason: such words are for those who read reports. */
const NO_MATTER =
  '(?!.*(?:坏|漏|堵|破|不亮|停电|停水|没水|没电|垃圾|投诉|反映|着火|冒烟|号楼|单元|楼道|没人管|没人清|怎么办|[?]))'
const ANY_REASON = '[^,;。]{1,16}'
const TAIL = `(?:[ ,:;。、]+(?:${WHY}|从?${DAYS}))*`
const WITH_COVER = `[ ,:;。、]*${COVER}`

const POST = '(?:\\([0-9A-Z]{1,16}\\))?'
/** A member of whom is told: many who go away are none, so only what looks like a name of somebody. */
const WHOM = `(?<whom>(?:${DOTTED}|[老小阿]${SURNAME}|${SURNAME}[\\u4e00-\\u9fff]{1,3}?)${POST})(?:同志)?`
/** Behind 给, 帮 and the like any name will do. */
const FOR_WHOM = `(?:给|帮|替|代|为|让|安排)(?<whom>(?!我|你|您|他|她|自己)${NAME})(?:同志)?(?:登记|安排|办)?(?:一下)?`
/** Days right behind a name: 王小明 is nobody called 王小, on whatever day. */
const DAY_BEGINS =
  '(?=从|[0-9]|[今明后][天日早晚]|明后|大后天|[这本下]+个?(?:周|月|星期|礼拜)|周[一二三四五六日天末]|星期|礼拜|月[初底末]|[一二两三四五六七八九十半几]+个?(?:天|日|周|星期|礼拜|月|号|年))'
const DAYS_OF_OTHER = `(?:${DAY_BEGINS}从?${DAYS}[ ,]*)`
/** Who leads may stand in themselves. */
const OR_I = `[ ,:;。、]*(?:${COVER}|(?:由|先)?我(?:自己)?${STAND_IN})`
const I_AT_END = new RegExp(`(?:^|[ ,:;。、]|(?<=[了假差出天]))(?:由|先)?我(?:自己)?${STAND_IN}[ 。.~]*$`)

/** Behind 交给: whoever takes over. */
const TO_PERSON = `(?:(?<person>${NAME})(?:去?办理?|来办|去?处理|负责|跟进|接手|了|吧)?)?`

const SINCE = '(?:我|已经?|今天|今早|昨天|刚刚?|提前|出差|休假|度假|探亲|出院|住院|外出|从外地)*'
/** 刚 alone ends many a name. */
const SINCE_OF_OTHER = '(?:已经?|今天|今早|昨天|刚[刚才]|提前|出差|休假|度假|探亲|出院|住院|外出|从外地)*'
const IS_BACK = '(?:销假|回来(?:上班)?了?|返岗了?|复工了?|恢复上班了?|归队了?)'
const IS_OVER = '(?:休完假|休假结束|假期结束|假休完|出差结束|请假结束)了?'
const NEVER_MIND = '(?:取消|撤销|撤回)(?:我的)?(?:请假|休假)|(?:请假|休假)(?:取消|撤销|作废)了?|不(?:请|休)假了'
const AT_WORK = '(?:上班了?|可以上班了?|继续上班|正常上班)'
/** 销假, 我回来了, 提前返岗, 不请假了. */
const BACK = `${SINCE}(?:${IS_BACK}|${IS_OVER}|${NEVER_MIND})(?:[ ,。]*${SINCE}(?:${IS_BACK}|${AT_WORK}))?|我(?:今天|已经?)*(?:来|开始)?上班了`

export const LEAVE_RULES: readonly CommandRule[] = [
  // 请假3天, 明天请两天假, 下周休年假
  rule(
    'leave',
    `我?(?:${SOME_DAYS}[ ,]*)我?${WISH}${ASK_LEAVE}${SOME_DAYS}${KIND}[ ,:]*${SOME_DAYS}${TAIL}(?:${WITH_COVER})?`,
    LONGEST_WITH_REASON,
  ),
  // 本周六有事去沈阳,请假一天; 请假三天,送孩子上大学
  rule(
    'leave',
    `${NO_MATTER}(?:(?![老小阿])${ANY_REASON}[ ,]){0,2}我?(?:${SOME_DAYS}[ ,]*)我?${WISH}${ASK_LEAVE}${SOME_DAYS}${KIND}[ ,:]*${SOME_DAYS}(?:[ ,:;。、]+${ANY_REASON}){0,2}(?:[ ,:;。、]+${COVER})?`,
    LONGEST_WITH_REASON,
  ),
  // 我下周出差, 下周我去北京出差三天
  rule(
    'leave',
    `(?=.*我|.*${COVER})我?从?${DAYS}[ ,]*我?(?:人)?${WISH}${SOMEWHERE}${AWAY}${SOMEWHERE}${SOME_DAYS}(?:了)?${TAIL}(?:${WITH_COVER})?`,
    LONGEST_WITH_REASON,
  ),
  rule('leave', `${DAYS}${WISH}${SOMEWHERE}(?:出差|休假|外出学习|外出培训|不在)${SOME_DAYS}`, LONGEST_WITH_REASON),
  // 我住院了, 我出差三天
  rule(
    'leave',
    `我${WISH}${SOMEWHERE}${AWAY}${SOMEWHERE}${SOME_DAYS}(?:了)?${TAIL}(?:${WITH_COVER})?`,
    LONGEST_WITH_REASON,
  ),
  // 我明天有事,老王代班
  rule('leave', `我?从?${DAYS}[ ,]*我?${WISH}(?:有事|没空|忙)(?:了)?${WITH_COVER}`, LONGEST_WITH_REASON),
  // 给王秀兰请三天假, 明天给老王请一天假,老李代
  rule(
    'leave',
    `${SOME_DAYS}[ ,]*${FOR_WHOM}[ ,]*${DAYS_OF_OTHER}?${WISH}${ASK_LEAVE}${SOME_DAYS}${KIND}[ ,:]*${SOME_DAYS}${TAIL}(?:${OR_I})?`,
    LONGEST_WITH_REASON,
  ),
  // 老王下周休假, 王秀兰从明天起请三天假, 老王请假三天
  rule(
    'leave',
    `${WHOM}[ ,]*${DAYS_OF_OTHER}${WISH}${ASK_LEAVE}${SOME_DAYS}${KIND}[ ,:]*${SOME_DAYS}${TAIL}(?:${OR_I})?`,
    LONGEST_WITH_REASON,
  ),
  rule(
    'leave',
    `${WHOM}${WISH}${ASK_LEAVE}(?:${DAYS}${KIND}|${KIND}[ ,:]*${DAYS})${TAIL}(?:${OR_I})?`,
    LONGEST_WITH_REASON,
  ),
  // 老王下周出差,老李代; without a cover it is told of a neighbour as well
  rule(
    'leave',
    `${WHOM}[ ,]*${DAYS_OF_OTHER}?${WISH}${SOMEWHERE}(?:${AWAY}|${ASK_LEAVE}${KIND})${SOMEWHERE}${SOME_DAYS}(?:了)?${TAIL}${OR_I}`,
    LONGEST_WITH_REASON,
  ),
  rule('return_to_work', BACK),
  // 老王回来了, 给王秀兰销假, 取消老王的请假
  rule(
    'return_to_work',
    `(?:给|帮|替|代)?${WHOM}${SINCE_OF_OTHER}(?:${IS_BACK}|${IS_OVER}|${NEVER_MIND})(?:[ ,。]*${AT_WORK})?`,
  ),
  rule('return_to_work', `(?:取消|撤销|撤回)${WHOM}的?(?:请假|休假)`),
  rule(
    'handover',
    `(?=.*(?:我|都|全|统统|手[上里]|名下|所有|这边))(?:请)?(?:把|将)?我?(?:的|手[上里]的?|这边的?|名下的?|现在的?|所有的?|全部的?)*(?<all>(?:事情?|案件|件|事项|事件|待办|待办事项|工作|活|任务)(?:们)?)(?:都|全部?|统统|一起|先)*(?:移交|转交|转|交|交接|托付)(?:给|到)${TO_PERSON}`,
  ),
  rule('handover', `(?<all>都|全部?|全都|统统)(?:移交|转交|转|交)给${TO_PERSON}`),
]

/** Who stands in, and the days; what is not told is absent. `whom`: of whom it is told. */
export function leaveArgs(
  text: string,
  whom: string | undefined,
  now: LocalMoment,
): { person?: string; from?: string; to?: string } {
  // A name may be made of numerals: 万一鸣.
  const told = whom === undefined ? text : text.replace(whom, '')
  const me = whom !== undefined && I_AT_END.exec(told)
  if (me) return { person: '我', ...readLeaveDays(told.slice(0, me.index + 1), now) }
  for (const pattern of COVER_AT_END) {
    const found = pattern.exec(told)
    const name = found?.[1]
    if (found && name) return { person: name, ...readLeaveDays(told.slice(0, found.index + 1), now) }
  }
  return readLeaveDays(told, now)
}
