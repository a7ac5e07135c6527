/** Orders about zones: offering oneself, who answers for which, who no longer does, what is covered, what is known. */
import type { LocalMoment } from './civil-date.ts'
import { type CommandRule, LONGEST_WITH_REASON, rule } from './command-rule.ts'
import type { CommandName } from './understanding.ts'
import {
  ANSWER_FOR,
  DAY,
  LEAVES,
  NAMES,
  namesListed,
  ONE,
  readFirstDay,
  readLastDay,
  ZONES,
  zonesListed,
} from './zone-words.ts'

/** What is told of a matter at the place is no reason: such words are for those who read reports. */
const NO_MATTER =
  '(?!.*(?:坏|漏水|漏电|堵|破|裂|不亮|停电|停水|没水|没电|垃圾|投诉|反映|着火|冒烟|异味|噪音|楼道|电梯|门禁|井盖|没人管|没人清|怎么办|打架|摔|[?]))'
const WHY = '(?:[ ,:;。、]+(?<text>.+))?'
const SO = '(?:吧|了|啊|呢|好了|就行|就好)*'
const ALSO = '(?:来|去|也|还|再|就|先|暂时|继续|一起|一同|共同|都|主要|以后|今后|接着|专门)*'
const OFFICE =
  '(?:责任区党员|责任区负责人|责任人|负责人|责任党员|包保人|包联人|楼栋长|楼长|片长|区长|组长|网格员|联系人|党员)'
const APPOINT = '(?:让|由|请|叫|派|安排|指定|任命|确定|明确|委派|指派|推选|推|定|麻烦|辛苦)'
const GIVE = '(?:交接给|交给|交由|交到|派给|分给|划给|安排给|指派给|归|由|让|给|请)'
const CHANGE_TO = '(?:换成|换为|换上|换|改成|改为|改由|改派|改让|换由|移交给|转给)'
const FROM = '(?:从?(?:现在|今天|今日|以后|今后|即日|下个?月|明年)?(?:起|开始)?)'

const JOIN = '(?:再|也|还|另外?|同时)*(?:加上|加|增加|添|增派|补充|补|配|多派|派)(?:一个|一位|一名|上|进)?'
const HELP = '(?:来|去|也|一起)*(?:协助|帮助|帮忙|配合|辅助|搭把手|帮着|帮)'
const STAND_BY = '(?:备用|后备|备份|替补|替班|[AB]角|B岗|第二责任)(?:人选|人员|人|党员|的)?'
const HELPER = '(?:协助员|协管员|帮手|助手|志愿者|联络员)'

const WILL = '(?:也|还|就|都|很|来|想|要|愿意|愿|可以|能|申请|主动|自愿|请求|希望|准备|打算|报名|请让我|让我)*'
const TAKE = '(?:报名|报|认领|认|领|包联|包|承包|负责|分管|管理|管|接管|接手|接|担任|当|做|选|挑|照看)'
const I_WANT =
  '(?=.*(?:我|想|愿|申请|自愿|主动|报名|认领)|(?:报|认)[0-9A-Z一-十\\u4e00-\\u9fff])(?!.*(?:让|由|派|安排|(?<!申)请)(?!我|让我))'
const PLEASE = '(?:[ ,]*(?:可以吗|行吗|行不行|好吗|可以不|可不可以|好不好|请批准|请支部批准|请同意))?[?]?'

const NO_MORE =
  '(?:不再|不|别|退出|退下|退|卸任|卸下|辞去|辞|离开|停止|终止)(?:再|要|用|想|打算|能)*(?:管理|管|负责|包|看|担任|当|做|干)*'
/** What the order follows from: 老王退休了,让老李管3号楼. */
const HAS_LEFT = `(?<whom>${ONE})(?:已经?|刚|要|快|马上|年纪大|身体不好|[, ])*(?:${LEAVES}|去世|走)了?[ ,;。]+(?:所以|就|那|现在)*`
const TAKE_OFF = '(?:撤掉|撤下|撤换|撤|去掉|免去|免掉|拿掉|换下|取消|解除|终止|停掉)'

