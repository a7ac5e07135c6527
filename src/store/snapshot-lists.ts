/** What only questions and corrections look at: the sender's work, reports and last message. */
import type { CaseFacts, DutyFacts, Facts, PersonFacts, SenderFacts } from '../decide/facts.ts'
import { type CivilDate, civilDate } from '../domain/calendar.ts'
import { groupBy } from '../domain/group.ts'
import type { ChannelName } from '../domain/vocabulary.ts'
import { answeredTo } from './answered-cases.ts'
import { withFollowers } from './followers.ts'
import { type CaseRow, caseFacts, caseFields, caseTables } from './record-rows.ts'
import type { Responsibility } from './responsibility.ts'
import type { Asked } from './snapshot.ts'
import { type Sql, statement } from './sql.ts'

const GRAVEST = "array_position(array['emergency', 'urgent', 'normal'], urgency)"

/** Lists are cut here: nobody reads on in a chat. */
const TODO_MAX = 100
const REPORTED_MAX = 20
const DUTIES_MAX = 100

const readTodo = statement<CaseRow & { handler_id: string }, [string[], number]>(
  'read_todo',
  `select l.* from unnest($1::uuid[]) as w(id) cross join lateral (
     select ${caseFields} from ${caseTables}
      where c.handler_id = w.id and c.state not in ('draft', 'resolved', 'answered_unresolved', 'not_ours', 'duplicate', 'cancelled')
      order by ${GRAVEST}, c.created_at limit $2) l
    order by ${GRAVEST}, created_at`,
)

const readReported = statement<CaseRow & { reporter_identity_id: string }, [string[], Date, number]>(
  'read_reported',
  `select l.* from unnest($1::uuid[]) as w(id) cross join lateral (
     select ${caseFields} from ${caseTables}
      where c.reporter_identity_id = w.id and c.created_at > $2::timestamptz - interval '90 days'
      order by c.created_at desc limit $3) l
    order by created_at desc`,
)

const readDuties = statement<DutyFacts & { zone: string }, [string[], CivilDate]>(
  'read_duties',
  `select z.code as zone, d.title, z.name as "zoneName", w.ends_on::text as "endsOn", w.done_on::text as "doneOn"
     from zones z join duty_windows w on w.zone_id = z.id and w.ends_on >= $2::date join duties d on d.id = w.duty_id
    where z.code = any($1::text[]) and w.starts_on <= $2::date and w.state in ('ready', 'done')
    order by w.ends_on, z.code, nullif(split_part(d.clause, '-', 2), '')::int nulls last, d.title`,
)

interface PreviousRow {
  before: string
  id: string
  received_at: Date
  handled: boolean
  codes: string[]
}
const readPrevious = statement<PreviousRow, [ChannelName[], string[], string[]]>(
  'read_previous',
  `select w.before, p.id, p.received_at, p.handled_at is not null as handled,
     array(select c.code from cases c where c.inbox_id = p.id order by c.record_number) as codes
     from unnest($1::text[], $2::text[], $3::bigint[]) as w(channel, conversation, before)
    cross join lateral (
      select i.id, i.received_at, i.handled_at from inbox i
       where i.channel = w.channel and i.conversation = w.conversation and i.id < w.before
       order by i.id desc limit 1) p`,
)

type Lists = Pick<Facts, 'duties' | 'todo' | 'reported' | 'answered' | 'previous'>
export const NO_LISTS: Lists = { todo: [], reported: [], previous: null }

/** Whose lists are asked for. */
export interface ListsAsked extends Asked {
  sender: SenderFacts
}

