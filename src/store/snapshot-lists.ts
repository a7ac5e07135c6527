/** What only questions and corrections look at: the sender's work, reports and last message. */
import type { DutyFacts, Facts, PersonFacts, SenderFacts } from '../decide/facts.ts'
import { type CivilDate, civilDate } from '../domain/calendar.ts'
import { groupBy } from '../domain/group.ts'
import type { ChannelName } from '../domain/vocabulary.ts'
import { withFollowers } from './followers.ts'
import { type CaseRow, caseFacts, caseFields, caseTables } from './record-rows.ts'
import type { Responsibility } from './responsibility.ts'
import type { Asked, SnapshotSubject } from './snapshot.ts'
import { type Sql, statement } from './sql.ts'

const readTodo = statement<CaseRow, [string[]]>(
  'read_todo',
  `select ${caseFields} from ${caseTables}
    where c.handler_id = any($1::uuid[]) and c.state not in ('draft', 'resolved', 'answered_unresolved', 'not_ours', 'duplicate', 'cancelled')
    order by array_position(array['emergency', 'urgent', 'normal'], c.urgency), c.created_at limit 100`,
)

const readReported = statement<CaseRow, [string, Date]>(
  'read_reported',
  `select ${caseFields} from ${caseTables}
    where c.reporter_identity_id = $1 and c.created_at > $2::timestamptz - interval '90 days'
    order by c.created_at desc limit 20`,
)

const readDuties = statement<DutyFacts & Record<string, unknown>, [string[], CivilDate]>(
  'read_duties',
  `select d.title, z.name as "zoneName", w.ends_on::text as "endsOn", w.done_on::text as "doneOn"
     from zones z join duty_windows w on w.zone_id = z.id and w.ends_on >= $2::date join duties d on d.id = w.duty_id
    where z.code = any($1::text[]) and w.starts_on <= $2::date and w.state in ('ready', 'done')
    order by w.ends_on, z.code, nullif(split_part(d.clause, '-', 2), '')::int nulls last, d.title limit 100`,
)

interface PreviousRow {
  id: string
  received_at: Date
  handled: boolean
  codes: string[]
}
const readPrevious = statement<PreviousRow, [ChannelName, string, string]>(
  'read_previous',
  `select p.id, p.received_at, p.handled_at is not null as handled,
     array(select c.code from cases c where c.inbox_id = p.id order by c.record_number) as codes
   from inbox p where p.channel = $1 and p.conversation = $2 and p.id < $3 order by p.id desc limit 1`,
)

type Lists = Pick<Facts, 'duties' | 'todo' | 'reported' | 'previous'>
export const NO_LISTS: Lists = { todo: [], reported: [], previous: null }

/** Read them for one sender. */
export async function listsFor(
  sql: Sql,
  { subject, surroundings }: Asked,
  { sender, now }: { sender: SenderFacts; now: Date },
): Promise<Lists> {
  const personId = sender.person?.id
  const zoneCodes = sender.person?.assignments.flatMap((a) => a.zoneCode ?? []) ?? []
  const today = civilDate(now, surroundings.settings.timezone)
  return {
    duties: zoneCodes.length > 0 ? await readDuties(sql, zoneCodes, today) : [],
    todo: personId
      ? await withFollowers(
          sql,
          (await readTodo(sql, personsActedFor(personId, surroundings.responsibility))).map(caseFacts),
        )
      : [],
    reported: (await readReported(sql, subject.contact.identityId, now)).map(caseFacts),
    previous: await previousMessage(sql, subject, surroundings.receiptOf),
  }
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

async function previousMessage(
  sql: Sql,
  subject: SnapshotSubject,
  receiptOf: (inboxId: bigint) => string,
): Promise<Facts['previous']> {
  if (subject.inbox === null) return null
  const [row] = await readPrevious(sql, subject.channel, subject.conversation, String(subject.inbox.id))
  return (
    (row && {
      receipt: receiptOf(BigInt(row.id)),
      receivedAt: row.received_at,
      handled: row.handled,
      codes: row.codes,
    }) ??
    null
  )
}
