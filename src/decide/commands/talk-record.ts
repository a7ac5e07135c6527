/** 恳谈会记录:…: what was heard is put down without names; what was promised becomes a case with its day. */
import { addDays, civilDate, instantOf } from '../../domain/calendar.ts'
import { stripNames } from '../../domain/names.ts'
import { mask } from '../../domain/privacy.ts'
import { nextReminderAt } from '../../domain/reminders.ts'
import type { HeardMatter } from '../../understanding/understanding.ts'
import type { TalkFacts } from '../branch-work-facts.ts'
import { caseCode, type Decision, type HeardAtTalk } from '../decision.ts'
import type { PersonFacts } from '../facts.ts'
import { zoneOf } from '../find.ts'
import { ledBranch } from '../led-branch.ts'
import { type OpenedCase, openingOf, recordsOf, settled } from '../open-records.ts'
import { onlyLeadersTalk, talkRecorded, whatWasHeard } from '../replies/talks.ts'
import { sayTime } from '../replies/words.ts'
import { announceOpened, asNew } from '../report.ts'
import { routeIn } from '../route.ts'
import { orderOf } from '../said-order.ts'
import { workTime } from '../step.ts'
import { say } from '../tell.ts'
import type { SpokenTurn } from '../turn.ts'
import { talkMeant } from './talk.ts'

/** What is told later of a talk than this belongs to none that was announced. */
const TOLD_WITHIN_DAYS = 14
/** People come together earlier than was announced. */
const EARLY_MS = 6 * 3_600_000
/** A promise for a day is kept by the end of it. */
const END_OF_DAY = '18:00'

export function recordTalk(turn: SpokenTurn): Decision[] {
  const { person } = turn.facts.sender
  const led = ledBranch(person)
  if (!person || !led) return [say(turn, onlyLeadersTalk()), { do: 'forget_original' }]
  const { matters = [] } = orderOf(turn).args
  if (matters.length === 0) return [say(turn, whatWasHeard())]
  const talk = talkMeant(turn, (one) => mayHaveBeen(turn, one))
  const promises = matters.map((matter, i) => (matter.promised ? promiseOf(turn, talk, { matter, i }) : null))
  const opened = promises.flatMap((p) => p ?? [])
  const heard = matters.map(({ text, promised }, i): HeardAtTalk => {
    return { text: nameless(text), promised, caseRef: promises[i]?.ref ?? null }
  })
  const lines = heard.map(({ text, caseRef }, i) => {
    const day = matters[i]?.on
    const due = day === undefined ? null : `${sayTime({ date: day, time: null })}前`
    return { text, code: caseRef === null ? null : caseCode(caseRef), due }
  })
  return [
    ...openingOf(opened),
    ...kept(turn, { talk, person, branchId: led.branchId }),
    { do: 'hear_matters', talk: talk ? { talkId: talk.id } : { ref: NEW_TALK }, matters: heard },
    { do: 'forget_original' },
    say(turn, talkRecorded(lines)),
    ...announceOpened(turn, opened),
  ]
}

const NEW_TALK = 't1'
/** Nobody announced it. */
const UNANNOUNCED = '听取大家的意见'

function mayHaveBeen({ facts, now }: SpokenTurn, talk: TalkFacts): boolean {
  if (talk.state === 'cancelled' || talk.startsAt.getTime() > now.getTime() + EARLY_MS) return false
  const { timezone } = facts.settings
  return addDays(civilDate(talk.startsAt, timezone), TOLD_WITHIN_DAYS) >= civilDate(now, timezone)
}

/** The talk took place: one that was announced, or one that nobody announced. */
function kept(
  turn: SpokenTurn,
  { talk, person, branchId }: { talk: TalkFacts | null; person: PersonFacts; branchId: string },
): Decision[] {
  if (talk) {
    return talk.state === 'announced' ? [{ do: 'move_talk', talkId: talk.id, from: 'announced', to: 'held' }] : []
  }
  const unannounced = { branchId, zoneCode: null, topic: UNANNOUNCED, place: '', startsAt: turn.now, by: person.id }
  return [{ do: 'open_talk', ref: NEW_TALK, talk: { ...unannounced, state: 'held' } }]
}

function nameless(text: string): string {
  return stripNames(mask(text)).text
}

/** What was promised, as a case of the place that its words name, else of the talk's zone. */
function promiseOf(
  turn: SpokenTurn,
  talk: TalkFacts | null,
  { matter, i }: { matter: HeardMatter; i: number },
): OpenedCase | null {
  const text = nameless(matter.text)
  const { category = 'suggestion', place = null } = matter
  const incident = {
    ...({ kind: 'incident', category, urgency: 'normal', state: 'open', place, occurredAt: null } as const),
    source: [0, text.length] as [number, number],
  }
  const [told] = recordsOf(turn, { text, records: [incident], confidence: 1, onBehalfOf: null })
  if (told?.kind !== 'case') return null
  const ref = `p${i + 1}`
  const record = asNew(turn, { ...inZoneOf(turn, told, talk?.zoneCode ?? null), ref })
  return matter.on === undefined ? record : dueOn(turn, record, matter.on)
}

function inZoneOf({ facts }: SpokenTurn, record: OpenedCase, zoneCode: string | null): OpenedCase {
  const zone = record.route.zone === null || record.case.place === null ? zoneOf(facts, zoneCode) : null
  if (!zone) return settled(record, facts)
  const way = routeIn(zone, record.case, facts)
  const where = { zoneCode: zone.code, branchId: way.branch?.id ?? null, handlerId: way.handler?.id ?? null }
  return { ...record, route: { ...way, zone, question: null }, case: { ...record.case, ...where } }
}

/** The day that was promised is the day on which it is due. */
function dueOn(turn: SpokenTurn, record: OpenedCase, day: string): OpenedCase {
  const dueAt = instantOf(day, END_OF_DAY, turn.facts.settings.timezone)
  const clocks = { ...record.case.clocks, resolve: { dueAt, doneAt: null } }
  const remindable = { ...record.case, state: 'new' as const, clocks, askAgainOn: null, scheduledOn: null }
  return {
    ...record,
    case: { ...record.case, clocks: { ...clocks, remindAt: nextReminderAt(remindable, workTime(turn)) } },
  }
}
