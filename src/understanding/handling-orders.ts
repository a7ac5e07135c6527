/** Orders of those who work on a case: ask, plan, pass outside, give back, end, ask for more time. */
import { CASE_CODE } from './codes.ts'
import { CODE, type CommandRule, LONGEST_WITH_MESSAGE, LONGEST_WITH_REASON, REASON, rule } from './command-rule.ts'
import { DAY_AHEAD } from './day-ahead.ts'

const APART = '[ ,:;、。-]*'
/** What follows without a sign between, as after 延期到. */
const WORDS = `(?:${APART}(?<text>.+))?`

/** Whoever told a matter, as those who work on it call them. */
export const REPORTER = '(?:上报|反映|报修|报事|投诉|提问)的?(?:人|居民|群众|业主|住户)|对方|居民|群众|业主'
const ASK = '(?:请|再|先)?(?:问一下|问问|问下|问|联系一下)'

/** Bodies outside, by name or by what such names end with. */
const NAMED_BODY =
  '12345(?:热线|平台)?|110|119|120|122|物业(?:公司|管理处|经理)?|业委会|业主委员会|居委会|村委会|信访(?:办|局)|社区|街道(?:办事处|办)?|派出所|交警队?|消防队?|城管|环卫|国网|电力|供电|自来水|燃气|煤气|热力|供暖|电信|移动|联通|广电|厂家|厂商|开发商|维保(?:单位|公司)?|施工(?:方|队|单位)?|学校|医院|总务|后勤|保卫'
const ANY_BODY =
  '(?![老小阿])[\\u4e00-\\u9fff]{1,12}?(?:局|办公室|委员会|所|处|科|队|站|公司|中心|单位|部门|物业|热线|平台|厂)'
const BODY = `(?<body>(?:${NAMED_BODY}|${ANY_BODY})(?:那边)?)`
const PASS =
  '(?:已经?|我们?|现在|需要?|要|得|先|帮我)*(?:转交给?|转给|转到|转报|转|移交给?|交给|报给|报到|上报给?|反映给|推给)'
const PASSED = '(?:那边)?(?:了|处理|办理|去办|来修|维修|解决|吧)*'
const NUMBER = '的?(?:工单号|单号|工单编号|受理编号|受理号|流水号)(?:是|为)?[ :]*(?<number>[0-9A-Z-]{4,30})'

const ANSWERED = '(?:那边)?(?:已经?|刚刚?|今天|昨天)*(?:回话|回复|答复|反馈|回电|回)(?:了|说|是)+'
const WHO_ANSWERED = `(?:(?<body>${REPORTER}|${NAMED_BODY}|${ANY_BODY}|外部|他们|那边)?)`

const RETURN = '(?:退回|退单|退件|退给书记|改派)(?:改派|给书记)?(?:了|吧)?'
const UNABLE = '(?<unable>办不了|解决不了|处理不了|修不了|做不了|办不成|没法办|没法解决|无法办理|无法解决|无法处理)'
const NOT_OURS =
  '(?<elsewhere>不属于?(?:我们?|本)的?(?:责任)?区|不是(?:我们?|本)的?(?:责任)?区的?(?:事|管的?)?|不归(?:我们?|本)(?:责任)?区?管?|不在(?:我们?|本)的?(?:责任)?区)'
const OTHER = `(?<other>${CASE_CODE.replaceAll('(', '(?:')})`

const MORE_TIME = '(?:申请|要求|需要?|想|请)*(?:延期|延长|宽限|延后|缓办)'
const YES = '(?:同意|批准|准予|准许|通过|可以)'
const NO = '(?:不同意|不批准|不予批准|不准|不通过|驳回|不行)'

const DID =
  '(?:办|弄|修|处理|解决|搞|清理|清运|清|换|做|整|整改|疏通|通|打扫|收拾|协调|调解|落实|安装|装|更换|维修|补)(?:好|完|妥|定|掉|成|到位|通|上|干净)?'

/** Says of something that it is done: 灯已换新. */
const DONE =
  '(?:(?:修|换|弄|清|清理|清运|补|装|安装|疏通|打扫|收拾|处理|解决|搞|办|整改|维修|更换|修剪|拆)(?:好|完|新|掉|上|通|干净|完毕|到位)|已(?:更换|修复|换新|清理|清运|疏通|恢复|解决|处理|整改|安装|维修|拆除|修剪))'

