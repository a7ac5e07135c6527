/** What people may ask of us about what is kept of them: to read how it is kept, to have it deleted, to think again. */
import { type CommandRule, rule } from './command-rule.ts'

const ALL = '(?:全部|所有)?(?:的)?'
const DATA = '(?:数据|信息|个人信息|个人数据|资料|个人资料|账号|账户|隐私|聊天记录|内容)'
const MINE = `(?:我|本人)的?${ALL}${DATA}(?:和${DATA})?`
const SAID = `我(?:以前|之前)?(?:说|发|讲|报)过?的?${ALL}(?:话|东西|内容|消息|记录)`
const DELETE = '(?:删除|删|清除|清空|注销|抹掉)'
const EXPORT = '(?:导出|下载|拷贝)'
const SO = '(?:掉|了|吧|一下|好了)*'
const WISH = '(?:我)?(?:想|要|申请|要求|请)*'
const SURELY = '(?:确定|确认)(?:要)?'

export const RIGHTS_RULES: readonly CommandRule[] = [
  rule('erase_me', `${SURELY}${DELETE}(?:掉)?(?:${MINE}|${SAID})${SO}`, 30),
  rule(
    'keep_me',
    `(?:我)?(?:的)?(?:${DATA})?(?:先|还是|又)?(?:不|别|不要|不用|先别)(?:再)?删(?:除|掉)?${DATA}?(?:了|吧)+`,
  ),
  rule('keep_me', `(?:取消|撤回)${DELETE}(?:${MINE}|申请)?`),
  rule('export_me', `${WISH}${EXPORT}(?:一下)?(?:${MINE}|${SAID})${SO}`, 30),
  rule(
    'export_me',
    `${WISH}(?:把|将)?(?:${MINE}|${SAID})(?:都|全部?|统统)?(?:给)?(?:我)?${EXPORT}(?:来|出来)?${SO}`,
    30,
  ),
  rule('privacy', `${WISH}(?:${DELETE}|查看|查)(?:掉|一下)?(?:${MINE}|${SAID})${SO}`, 30),
  rule('privacy', `${WISH}(?:把|将)?(?:${MINE}|${SAID})(?:都|全部?|统统)?(?:给)?(?:我)?${DELETE}${SO}`, 30),
  rule('privacy', '隐私|隐私政策|隐私说明|个人信息说明'),
]
