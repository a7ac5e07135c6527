import { ANNOUNCE_RULES, announceArgs, isAnnounceOrder } from './announce-orders.ts'
import type { LocalMoment } from './civil-date.ts'
import { CASE_CODE, caseCode } from './codes.ts'
import {
  CODE,
  type CommandRule,
  LONGEST_ANNOUNCED,
  LONGEST_WITH_MESSAGE,
  LONGEST_WITH_REASON,
  REASON,
  rule,
} from './command-rule.ts'
import { readDayAhead } from './day-ahead.ts'
import { FOCUS_RULES } from './focus-orders.ts'
import { GROUP_RULES } from './group-orders.ts'
import { withHanSigns } from './han-signs.ts'
import { endOf, HANDLING_RULES } from './handling-orders.ts'
import { LEAVE_RULES, leaveArgs } from './leave-orders.ts'
import { DOTTED, NAME } from './name-words.ts'
import { NOTE_RULES } from './note-orders.ts'
import { NOTICE_RULES } from './notice-orders.ts'
import { RELAY_RULES } from './relay-orders.ts'
import { isReviewOrder, REVIEW_RULES, reviewArgs } from './review-orders.ts'
import { RIGHTS_RULES } from './rights-orders.ts'
import { isTalkOrder, TALK_RULES, talkArgs } from './talk-orders.ts'
import type { Command, CommandName } from './understanding.ts'
import { VERDICT_RULES } from './verdict-orders.ts'
import { zoneArgs } from './zone-args.ts'
import { isZoneDrawingOrder, ZONE_DRAWING_RULES, zoneDrawingArgs } from './zone-drawing-orders.ts'
import { isZoneOrder, ZONE_RULES } from './zone-orders.ts'
import { zonesListed } from './zone-words.ts'

type Args = Command['args']
const LAST =
  '(?:一下|下)?(?:我)?(?:刚刚?才?|上一?|这|那)?(?:报|发|说|提)?的?(?:那|这|上)?一?(?:条|个|件|次|单)?(?:信息|上报|记录|内容)?'
/** The case and what else is on its card. */
const SEVERAL = `${CODE}(?: *(?<text>等[0-9]{1,2}[条件]))?`
const THIS_WORK = '(?<text>这次工作)'
const UNDO = '撤回|撤销|取消上报|作废|删除|删掉|撤掉'
const AT_WORK = '(?:我)?(?:已经?)?(?:到场|到现场|到达现场|在现场|在处理|正在处理|开始处理)'

/** Behind a code: those of further cases. */
const MORE_CODES = `(?:[ ,;、]*(?:和|跟|与|及)? *${CASE_CODE.replaceAll('(', '(?:')})*`
/** Behind the name of whoever takes over. */
const TO_DO_IT = '(?:去?办理?|来办|去?处理|负责|跟进)?(?:了|吧)?'