export const HANDLING_RULES: readonly CommandRule[] = [
  rule('ask', `${CODE}${APART}${ASK}(?:${REPORTER})${WORDS}`, LONGEST_WITH_MESSAGE),
  rule('ask', `${ASK} *${CODE} *的?(?:${REPORTER})${WORDS}`, LONGEST_WITH_MESSAGE),
  rule('refer', `${CODE}${APART}(?:${BODY})?${NUMBER}${WORDS}`, LONGEST_WITH_REASON),
  rule(
    'refer',
    `${CODE}${APART}${PASS} *${BODY}${PASSED}(?:[ ,:;。]*${NUMBER})?(?:[ ,:;。]+(?<text>.+))?`,
    LONGEST_WITH_REASON,
  ),
  rule('refer', `${PASS} *${BODY}${PASSED}${APART}${CODE}${REASON}`, LONGEST_WITH_REASON),
  rule(
    'refer',
    `${CODE}${APART}(?:${BODY}|对方|那边|他们)?(?:还是?没有?|还未|没有?|仍未|没)(?:回话|回复|答复|消息|回音|回|答)(?:我)?(?:呢|啊)?`,
  ),
  rule('back', `${CODE}${APART}${WHO_ANSWERED}${ANSWERED}${WORDS}`, LONGEST_WITH_MESSAGE),
  rule('return', `${CODE}${APART}(?:请|要)?${RETURN}${REASON}`, LONGEST_WITH_REASON),
  rule('return', `${RETURN}[ :]*${CODE}${REASON}`, LONGEST_WITH_REASON),
  rule('close_as', `${CODE}${APART}${UNABLE}(?:了)?${REASON}`, LONGEST_WITH_REASON),
  rule('close_as', `${UNABLE}(?:了)?[ :]*${CODE}${REASON}`, LONGEST_WITH_REASON),
  rule(
    'close_as',
    `${CODE}${APART}(?:这事|这件事?)?${NOT_OURS}(?:的|了)?(?:${APART}(?<text>.+))?`,
    LONGEST_WITH_REASON,
  ),
  rule('close_as', `${NOT_OURS}[ :]*${CODE}${REASON}`, LONGEST_WITH_REASON),
  rule(
    'close_as',
    `${CODE}${APART}(?:和|与|跟|同) *${OTHER} *(?:是)?(?:重复|重|同一件事?|一回事|一件事)(?:了|的)?`,
    40,
  ),
  rule('close_as', `${CODE}${APART}(?:是)?(?:重复|重)(?:的|了|于|[ ,:]|和|与|跟)*${OTHER}(?:了|的)?`, 40),
  rule('close_as', `重复[ :]*${CODE}(?:[ ,:]|和|与|跟)+${OTHER}`, 40),
  rule('extend', `${MORE_TIME}[ :]*${CODE}${WORDS}`, LONGEST_WITH_REASON),
  rule('extend', `${CODE}${APART}${MORE_TIME}${WORDS}`, LONGEST_WITH_REASON),
  rule('refuse', `${NO}(?:延期|延长|申请)*[ :]*${CODE}(?:的?(?:申请|延期))?${REASON}`, LONGEST_WITH_REASON),
  rule('refuse', `${CODE}${APART}${NO}(?:延期|延长|申请)*${REASON}`, LONGEST_WITH_REASON),
  rule('approve', `${YES}(?:延期|延长|申请)*[ :]*${CODE}(?:的?(?:申请|延期))?${WORDS}`, LONGEST_WITH_REASON),
  rule('approve', `${CODE}${APART}(?:同意|批准|准予|准许)(?:延期|延长|申请)*${WORDS}`, LONGEST_WITH_REASON),
  rule(
    'schedule',
    `${CODE}${APART}(?:已经?)?(?:改期|排期|安排|计划|预约|约|定|排)(?:到|在|于|好|了|,|:| )*(?<text>${DAY_AHEAD}.{0,30})`,
    LONGEST_WITH_REASON,
  ),
  rule(
    'schedule',
    `${CODE}${APART}(?<text>${DAY_AHEAD}前?(?:再|就|会|能)?(?:(?:去|来|上门|到场|派人|安排|换|修|处理|施工|更换|维修).{0,20})?)`,
    LONGEST_WITH_REASON,
  ),
  rule(
    'schedule',
    `(?:改期|排期|安排)[ :]*${CODE}${APART}(?:到|在|于)?(?<text>${DAY_AHEAD}.{0,30})`,
    LONGEST_WITH_REASON,
  ),
  rule(
    'close',
    `${CODE}${APART}(?<text>(?:事情?|问题|这件?事)?(?:都|全部?|已经?|刚刚?|今天|今早|上午|下午)*${DID}了(?:[ ,:;、。]+.+)?)`,
    LONGEST_WITH_REASON,
  ),
  rule(
    'close',
    `${CODE}${APART}(?<text>(?!.*[?吗没未])[^ ,;。]{1,12}?(?:已经?|都|也|全)*${DONE}(?:了)?(?:[ ,:;、。]+.+)?)`,
    LONGEST_WITH_REASON,
  ),
  rule(
    'close',
    `${CODE}${APART}(?<text>(?:都|全部?|已经?)+${DID}|${DID}(?:好|完|妥|定|掉|成|到位|干净))`,
    LONGEST_WITH_REASON,
  ),
]

/** How a matter ends that `close_as` speaks of. */
export function endOf(groups: Readonly<Record<string, string | undefined>>) {
  if (groups.unable !== undefined) return 'answered_unresolved' as const
  return groups.elsewhere !== undefined ? ('not_ours' as const) : ('duplicate' as const)
}
