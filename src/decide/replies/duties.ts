import type { CivilDate } from '../../domain/calendar.ts'
import { shown } from './words.ts'

/** One duty that is still to be done, as a line of a list. */
export interface DutyLine {
  title: string
  zoneName: string
  endsOn: CivilDate
}

const LINES_MAX = 8
const TITLE_CHARS = 32
const ZONE_CHARS = 16

/** What a person still may do, any day until the date; lines held over from a week that was full stand below. */
export function dutyReminderText(duties: readonly DutyLine[], held: readonly string[], today: CivilDate): string {
  const lines = [
    ...(duties.length > 0 ? ['这些职责还没有记录，到期前哪天做都行：', ...dutyLines(duties)] : []),
    ...(duties.length > 0 ? ['做过了跟我说一句就行，说过的不用再说。'] : []),
    ...(held.length > 0 ? ['前些天没有打扰您的通知：', ...held.map((line) => `· ${shown(line, 100)}`)] : []),
  ]
  // Platforms swallow equal bodies: the day makes this one unlike the last.
  return `${lines.join('\n')}\n（提醒 ${monthAndDay(today)}）`
}

/** `· 11月30日前：…`, with the zone where there are several. */
export function dutyLines(duties: readonly DutyLine[]): string[] {
  const zones = new Set(duties.map((duty) => duty.zoneName))
  const where = ({ zoneName }: DutyLine) => (zones.size > 1 ? `，${shown(zoneName, ZONE_CHARS)}` : '')
  const listed = duties
    .slice(0, LINES_MAX)
    .map((duty) => `· ${monthAndDay(duty.endsOn)}前${where(duty)}：${shown(duty.title, TITLE_CHARS)}`)
  const moreCount = duties.length - listed.length
  return moreCount > 0 ? [...listed, `还有 ${moreCount} 项，说“我的职责”可以看。`] : listed
}

/** For who has had enough messages this week: one line for another week. */
export function dutiesHeldLine(duties: readonly DutyLine[]): string {
  return `有 ${duties.length} 项职责还没有记录，说“我的职责”可以看`
}

function monthAndDay(date: CivilDate): string {
  const [, month, day] = date.split('-').map(Number)
  return `${month}月${day}日`
}