/** Read them for several senders: one statement for all of a kind. */
export async function listsFor<One extends ListsAsked>(
  sql: Sql,
  asked: readonly One[],
  now: Date,
): Promise<ReadonlyMap<One, Lists>> {
  const [first] = asked
  if (!first) return new Map()
  // The time zone is the installation's.
  const duties = await dutiesOf(sql, asked.flatMap(zonesOf), civilDate(now, first.surroundings.settings.timezone))
  const todo = await todoOf(sql, asked.flatMap(handlersOf))
  const reported = await reportedBy(sql, asked.map(identityOf), now)
  const answered = await answeredTo(sql, asked.filter(isResident).map(identityOf), now)
  const previous = await previousOf(sql, asked)
  const listsOf = (one: One): Lists => ({
    duties: duties(zonesOf(one)),
    todo: todo(handlersOf(one)),
    reported: reported(identityOf(one)),
    answered: answered(identityOf(one)),
    previous: previous(one),
  })
  return new Map(asked.map((one) => [one, listsOf(one)]))
}

async function dutiesOf(sql: Sql, zoneCodes: readonly string[], today: CivilDate) {
  const rows = zoneCodes.length > 0 ? await readDuties(sql, [...new Set(zoneCodes)], today) : []
  return (own: readonly string[]): DutyFacts[] =>
    rows
      .filter((row) => own.includes(row.zone))
      .slice(0, DUTIES_MAX)
      .map(({ zone: _, ...duty }) => duty)
}

async function todoOf(sql: Sql, handlerIds: readonly string[]) {
  const rows = handlerIds.length > 0 ? await readTodo(sql, [...new Set(handlerIds)], TODO_MAX) : []
  const cases = await withFollowers(sql, rows.map(caseFacts))
  return (own: readonly string[]): CaseFacts[] =>
    cases.filter((c) => c.handlerId !== null && own.includes(c.handlerId)).slice(0, TODO_MAX)
}

async function reportedBy(sql: Sql, identityIds: readonly string[], now: Date) {
  const cases = (await readReported(sql, [...new Set(identityIds)], now, REPORTED_MAX)).map(caseFacts)
  return (own: string): CaseFacts[] => cases.filter((c) => c.reporter.identityId === own)
}

/** The message before this one; the clock's turn has none. */
async function previousOf(sql: Sql, asked: readonly ListsAsked[]) {
  const told = asked.flatMap(({ subject }) => (subject.inbox ? [{ ...subject, before: String(subject.inbox.id) }] : []))
  const rows =
    told.length > 0
      ? await readPrevious(
          sql,
          told.map((s) => s.channel),
          told.map((s) => s.conversation),
          told.map((s) => s.before),
        )
      : []
  const byNext = new Map(rows.map((row) => [row.before, row]))
  return ({ subject, surroundings }: ListsAsked): Facts['previous'] => {
    const row = byNext.get(String(subject.inbox?.id))
    return row
      ? {
          receipt: surroundings.receiptOf(BigInt(row.id)),
          receivedAt: row.received_at,
          handled: row.handled,
          codes: row.codes,
        }
      : null
  }
}

/** Those of the roster quote, or name the case. */
function isResident({ sender }: ListsAsked): boolean {
  return sender.person === null && !sender.inGroup
}

function identityOf({ subject }: ListsAsked): string {
  return subject.contact.identityId
}

function zonesOf({ sender }: ListsAsked): string[] {
  return sender.person?.assignments.flatMap((a) => a.zoneCode ?? []) ?? []
}

function handlersOf({ sender, surroundings }: ListsAsked): string[] {
  return sender.person ? personsActedFor(sender.person.id, surroundings.responsibility) : []
}

const coversOf = new WeakMap<Responsibility, ReadonlyMap<string | null, PersonFacts[]>>()

/** The person, and those for whom they stand in today. */
function personsActedFor(personId: string, responsibility: Responsibility): string[] {
  let away = coversOf.get(responsibility)
  if (!away) {
    const absent = [...responsibility.people.values()].filter((p) => p.absence)
    away = groupBy(absent, (p) => p.absence?.coverId ?? null)
    coversOf.set(responsibility, away)
  }
  return [personId, ...(away.get(personId) ?? []).map((p) => p.id)]
}
