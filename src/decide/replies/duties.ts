import type { CivilDate } from '../../domain/calendar.ts'
import type { DutyFacts, PersonFacts } from '../facts.ts'
import { shown } from './words.ts'

/** One duty that is still to be done, as a line of a list. */
export interface DutyLine {
  title: string
  zoneName: string
  endsOn: CivilDate
}

const REMINDED_MAX = 8
/** As many as fit into one message. */
const OPEN_MAX = 12
const TITLE_CHARS = 32
const ZONE_CHARS = 16

/** What a person still may do, any day until the date; lines held over from a week that was full stand below. */
export function dutyReminderText(duties: readonly DutyLine[], held: readonly string[], today: CivilDate): string {
  const lines = [
    ...(duties.length > 0 ? ['这些职责还没有记录，到期前哪天做都行：', ...dutyLines(duties, REMINDED_MAX)] : []),
    ...(duties.length > 0 ? ['做过了跟我说一句就行，说过的不用再说。'] : []),
    ...(held.length > 0 ? ['前些天没有打扰您的通知：', ...held.map((line) => `· ${shown(line, 100)}`)] : []),
  ]
  // Platforms swallow equal bodies: the day makes this one unlike the last.
  return `${lines.join('\n')}\n（提醒 ${monthAndDay(today)}）`
}

/** `· 11月30日前：…`, with the zone where there are several. */
function dutyLines(duties: readonly DutyLine[], most: number): string[] {
  const zones = new Set(duties.map((duty) => duty.zoneName))
  const where = ({ zoneName }: DutyLine) => (zones.size > 1 ? `，${shown(zoneName, ZONE_CHARS)}` : '')
  const listed = duties
    .slice(0, most)
    .map((duty) => `· ${monthAndDay(duty.endsOn)}前${where(duty)}：${shown(duty.title, TITLE_CHARS)}`)
  const moreCount = duties.length - listed.length
  return moreCount > 0 ? [...listed, `还有 ${moreCount} 项没有列出，说“我的职责”可以看。`] : listed
}

const DONE_MAX = 6

/** 我的职责: what is not recorded yet, and what is; where nothing is asked for, from which day on something will be. */
export function ownDutiesText(
  duties: readonly DutyFacts[],
  person: PersonFacts | null,
  nextOn: CivilDate | null,
): string {
  if (!person) return '职责由责任区的党员承担。您有事直接说一句就行。'
  if (duties.length === 0) {
    const next = nextOn === null ? '' : `${monthAndDay(nextOn)}起有，到时说“我的职责”可以看。`
    return `您现在没有到期要做的职责${next === '' ? '。' : `，${next}`}平时做了什么，跟我说一句就会记下。`
  }
  const open = duties.filter((duty) => duty.doneOn === null)
  const done = duties.flatMap(({ doneOn, ...duty }) => (doneOn === null ? [] : [{ ...duty, doneOn }]))
  return [
    ...(open.length > 0
      ? ['还没有记录的，到期前哪天做都行：', ...dutyLines(open, OPEN_MAX)]
      : ['这段时间的职责都有记录了，不用再报。']),
    ...(done.length > 0 ? ['已经有记录的：', ...doneLines(done)] : []),
    ...(open.length > 0 ? ['做过了跟我说一句就行，说过的不用再说。'] : []),
  ].join('\n')
}

function doneLines(done: readonly (DutyLine & { doneOn: CivilDate })[]): string[] {
  const listed = done
    .slice(0, DONE_MAX)
    .map((duty) => `· ${shown(duty.title, TITLE_CHARS)}（${monthAndDay(duty.doneOn)}）`)
  return done.length > DONE_MAX ? [...listed, `等 ${done.length} 项。`] : listed
}

/** For who has had enough messages this week: one line for another week. */
export function dutiesHeldLine(duties: readonly DutyLine[]): string {
  return `有 ${duties.length} 项职责还没有记录，说“我的职责”可以看`
}

function monthAndDay(date: CivilDate): string {
  const [, month, day] = date.split('-').map(Number)
  return `${month}月${day}日`
}