const YES = '(?:同意|批准|准予|准许|通过|支持|认可|可以)'
const NO = '(?:不同意|不批准|不予批准|不准|不通过|不赞成|驳回|拒绝|婉拒|谢绝)'
const OFFERED = '(?:来|去)?(?:报名|报|认领|认|管|负责|包|担任|接|的报名|的申请|报名的)(?:管|负责|了|的)*'

const LOOK = '(?:查一下|查查|查看|查|看一下|看看|看|说说|发一下|告诉我)?(?:一下)?(?:我们|支部|本支部|现在|目前)*(?:的)?'
const WHICH = '(?:还)?(?:有)?(?:哪些|哪几个|哪几栋|哪几片|哪个|哪里|哪儿|什么|多少|几个)'
const PLACE = '(?:责任区|片区|楼栋|楼|片|区|网格|地方|小组|组|班|病区|科室|年级)'
const EMPTY =
  '(?:还|都|现在)*(?:是)?(?:没有人|没人|无人|没有党员|没党员|空着|空的|空缺|没落实|没安排|没定人|没有落实|缺人|未落实|没覆盖|未覆盖)(?:管|负责|认领|报|报名|包|到位|人)*(?:的|呢|吗|着)*[?]?'

/** The order `pattern`, where what it takes for zones and names are some. */
function zoneRule(name: CommandName, pattern: string): CommandRule {
  return { ...rule(name, pattern, LONGEST_WITH_REASON), holds: namesZonesAndPeople }
}

function namesZonesAndPeople(
  { zone, person, anyone, since, day }: Readonly<Record<string, string | undefined>>,
  { date }: LocalMoment,
): boolean {
  // What an unread day belongs to would begin or end today.
  if (since !== undefined && readFirstDay(since, date) === null) return false
  if (day !== undefined && readLastDay(day, date) === null) return false
  return (
    (zone === undefined || zonesListed(zone) !== null) &&
    (person === undefined || namesListed(person, true) !== null) &&
    (anyone === undefined || namesListed(anyone, false) !== null)
  )
}

