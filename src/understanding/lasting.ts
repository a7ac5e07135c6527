/** States that last, told by the days since they began: `坏了三天`, `垃圾五天没人收`, `停水第三日`. */
import { addDays } from './civil-date.ts'
import type { DayRule } from './days.ts'
import { NUMERAL, readNumeral } from './numerals.ts'

/** Longest span that is taken for a day, not for an estimate. */
const MAX_DAYS_AGO = 31
const UNIT = '(天|日|宿|晚上?|夜|个?周)'
const COUNT = `(?<![每这那过第后内隔前上下0-9.])(${NUMERAL})${UNIT}`
/** `一天`: all day long; a state begins at the earliest on the day before. */
const FEWEST_DAYS = 2

/** The day that is so many units back, or `null` where the number is too small or too great to tell a day. */
function daysBack(count: string | undefined, unit: string | undefined, today: string): string | null {
  const number = readNumeral(count ?? '') ?? 0
  const days = unit?.endsWith('周') ? number * 7 : number
  return days >= FEWEST_DAYS && days <= MAX_DAYS_AGO ? addDays(today, -days) : null
}

/** What goes on: of such a state a mere number of days tells the beginning. */
const STATE =
  '[停断坏黑堵臭漏塌淌流冒响叫吵躺烧咳晕疼痛吐病饿关锁欠拖等压堆晾泡淹闹缺瘫卡烂灭旷空丢冷敞晒]|耽误|积压|请假|旷课|逃学|冷战|住院?|失联|没[来人水电气网]|停[水电气机]|断[水电气网]'
/** What people count days of without meaning the matter: how long they are here, or out of hospital. */
const OF_LIFE =
  '(?<!(?:出院|返乡|回乡|回来|回家|搬来|入职|上班|结婚|开学|出生|落地|满月|产后|术后|生完)(?:已经|都|才|有|了|快){0,2})'

/** Ways to tell the beginning of a lasting state, the more particular first. */
export const LASTING_RULES: readonly DayRule[] = [
  {
    pattern: new RegExp(
      `(?:连着|连续|接连|一连|整整|足足)[^,。;!?\\d]{0,3}?(${NUMERAL})个?${UNIT}(?!班|内|[次趟回户])`,
      'g',
    ),
    date: (m, today) => daysBack(m[1], m[2], today),
    grain: 'lasting',
  },
  {
    pattern: new RegExp(`(?:[停断没坏堵塌][水电气网了]?|缺勤|旷课)(?:已经|都|到)?第(${NUMERAL})[天日]`, 'g'),
    date: (m, today) => daysBack(m[1], '天', today),
    grain: 'lasting',
  },
  {
    pattern: new RegExp(
      `(?<![能让想要请再])(?:${STATE})(?:[了着哒起]|了有|了快)?(?:都|已经?|快|有)?${COUNT}(?!内|[次趟回]|之内|以内|两头|假|后)`,
      'g',
    ),
    date: (m, today) => daysBack(m[1], m[2], today),
    grain: 'lasting',
  },
  {
    pattern: new RegExp(
      `${OF_LIFE}${COUNT}(?:多|来)?(?:[饭班课]?了|哒|咯|都?[没不未莫冇无]|都?还[没不是在]|里?[只光]|一次没|的?时间了|,?才(?:发现|知道))`,
      'g',
    ),
    date: (m, today) => daysBack(m[1], m[2], today),
    grain: 'lasting',
  },
  {
    pattern: /这两天(?=[^,。;]{0,4}[没不])/g,
    date: (_, today) => addDays(today, -2),
    grain: 'lasting',
  },
]
