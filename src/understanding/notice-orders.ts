/** Orders about what stands on the notice of a zone: the words of a matter that ended, a telephone, the posters. */
import { CODE, type CommandRule, LONGEST_WITH_MESSAGE, rule } from './command-rule.ts'
import { ZONES, zonesListed } from './zone-words.ts'

const WORDS = '(?:[ ,:;、。-]+(?<text>.+))?'
const PUBLISH = '(?:公开|公示|公布|写上公示牌|放上公示牌|写到公示牌上)(?:一下|出来|吧)?'
const YES = '(?:同意|可以|准予|批准|确认)(?:公开|公示|公布)(?:了|吧)?'
const NO =
  '(?:(?:不同意|不要|不用|不可以|不能|别|先不|不|撤下|撤掉|撤回|取消|停止)(?:再)?(?:公开|公示|公布)(?:了|吧)?|从公示牌上?(?:撤下|拿掉|删掉|去掉))'

const PHONE = '(?:的)?(?:联系)?(?:电话号码|手机号码|手机号|电话|手机|号码|联系方式)'
const ON_BOARD = '(?:在|到|上)?(?:公示牌|公示|牌子)?(?:上|里)?'
const SHOW = '(?:公示|公开|写上|写|登|放上|放|加上|留)'
const SO = '(?:去|上|出来|一下|出去|吧|了|可以|好了)*'
const NOT = '(?:不|别|不要|不用|不想|不再|取消|撤下|撤掉|撤回|停止|删掉|去掉|拿掉)'

const FACE = '(?:的)?(?:照片|相片|头像)'
const POSTERS = '(?:公示牌|公示海报|海报|公示|责任区海报|公示二维码|二维码海报)'

export const NOTICE_RULES: readonly CommandRule[] = [
  rule('allow_public', `${YES}[ :]*${CODE}`),
  rule('allow_public', `${CODE}[ ,]*${YES}`),
  rule('withhold_public', `${NO}[ :]*${CODE}`),
  rule('withhold_public', `把?${CODE}[ ,]*${NO}`),
  // 公开 A3-0017; 公开 A3-0017：3号楼的灯换好了
  rule('publish_case', `${PUBLISH}[ :]*${CODE}${WORDS}`, LONGEST_WITH_MESSAGE),
  rule('publish_case', `把?${CODE}[ ,]*${PUBLISH}${WORDS}`, LONGEST_WITH_MESSAGE),
  // 公示我的电话, 我的电话可以公示, 把我的手机号写在公示牌上
  rule('show_phone', `(?:同意|愿意|可以)?${SHOW}(?:一下)?我${PHONE}${SO}`),
  rule('show_phone', `把?我${PHONE}(?:可以|同意|愿意|要|也|就)*${SHOW}${ON_BOARD}${SO}`),
  rule('hide_phone', `${NOT}(?:再)?${SHOW}?我${PHONE}(?:了|吧)?`),
  rule('hide_phone', `把?我${PHONE}(?:从公示牌上?)?(?:先|还是|就)?(?:${NOT}(?:再)?${SHOW}?${ON_BOARD})${SO}`),
  // 公示我的照片, 把这张照片放到公示牌上
  rule('show_photo', `(?:同意|愿意|可以)?${SHOW}(?:一下)?(?:我|这张|我这张)${FACE}${SO}`),
  rule('show_photo', `(?:把|用)?(?:我|这张|我这张)${FACE}(?:可以|同意|愿意|要|也|就)*${SHOW}${ON_BOARD}${SO}`),
  rule('hide_photo', `${NOT}(?:再)?${SHOW}?我${FACE}(?:了|吧)?`),
  rule('hide_photo', `把?我${FACE}(?:从公示牌上?)?(?:先|还是|就)?(?:${NOT}(?:再)?${SHOW}?${ON_BOARD})${SO}`),
  postersRule(
    `(?:重新|再)?(?:打印|印刷|打|印|下载|导出|制作|生成|做|要|发|给我发|看看|看)(?:一下|一份|几张|一张)?(?:(?<zone>${ZONES})|(?:我们|支部|本支部|全部|所有|全支部|我的?|责任区)*)的?${POSTERS}(?:吧|给我)?`,
  ),
  postersRule('(?:责任区|公示牌?)?的?海报'),
]

/** Of the zones that are named, or of all. */
function postersRule(pattern: string): CommandRule {
  return { ...rule('posters', pattern), holds: ({ zone }) => zone === undefined || zonesListed(zone) !== null }
}