const RULES: readonly CommandRule[] = [
  rule(
    'help',
    '(?:(?:请问)?(?:你|您)?(?:能|会|可以)(?:干|做|办)(?:什么|些什么|哪些)(?:[事呢呀]|事情)?[?, ]*)?(?:帮助|使用帮助|使用说明|功能|菜单|说明|HELP|\\?|指令|命令|怎么用|怎么使用|使用方法|操作指南|有什么功能|有哪些功能)[?]?',
  ),
  rule('help', '(?:你|您|机器人)(?:能|会|可以)(?:干|做|办|帮我做)(?:什么|些什么|哪些)(?:呢|呀|事)?[?]?'),
  rule(
    'receipt',
    '(?:刚才|刚刚|刚)?(?:发的|说的|报的)?(?:你|你们|那条|消息|信息)?(?:有没有)?收到(?:了吗|没有|没|了没|了没有|吗|了么|不)[啊呀]?[?]?',
  ),
  rule(
    'todo',
    '(?:查|看|查看|看看|查询)?(?:一下)?(?:我的?|我有(?:什么|哪些)|我还有(?:什么|哪些)|有什么)?(?:待办|待办事项|待处理|待办任务|要办的事|要处理的)(?:有哪些|列表|事项|清单|的)?[?]?',
  ),
  rule(
    'digest',
    '(?:打开|查看|看|看看|看一下|发)?(?:一下)?(?:我的?|今天的?|本周的?|上周的?|支部的?)?(?:摘要|周报|小结)[?]?',
  ),
  rule(
    'duties',
    '(?:查|看|查看|看看|查询)?(?:一下)?(?:我的?|我们的?)?(?:责任区)?(?:还有)?(?:什么|哪些)?职责(?:是什么|有哪些|有什么|列表|清单|还有(?:什么|哪些)没做|没做的)?[?]?',
  ),
  rule(
    'duties',
    '我?(?:这个?月|本月|这周|本周)?还有(?:什么|哪些)(?:职责)?(?:没做|没有做|要做)(?:的|完)?(?:吗|呢)?[?]?',
  ),
  rule(
    'my_zones',
    '(?:查|看|查看|看看|查询)?(?:一下)?(?:我的?|我们的?)责任区(?:是|在|有)?(?:哪里|哪儿|哪个|哪些|哪几个|哪几栋|哪一片|哪片|哪|什么)?[?]?',
  ),
  rule(
    'my_zones',
    '我(?:现在|目前)?(?:是)?(?:负责|管|包)(?:的是|的)?(?:哪里|哪儿|哪(?:个|些|几个|片|一片|栋|几栋)?(?:责任区|区|楼|楼栋|地方|片|栋)?|什么地方)(?:的|呢)?[?]?',
  ),
  rule(
    'lookup',
    `(?:查|查询|查看|看|查一下|看看|看一下|查下)(?:一下)?[ :]*(?:案件|编号|事件|单号|工单)?[ :]*${CODE}(?:的?(?:进度|情况|进展|状态))?`,
  ),
  rule('lookup', `${CODE}(?:的?(?:进度|情况|进展|状态))?`),
  rule(
    'claim',
    `(?:认领|我来办|我来处理|受理|接单|我接|我认领|领了)[ :]*${CODE}(?:这[个条件])?${REASON}`,
    LONGEST_WITH_REASON,
  ),
  rule('claim', `${CODE}[ ,]*(?:我来办|我来处理|认领|受理|接单|我接|我认领|我来)(?:了|吧)?`),
  rule('confirm', `(?:确认|确定)[ :]*${SEVERAL}`),
  rule('confirm', `${SEVERAL}[ ,]*(?:确认|确定|没错|无误)(?:了|吧)?`),
  rule('confirm', `(?:确认|确定)[ :]*${THIS_WORK}`),
  rule('start', `${AT_WORK}(?:了)?[ :]*${CODE}`),
  rule('start', `${CODE}[ ,]*${AT_WORK}(?:了)?`),
  rule('vouch', '是本人[ :]*(?<person>.{1,30}?)[ ,]+(?<text>[0-9A-Z]{1,6})', LONGEST_WITH_REASON),
  rule('deny', '不是本人[ :]*(?<person>.{1,30}?)[ ,]+(?<text>[0-9A-Z]{1,6})', LONGEST_WITH_REASON),
  rule(
    'close',
    `(?:办结|结案|完结|完成|办完|销号|关闭|了结|处理完|办好)(?:了)?[ :]*${CODE}${REASON}`,
    LONGEST_WITH_REASON,
  ),
  rule(
    'close',
    `${CODE}[ ,]*(?:已经?)?(?:办结|结案|完结|完成|办完|办好|处理完|处理好|处理|解决|修好|弄好|搞定|销号)(?:了)?[ ,::;、。-]+(?<text>.+)`,
    LONGEST_WITH_REASON,
  ),
  rule('close', `${CODE}[ ,]*(?:已经?)?(?:办结|结案|完结|完成|办完|处理完|处理|解决|销号)(?:了)?`),
  ...RIGHTS_RULES,
  ...NOTICE_RULES,
  ...NOTE_RULES,
  ...VERDICT_RULES,
  ...HANDLING_RULES,
  ...RELAY_RULES,
  rule('withdraw', `(?:${UNDO})${LAST}[ :]*(?:${SEVERAL})?`),
  rule('withdraw', `(?:${UNDO})[ :]*${THIS_WORK}`),
  rule('withdraw', `${CODE}[ ,]*(?:撤回|撤销|作废|取消)(?:了|吧)?${REASON}`, LONGEST_WITH_REASON),
  rule(
    'withdraw',
    '(?:取消|算了)[吧了]?(?:,?不报了)?|把?(?:刚才|刚刚|上一?)[那这]?条(?:撤回|撤销|删了?|取消|作废)了?吧?|不报了',
  ),
  ...LEAVE_RULES,
  ...TALK_RULES,
  ...ANNOUNCE_RULES,
  ...FOCUS_RULES,
  ...GROUP_RULES,
  ...REVIEW_RULES,
  ...ZONE_DRAWING_RULES,
  ...ZONE_RULES,
  rule(
    'handover',
    `(?:交接|移交|交班|转交|委托|转给|交给|转(?=[老小]))(?:[ :]*(?:${CODE})?)?(?:给|到|由)?[ :]*(?:(?<person>${NAME})${TO_DO_IT})?${REASON}`,
  ),
  rule(
    'handover',
    `把?(?:${CODE})${MORE_CODES}[ ]*(?:都)?(?:移交|转交|转|交)给(?<person>我自己|我|${NAME})${TO_DO_IT}`,
    LONGEST_WITH_REASON,
  ),
  rule('bind', '(?:绑定|绑定账号|绑定身份|绑定手机|我要绑定|认证身份|BIND)(?:[ ,:]*(?<text>(?![的了好]).{1,30}))?'),
  rule(
    'nominate',
    `(?:提名|推荐)[ ,:]*(?<person>${DOTTED}(?=为|当|做|作|参|评|[^\\u4e00-\\u9fff]|$)|[\\u4e00-\\u9fff]{2,4})(?:为|当|做|作为|参评|评)?(?<text>.{0,30})`,
    44,
  ),
  rule(
    'approve',
    `(?:同意|批准|通过|审批通过|准予|准假|批了)[ :]*(?:${CODE}|(?<person>${DOTTED}|[\\u4e00-\\u9fff]{2,3})的?(?:申请|请假|绑定|延期))(?:的?(?:申请|延期))?`,
  ),
  rule('unfollow', `(?:取消关注|不再关注|取关|退订|别再通知我)[ :]*(?:${CODE})?`),
  rule('edit', `(?:改|修改|更正)[ :]*(?:${SEVERAL})`),
  rule('edit', `(?:改|修改|更正)[ :]*${THIS_WORK}`),
  rule(
    'edit',
    `${SEVERAL}[ ,]*(?:转到|转|归|属于|划到)[ :]*(?<zone>[A-Z0-9]{1,16})(?:责任区|区)?`,
    LONGEST_WITH_REASON,
  ),
  rule('follow', `(?:关注|跟进|订阅|我也要关注)[ :]*${CODE}`),
  rule('follow', `${CODE}[ ,]*(?:关注|订阅)`),
  rule(
    'export',
    '(?:导出|下载)(?:我的?|本月|上月|这个月|上个月|今年|全部|所有|本周|责任区)*(?:数据|台账|记录|表格|表|名单|事件|打卡|打卡记录|报表|清单)?(?:EXCEL|表|CSV)?',
  ),
]

