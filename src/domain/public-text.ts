/** What of a matter may be read by everybody: what it was, never whose, and no nearer than the building. */
import { stripNames } from './names.ts'
import { mask } from './privacy.ts'

/** As much as stands on a notice. */
const CHARS_MAX = 100

const NUMERAL = '[0-9０-９一二两兩三四五六七八九十百零〇]+'
/** What follows a number that counts something, and is no door. */
const COUNTED =
  '(?=[0-9０-９*年月日号號块塊元米天个個人次岁歲斤公平度点點%％:：.．多余餘条條件家户戶栋棟盏盞根只支辆輛分秒小])'

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
  const hidden = HIDDEN.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), mask(nameless))
  const tidy = stripNames(hidden)
    .text.replace(/\s+/gu, ' ')
    .replace(/([，,、。；;：:])[，,、。；;：:\s]+/gu, '$1')
    .replace(/^[，,、。；;：:\s]+/u, '')
    .trim()
  const signs = [...tidy]
  return signs.length > CHARS_MAX ? `${signs.slice(0, CHARS_MAX - 1).join('')}…` : tidy
}