export const ZONE_RULES: readonly CommandRule[] = [
  // 我报3号楼; 三号楼我来管; 我想认领一个责任区
  zoneRule(
    'nominate',
    `${NO_MATTER}${I_WANT}我?${WILL}${TAKE}(?:负责|管|当)?(?<zone>${ZONES})的?${OFFICE}?${SO}${PLEASE}${WHY}`,
  ),
  zoneRule(
    'nominate',
    `${NO_MATTER}(?<zone>${ZONES})[ ,]*(?:就|由|让|请让|给)?我${WILL}${TAKE}(?:负责|管)?${SO}${PLEASE}${WHY}`,
  ),
  zoneRule(
    'nominate',
    `我?${WILL}(?:报名|认领|认|领|申请|承担|负责)(?:当|做|担任|管)?(?:一?个|一片|一栋|一下)?(?:责任区|片区|楼栋|${OFFICE})${SO}${PLEASE}${WHY}`,
  ),
  zoneRule(
    'nominate',
    `${NO_MATTER}(?<zone>${ZONES})[ ,]*(?:就|都)?(?:归我|交给我|给我)(?:来)?${ANSWER_FOR}?${SO}${PLEASE}${WHY}`,
  ),
  rule('withdraw_offer', `我?(?:不想|不|先不)(?:报名|认领|报)(?:了)?(?<zone>${ZONES})?(?:的)?${SO}`),
  rule(
    'withdraw_offer',
    `我?(?:取消|撤回|撤销|放弃|收回|退出)(?:我)?(?:对|的)*(?<zone>${ZONES})?的?(?:报名|认领|自荐)${SO}`,
  ),

  // 李四当3号楼的备用; 小李协助3号楼
  zoneRule(
    'stand_by',
    `${APPOINT}?(?<person>${NAMES})(?:来|去)?(?:当|做|任|担任|作为|作|为|是)(?<zone>${ZONES})的?(?<backup>${STAND_BY})${SO}${WHY}`,
  ),
  zoneRule(
    'stand_by',
    `(?<zone>${ZONES})的?(?<backup>${STAND_BY})(?:是|为|由|用|定为|${CHANGE_TO})(?<person>${NAMES})(?:担任|来当|当)?${SO}${WHY}`,
  ),
  zoneRule(
    'stand_by',
    `${APPOINT}?(?<person>${NAMES})(?:来|去)?(?:当|做|任|担任|作为|作|为|是)(?<zone>${ZONES})的?(?<helper>${HELPER})${SO}${WHY}`,
  ),
  zoneRule(
    'stand_by',
    `${NO_MATTER}${APPOINT}(?<anyone>${NAMES})(?<helper>${HELP})(?:${ONE})?(?:把|一起)*${ANSWER_FOR}?(?<zone>${ZONES})${SO}${WHY}`,
  ),
  zoneRule(
    'stand_by',
    `${NO_MATTER}(?<person>${NAMES})(?<helper>${HELP})(?:${ONE})?(?:把|一起)*${ANSWER_FOR}(?<zone>${ZONES})${SO}${WHY}`,
  ),

  // 3号楼老王换成李四; 李四接替老王管3号楼; 老王的3号楼交给李四
  zoneRule(
    'replace_member',
    `(?<zone>${ZONES})的?(?:责任人|负责人)?[ ,]*(?:把|由)?(?<whom>${ONE})${CHANGE_TO}(?<person>${NAMES})(?:来)?${ANSWER_FOR}?${SO}${WHY}`,
  ),
  zoneRule(
    'replace_member',
    `把?(?<whom>${ONE})的(?<zone>${ZONES})(?:${GIVE}|${CHANGE_TO})(?<person>${NAMES})(?:来)?${ANSWER_FOR}?${SO}${WHY}`,
  ),
  zoneRule(
    'replace_member',
    `(?:让|由|请|用|拿)?(?<person>${ONE})(?:来|去)?(?:接替|顶替|替换|替下|换下|接任|代替)(?<whom>${ONE})(?:来|去|的)*${ANSWER_FOR}?(?<zone>${ZONES})${SO}${WHY}`,
  ),
  zoneRule(
    'replace_member',
    `${NO_MATTER}把?(?<zone>${ZONES})的?${OFFICE}?[ ,]*(?:现在|以后|今后|要|就|已经?)*${CHANGE_TO}(?<person>${NAMES})(?:来)?${ANSWER_FOR}?${SO}${WHY}`,
  ),

  zoneRule(
    'replace_member',
    `${NO_MATTER}${HAS_LEFT}(?:${APPOINT}|换)?(?<person>${NAMES})(?:来|去)?${ANSWER_FOR}(?<zone>${ZONES})${SO}${WHY}`,
  ),
  zoneRule(
    'replace_member',
    `${NO_MATTER}${HAS_LEFT}把?(?<zone>${ZONES})[ ,]*(?:${CHANGE_TO}|${GIVE})(?<person>${NAMES})(?:来)?${ANSWER_FOR}?${SO}${WHY}`,
  ),

  // 给3号楼加一个老李; 老李也管3号楼; 3号楼加上老李
  zoneRule(
    'add_member',
    `${NO_MATTER}(?:给|在|往)?(?<zone>${ZONES})[ ,]*${JOIN}(?<person>${NAMES})(?:来)?(?:一起|也)*${ANSWER_FOR}?${SO}${WHY}`,
  ),
  zoneRule(
    'add_member',
    `${NO_MATTER}${APPOINT}(?<anyone>${NAMES})(?:也|还|一起|一同|共同|同时)+(?:来|去)?${ANSWER_FOR}(?<zone>${ZONES})${SO}${WHY}`,
  ),
  zoneRule(
    'add_member',
    `${NO_MATTER}(?<person>${NAMES})(?:也|还|一起|一同|共同|同时)+(?:来|去)?${ANSWER_FOR}(?<zone>${ZONES})${SO}${WHY}`,
  ),

  // 不让老王管3号楼了; 老王不管3号楼了; 老王年底退; 撤掉老王的3号楼
  zoneRule(
    'end_post',
    `(?:不让|别让|不要让|不用|不由|不请|别叫)(?<whom>${ONE})(?:再|继续)*${ANSWER_FOR}(?<zone>${ZONES})${SO}${WHY}`,
  ),
  zoneRule(
    'end_post',
    `(?<zone>${ZONES})[ ,]*(?:不让|不再让|不再由|不由|不归|别让|不用)(?<whom>${ONE})(?:再|继续)*${ANSWER_FOR}${SO}${WHY}`,
  ),
  zoneRule(
    'end_post',
    `(?<whom>我|${ONE})(?:从|到|于)?(?<day>${DAY})?(?:起|开始|以后|之后|后|就|要|想|将)*${NO_MORE}(?<zone>${ZONES})的?${OFFICE}?${SO}${WHY}`,
  ),
  zoneRule(
    'end_post',
    `(?:从|到)?(?<day>${DAY})(?:起|开始|以后|之后|后)?[ ,]*(?<whom>我|${ONE})(?:就|要|想|将)*${NO_MORE}(?<zone>${ZONES})的?${OFFICE}?${SO}${WHY}`,
  ),
  {
    ...rule(
      'end_post',
      `(?<whom>我|${ONE})(?:到|从|于)?(?<day>${DAY})(?:起|开始|以后|之后|后|就|要|将)*(?!搬|走|离开)${LEAVES}${SO}${WHY}`,
      LONGEST_WITH_REASON,
    ),
    // 老王今天退了 says too little to end all at once; who moves house or goes may still answer for a zone.
    holds: ({ day = '' }, { date }) => (readLastDay(day, date) ?? date) > date,
  },
  zoneRule(
    'end_post',
    `(?:把)?${TAKE_OFF}(?<whom>${ONE})(?:在|对|的)*(?<zone>${ZONES})的?(?:${OFFICE}|责任|职责|任务|安排|职务)?${SO}${WHY}`,
  ),
  zoneRule(
    'end_post',
    `(?:把)?(?<whom>${ONE})(?:从|在)(?<zone>${ZONES})(?:里|中|上)?(?:${TAKE_OFF}|调走|调离|调出)${SO}${WHY}`,
  ),

  // 让老王管3号楼,他住那里; 3号楼由老王负责; 指定老王为3号楼责任人; 老王管3号楼
  zoneRule(
    'assign_zone',
    `${NO_MATTER}${APPOINT}(?<anyone>${NAMES})(?:从(?<since>${DAY})(?:起|开始))?${ALSO}${ANSWER_FOR}(?<zone>${ZONES})的?${OFFICE}?(?:管|管到(?<day>${DAY}))?${SO}${WHY}`,
  ),
  zoneRule(
    'assign_zone',
    `${NO_MATTER}把?(?<zone>${ZONES})[ ,]*(?:的(?:工作|责任|事))?${FROM}(?:就|都|还是|仍|也|先|暂时)*${GIVE}(?<person>${NAMES})${ALSO}(?:${ANSWER_FOR}|当${OFFICE})?${SO}${WHY}`,
  ),
  // 3号楼安排老王负责
  zoneRule(
    'assign_zone',
    `${NO_MATTER}把?(?<zone>${ZONES})[ ,]*${FROM}(?:就|都|还是|仍|也|先|暂时)*(?:安排|派|指定|指派|委派|定|叫|推选|推|明确)(?<anyone>${NAMES})${ALSO}(?:${ANSWER_FOR}|[当做任为]${OFFICE})${SO}${WHY}`,
  ),
  zoneRule(
    'assign_zone',
    `${APPOINT}?(?<person>${NAMES})(?:为|来?当|来?做|任|来?担任|是|作为)(?<zone>${ZONES})的?${OFFICE}${SO}${WHY}`,
  ),
  zoneRule(
    'assign_zone',
    `(?:把)?(?<zone>${ZONES})的?(?:责任人|负责人|责任区党员|责任党员|楼栋长|楼长|片长)(?:就|定)?(?:是|为|由|定为|安排|用|请)(?<person>${NAMES})(?:担任|来当|当|负责)?${SO}${WHY}`,
  ),
  zoneRule(
    'assign_zone',
    `${NO_MATTER}(?<person>${NAMES})(?:从(?<since>${DAY})(?:起|开始))?(?:来|去|就|先|暂时|继续|都)*${ANSWER_FOR}(?<zone>${ZONES})(?:管到(?<day>${DAY}))?${SO}${WHY}`,
  ),

  // 同意老王报3号楼; 不同意老王报3号楼,他太忙
  zoneRule('refuse', `${NO}(?<person>${ONE})${OFFERED}(?<zone>${ZONES})?的?(?:申请|报名)?${WHY}`),
  zoneRule('refuse', `${NO}(?<person>${ONE})(?:的|对)(?<zone>${ZONES})?的?(?:申请|报名|自荐)${WHY}`),
  zoneRule('approve', `${YES}(?:由|让)?(?<person>${ONE})${OFFERED}(?<zone>${ZONES})?的?(?:申请|报名)?${WHY}`),
  zoneRule('approve', `${YES}(?<person>${ONE})(?:的|对)(?<zone>${ZONES})?的?(?:报名|自荐|申请)${WHY}`),

  rule(
    'approve_zones',
    `(?:支部|支委会|党员大会|大会|会议|会上|我们)*(?:已经?|讨论|研究|一致|今天|昨天)*(?:${YES}|确认|审定|审批|定下|定|决定)(?:了)?(?:这些|以上|全部|所有|本支部|我们支部|支部|这次|今年)*的?(?:责任区|片区)(?:的)?(?:划分|划定|设置|方案|安排|分工|名单)*${SO}`,
  ),
  rule(
    'approve_zones',
    `(?:责任区|片区)的?(?:划分|划定|设置|方案|安排|分工|名单)*(?:支部|支委会|党员大会|大会|会议|会上)*(?:已经?|讨论|研究|一致)*(?:${YES}|确认|审定|定下|定下来|定|没意见|没问题)${SO}`,
  ),

  rule(
    'know_zone',
    `我?(?:已经?)?(?:知道|知晓|明白|清楚|了解|晓得)(?:了|自己)*[ ,:]*(?:我|自己)?(?:负责|管|的责任区|责任区)?[ :]*(?<zone>${ZONES})${SO}`,
  ),

  rule(
    'coverage',
    `${LOOK}(?:责任区|片区|党员)?(?:的)?(?:覆盖|分工|落实|到人|安排|三知|知晓|负责)(?:的)?(?:情况|进度|怎么样|如何|率|表|一览)(?:了|呢|吗)*[?]?`,
    30,
  ),
  rule('coverage', `${LOOK}(?:责任区|片区)(?:的)?(?:总)?(?:情况|名单|一览|列表|清单|一览表|汇总)${SO}[?]?`, 30),
  rule('coverage', `${LOOK}${WHICH}${PLACE}${EMPTY}`, 30),
  rule('coverage', `${LOOK}(?:有没有|还有)(?:哪些)?${EMPTY.replace('[?]?', '')}${PLACE}${SO}[?]?`, 30),
  rule(
    'coverage',
    `${LOOK}(?:还有)?(?:谁|哪些人|哪些党员|哪个党员|哪几个党员|几个党员)(?:还|现在)*(?:没有|没)(?:分到|安排|认领|报名|报|负责|管)*(?:责任区|片区)?(?:的|呢)?[?]?(?<=区.{0,3}|领.{0,3}|名.{0,3}|排.{0,3})`,
    30,
  ),
  rule(
    'coverage',
    `${LOOK}(?:谁|哪些人|哪个党员|哪些党员|哪个责任区|哪些责任区)(?:的)?(?:担子|任务|负担|事|活)(?:最|太|比较)?(?:重|多|忙)(?:的|呢|吗)?[?]?`,
    30,
  ),
]

/** Orders whose words `zoneArgs` reads. */
const READ_HERE: readonly CommandName[] = [
  ...(['assign_zone', 'add_member', 'replace_member', 'stand_by', 'end_post', 'withdraw_offer'] as const),
  ...(['approve_zones', 'know_zone', 'coverage'] as const),
]

export function isZoneOrder(name: CommandName): boolean {
  return READ_HERE.includes(name)
}