const EDIT = [
  new RegExp(
    [
      '^(?:不对|不是|错了|说错了|打错了|更正|更正一下|纠正)?[, :]*(?:请|麻烦|帮我|帮忙)?把?(?:我?(?:刚刚?才?|上一?)?(?:报|发|说)?的?(?:那|这',
      '第[一二三四五0-9])?一?(?:条|个|件)(?:信息|上报|记录)?的?)?(?:类别|分类|类型|位置|地点|地址|楼号|时间|日期|紧急程度|紧急度|楼栋|单元|房号)?(?:给)?(?:改成|改为|更正为|换成',
      '改到|修改为|应该改成)(?<text>.{1,30})$',
    ].join('|'),
    's',
  ),
  /^(?:改|修改|编辑|更正)(?:一下)?(?:刚刚?才?|上一?|这|那|第[一二三四五0-9])?(?:报)?的?(?:那|这)?一?(?:条|个|类别|分类|位置|地点|时间)(?<text>.{0,30})$/s,
  /^改(?<text>第[一二三四五0-9][条个].{0,30})$/s,
]

/** The order to the bot that the whole text is, or `null`. `text` is normalised: full-width and lower-case letters are gone. */
export function readCommand(text: string, now: LocalMoment): Command | null {
  const trimmed = text.trim()
  if (trimmed.length === 0 || trimmed.length > LONGEST_ANNOUNCED) return null
  for (const { name, pattern, longest, holds } of RULES) {
    if (trimmed.length > longest) continue
    const found = pattern.exec(trimmed)
    if (found && (holds?.(found.groups ?? {}, now) ?? true)) return { name, args: argsOf(name, found, now) }
  }
  return trimmed.length <= LONGEST_EDIT ? readEdit(trimmed) : null
}

