/** What is told beside who and where in an order about zones: days, who leaves, and why. */
import type { LocalMoment } from './civil-date.ts'
import type { Command } from './understanding.ts'
import { ANSWER_FOR, DAY, LEAVES, namesListed, ONE, readFirstDay, readLastDay } from './zone-words.ts'

type ZoneArgs = Pick<Command['args'], 'person' | 'from' | 'to' | 'until' | 'whom' | 'post' | 'text'>

const LEAVING = new RegExp(
  `^(?<whom>${ONE})?(?:就|将|要|会|打算)?(?:到|在|于|从)?(?<day>${DAY})(?:起|后|以后|就|要|将)*(?:${LEAVES}|结束|为止)(?:了|的)?$`,
)
const TERM = new RegExp(
  `^(?:任期|期限|先|暂时|暂)?(?:${ANSWER_FOR}|干|任期|期限)?(?:到|至|为期|为)?(?<day>${DAY})(?:为止|止|结束|到期)?$`,
)
const BEGINNING = new RegExp(`^(?:从|自)?(?<day>${DAY})(?:起|开始|上任|到岗|接手)(?:${ANSWER_FOR}|算)?$`)

/** What stands beside who and where: since when, how long, who leaves and when; the rest is the reason. */
export function zoneArgs(
  { person, anyone, since, day, backup, helper, text = '' }: Readonly<Record<string, string | undefined>>,
  now: LocalMoment,
): ZoneArgs {
  const args: ZoneArgs = {}
  const named = person ?? anyone
  if (named) args.person = namesListed(named, false)?.join('、') ?? named
  const from = since === undefined ? null : readFirstDay(since, now.date)
  const last = day === undefined ? null : readLastDay(day, now.date)
  if (from) args.from = from
  if (last) args.until = last
  if (backup) args.post = 'backup'
  else if (helper) args.post = 'helper'
  const reasons = text
    .split(/[,;。、:]+/u)
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '' && !readClause(clause, now.date, args))
  if (reasons.length > 0) args.text = reasons.join('，')
  return args
}

/** Whether the clause tells a day; then it stands in `args`. */
function readClause(clause: string, today: string, args: ZoneArgs): boolean {
  const leaving = LEAVING.exec(clause)?.groups
  const leavesOn = leaving?.day === undefined ? null : readLastDay(leaving.day, today)
  if (leavesOn) {
    args.to = leavesOn
    if (leaving?.whom) args.whom = leaving.whom
    return true
  }
  const begins = BEGINNING.exec(clause)?.groups?.day
  const from = begins === undefined ? null : readFirstDay(begins, today)
  if (from) {
    args.from = from
    return true
  }
  const ends = TERM.exec(clause)?.groups?.day
  const until = ends === undefined ? null : readLastDay(ends, today)
  if (until) args.until = until
  return until !== null
}
