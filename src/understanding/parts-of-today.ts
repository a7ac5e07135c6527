/** Parts of a day without their day: `下午巡了一圈`, `今早`, `上午有人…`. */
import type { LocalMoment } from './civil-date.ts'
import { PERIOD_BEGINS, periodOf } from './clocks.ts'
import { HABIT_MARK, MAX_TRIES, type TimeMention } from './time-mention.ts'

const PART_OF_TODAY =
  /(?<![一半昨今明前后每到放天号日_]|工作日|[说约]好)(?:大?清早|清晨|一大早|大早上?|一早(?!上)|早交班|早上|上午|中午|下午|午后|下昼|上昼|头晌|[上下]半[天日]|下半晌|午间|早起|凌晨|晚上(?!到(?:$|[,。;!现凌半处早今]|[0-9一二三四五六七八九十]{1,3}点))|下晚)(?![好班安头再要]|起来)|一整?个?(?:早上|上午|下午|[上下]昼)/g
/** In the rest of the clause: told of one time, not of every day. */
const ONCE =
  /[了哒把被完]|已[经上]?|[有来](?:人|个|辆|两|几|群|位)|[来去到]过|带人|转[我给]|出[门去]|走失|[丢撞摔偷爆]|突然|忽然|分开|看见|发现/
const EVERY_TIME = /[才总都]|老是|偷偷|一晒|[能约想要]|还[有得要排]|就(?!开始)/

/** A wish or a habit told only behind what happened is another matter: `中午有个男的翻栅栏想进来`. */
function isOnce(clause: string): boolean {
  const [once, often] = [clause.search(ONCE), clause.search(EVERY_TIME)]
  return once >= 0 && (often < 0 || once < often)
}

/** `下午巡了一圈`: today where no day stands before; of a fault only where it is told as of one time. */
export function findPartsOfToday(text: string, now: LocalMoment, found: readonly TimeMention[]): TimeMention[] {
  const parts: TimeMention[] = []
  PART_OF_TODAY.lastIndex = 0
  for (let match = PART_OF_TODAY.exec(text); match; match = PART_OF_TODAY.exec(text)) {
    const from = match.index
    const to = from + match[0].length
    if (parts.length > MAX_TRIES) return parts
    if (found.some((f) => from < f.to + 2 && f.from < to)) continue
    const period = periodOf(match[0])
    if (period === undefined || PERIOD_BEGINS[period] > now.minutes) continue
    const clause = /^[^,。;!?\n]{0,24}/.exec(text.slice(to, to + 24))?.[0] ?? ''
    const before = text.slice(Math.max(0, from - 12), from)
    if (before.includes(HABIT_MARK)) continue
    const once = period !== 'evening' && !match[0].startsWith('一') && isOnce(clause)
    parts.push({ from, to, date: now.date, time: null, grain: once ? 'hour' : 'hint' })
  }
  return parts
}