/** Stands for the case that is told otherwise. */
const TOLD_OTHERWISE = 'W-0'

/** The order that the text is if it speaks of a case whose code stands elsewhere, as in what was quoted. */
export function readBareOrder(text: string, now: LocalMoment): Command | null {
  const trimmed = text.trim()
  if (trimmed.length > LONGEST_WITH_MESSAGE) return null
  const order = readCommand(`${TOLD_OTHERWISE} ${trimmed}`, now)
  if (!order || order.name === 'lookup') return null
  const { code: _, ...args } = order.args
  return { ...order, args }
}

const LONGEST_EDIT = 40

function readEdit(text: string): Command | null {
  for (const pattern of EDIT) {
    const found = pattern.exec(text)
    if (found) return { name: 'edit', args: found.groups?.text ? { text: found.groups.text.trim() } : {} }
  }
  return null
}

/** Orders whose words tell a day to come. */
const WITH_DAY: readonly CommandName[] = ['schedule', 'extend', 'approve', 'refer']

function argsOf(name: CommandName, found: RegExpExecArray, now: LocalMoment): Args {
  if (isAnnounceOrder(name)) return announceArgs(found.groups ?? {}, now)
  if (isZoneDrawingOrder(name)) return zoneDrawingArgs(found.groups ?? {})
  if (isReviewOrder(name)) return reviewArgs(found.groups ?? {})
  if (isTalkOrder(name)) return talkArgs(name, found.groups ?? {}, now)
  const { code, text, person, whom, zone, body, number, other, all } = found.groups ?? {}
  const args: Args = {}
  if (code) args.code = normalCode(code)
  if (other) args.other = normalCode(other)
  if (person) args.person = person
  if (whom) args.whom = whom
  if (zone) args.zone = zonesListed(zone)?.join('、') ?? zone
  if (body) args.body = body
  if (number) args.number = number
  const words = text?.replace(/^[ ,:;、。-]+/, '').trim() ?? ''
  const day = WITH_DAY.includes(name) ? readDayAhead(words, now.date) : null
  if (day) args.on = day.date
  const told = day ? day.rest : words
  if (told) args.text = withHanSigns(told)
  if (name === 'leave') Object.assign(args, leaveArgs(found[0], whom, now))
  if (isZoneOrder(name)) {
    const { text: _, ...named } = args
    return { ...named, ...zoneArgs(found.groups ?? {}, now) }
  }
  if (all) args.all = true
  if (name === 'close_as') args.end = endOf(found.groups ?? {})
  return args
}

function normalCode(code: string): string {
  const [zone = '', number = ''] = code.replaceAll(' ', '').split('-')
  return caseCode(zone, number)
}
