/** What of a matter may be read by everybody: what it was, never whose, and no nearer than the building. */
import { stripNames } from './names.ts'
import { mask } from './privacy.ts'

/** As much as stands on a notice. */
const CHARS_MAX = 100

const NUMERAL = '[0-9０-９一二两兩三四五六七八九十百零〇]+'
/** What follows a number that counts something, and is no door. */
const COUNTED =
  '(?=[0-9０-９*年月日号號块塊元米天个個人次岁歲斤公平度点點%％:：.．多余餘条條件家户戶栋棟盏盞根只支辆輛分秒小])'

const ANNOUNCED =
  '(?:(?:我的?|本人的?)?(?:联系|聯繫)?(?:电话|電話|手机|手機|座机|座機|微信|身份证|身份證|车牌|車牌|卡)(?:号码|號碼|号|號)?(?:是|为|為)?[:：]? ?)?'
const BY_SIGNS =
  '(?:\\p{Script=Han}?[A-Za-zＡ-Ｚ]{1,2}|[0-9０-９ \\-]{1,6})?[*](?:[ ·•.\\-]{0,2}[*0-9０-９A-Za-zＡ-Ｚ])*[挂学警港澳领]?'
const BY_WORDS = '[零〇一二三四五六七八九幺]{3}[*]+[零〇一二三四五六七八九幺]{4}'
/** What `mask` leaves of a number, with the words before it: neighbours would know whose it is by its ends. */
const LEFT_OF_NUMBER = new RegExp(`${ANNOUNCED}(?:${BY_WORDS}|${BY_SIGNS})`, 'gu')

const HIDDEN: readonly [RegExp, string][] = [
  // 3-2-501, 11-301: the building stays.
  [/(?<![0-9０-９*])([0-9]{1,3})[-—－][0-9]{1,2}[-—－][0-9]{3,4}(?:室|号房|號房|房)?(?![0-9*])/gu, '$1号楼'],
  [/(?<![0-9０-９*])([0-9]{1,3})[-—－][0-9]{3,4}(?:室|号房|號房|房)?(?![0-9*])/gu, '$1号楼'],
  [new RegExp(`(?:${NUMERAL}|[A-Za-zＡ-Ｚ])(?:单元|單元)`, 'gu'), ''],
  [new RegExp(`第?${NUMERAL}(?:层|層|楼(?!栋|棟)|樓(?!棟))`, 'gu'), ''],
  [new RegExp(`(?<![0-9０-９*])${NUMERAL}(?:室|号房|號房|号室|號室)`, 'gu'), ''],
  [new RegExp(`(?<![0-9０-９*.．:：-])(?!1(?:10|19|20|22)(?![0-9]))[0-9０-９]{3,4}(?!${COUNTED})`, 'gu'), ''],
]

/**
 * The words without numbers of people, names, units, floors and doors, at most 100 characters.
 *
 * @param known names of people that whoever publishes it knows of; surnames and titles are found without
 */
export function publicWords(text: string, known: readonly string[] = []): string {
  const nameless = known
    .filter((name) => name.length >= 2)
    .reduce((rest, name) => rest.replaceAll(name, '某'.repeat(name.length)), text)
  const numberless = mask(nameless).replace(LEFT_OF_NUMBER, '')
  const hidden = HIDDEN.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), numberless)
  const tidy = stripNames(hidden)
    .text.replace(/\s+/gu, ' ')
    .replace(/([，,、。；;：:])[，,、。；;：:\s]+/gu, '$1')
    .replace(/^[，,、。；;：:\s]+|[，,、；;：:\s]+$/gu, '')
    .trim()
  const signs = [...tidy]
  return signs.length > CHARS_MAX ? `${signs.slice(0, CHARS_MAX - 1).join('')}…` : tidy
}
