/** Takes the one consistent picture that a decision looks at. Reads only. */

import type {
  CaseFacts,
  CheckInFacts,
  ConversationFacts,
  Facts,
  InboxFacts,
  OpenDraft,
  PendingQuestion,
  PersonFacts,
  SenderFacts,
  ZoneFacts,
} from '../decide/facts.ts'
import { isZoningOrder } from '../decide/zoning-orders.ts'
import type { ChannelName } from '../domain/vocabulary.ts'
import { bindingsOf } from './bindings.ts'
import { casesByCode } from './cases-by-code.ts'
import { type AccountKey, heldAccounts } from './held-accounts.ts'
import type { Contact } from './identities.ts'
import { offeredTo } from './offered-cases.ts'
import {
  type CaseRow,
  type CheckInRow,
  caseFacts,
  caseFields,
  caseTables,
  checkInFacts,
  checkInFields,
} from './record-rows.ts'
import type { Responsibility } from './responsibility.ts'
import { listsFor, NO_LISTS } from './snapshot-lists.ts'
import { type Sql, statement } from './sql.ts'
import { zoningFor } from './zoning-facts.ts'

/** What the snapshot is taken for. */
export interface SnapshotSubject {
  contact: Contact
  channel: ChannelName
  /** Where to answer: the account, or the group that the message came from. */
  replyTo: string
  /** Key of the conversation in the inbox: the account, or the account in a group. */
  conversation: string
  inGroup: boolean
  /** `null`: the clock asks. */
  inbox: InboxFacts | null
  /** Case codes named in the text, by the tapped button or by what was quoted. */
  codes: readonly string[]
  /** Those of the quoted card or message. */
  quotedCodes: readonly string[]
  /** Whether lists (to do, reported) may be needed for the answer: most messages just report. */
  asks: boolean
  /** Whether a case is taken on without being named, so that it may be any that the sender was told of. Absent: no. */
  takesOn?: boolean
  /** Whether it is about who answers for a zone. Absent: no, unless an order about that waits for an answer. */
  zoning?: boolean
  /** Person named by an invite code, looked up by the caller (codes are stored hashed). */
  invite: { personId: string } | null
  /** Account and person of a tapped 是/不是 card. */
  binding: { identityId: string; personId: string } | null
  /** Account of which the platform's directory tells something. Absent or `null`: it is about something else. */
  listed?: string | null
}

interface ConversationRow {
  identity_id: string
  draft: { taskId: string; version: number; caseIds: string[]; checkInIds: string[] } | null
  draft_opened_at: Date | null
  question: (Omit<PendingQuestion, 'askedAt'> & { askedAt: string }) | null
  loose: { id: string; kind: ConversationFacts['loose'][number]['kind']; at: string; onPages: boolean }[]
  invite_tries: number
  alarmed: boolean
  asked: boolean
}

const readConversations = statement<ConversationRow, [string[], boolean[], Date]>(
  'read_conversations',
  `select i.id as identity_id, c.draft, c.draft_opened_at, c.question,
     (select coalesce(json_agg(json_build_object('id', a.id, 'kind', a.kind, 'at', a.created_at,
               'onPages', a.state = 'stored' and a.byte_count <= 500000)
               order by a.created_at), '[]')
        from attachments a
       where a.identity_id = i.id and a.case_id is null and a.check_in_id is null
         and (w.all_loose or a.created_at > $3::timestamptz
             - case when c.question is null then interval '5 minutes' else interval '15 minutes' end)) as loose,
     (select count(*)::int from invite_tries t
       where t.identity_id = i.id and t.at > $3::timestamptz - interval '1 hour') as invite_tries,
     exists (select from cases e where e.reporter_identity_id = i.id and e.urgency = 'emergency'
               and e.created_at > $3::timestamptz - interval '10 minutes') as alarmed,
     exists (select from cases q where q.reporter_identity_id = i.id and q.state = 'need_info') as asked
   from unnest($1::uuid[], $2::boolean[]) as w(identity_id, all_loose)
   join identities i on i.id = w.identity_id left join conversations c on c.identity_id = i.id`,
)

// By their numbers on the card: what was added to a draft later stands behind.
const readCases = statement<CaseRow, [string[]]>(
  'read_cases',
  `select ${caseFields} from ${caseTables} where c.id = any($1::uuid[]) order by c.created_at, c.record_number`,
)

const readCheckIns = statement<CheckInRow, [string[]]>(
  'read_check_ins',
  `select ${checkInFields} from check_ins k left join zones z on z.id = k.zone_id
    where k.id = any($1::uuid[]) order by k.created_at, k.record_number`,
)

/** Cases by a code that the text names: a text may name many, but nobody means more than these. */
const REFERRED_MAX = 20

/** What the caller keeps in memory: the roster of the right version, settings and calendar. */
export interface Surroundings {
  responsibility: Responsibility
  settings: Facts['settings']
  calendar: Facts['calendar']
  receiptOf: (inboxId: bigint) => string
}

/** A snapshot asked for, with what the caller keeps in memory for that sender. */
export interface Asked {
  subject: SnapshotSubject
  surroundings: Surroundings
}

/** Take the snapshot for one message, tap, event or due instant. */
export async function takeSnapshot(sql: Sql, asked: Asked, now: Date): Promise<Facts> {
  const [facts] = await takeSnapshots(sql, [asked], now)
  if (!facts) throw new Error('no snapshot was taken')
  return facts
}

/** Take the snapshots for several conversations: one statement for all of a kind, and none for what nobody asks. */
export async function takeSnapshots(sql: Sql, asked: readonly Asked[], now: Date): Promise<Facts[]> {
  const subjects = asked.map((a) => a.subject)
  const conversations = await readConversationsOf(sql, subjects, now)
  const referred = await readReferredBy(
    sql,
    subjects.map((s) => [...s.codes, ...codesAsked(conversations(s.contact.identityId).conversation)]),
  )
  const senders = asked.map((one) => ({ ...one, sender: senderFacts(one.subject, one.surroundings.responsibility) }))
  const lists = await listsFor(
    sql,
    senders.filter(({ subject }) => subject.asks || conversations(subject.contact.identityId).wantsLists),
    now,
  )
  const offered = await offeredTo(
    sql,
    subjects.flatMap((s) => (s.takesOn ? [s.contact.identityId] : [])),
    now,
  )
  const bindings = await bindingsOf(
    sql,
    subjects.flatMap((s) => s.binding ?? []),
  )
  const held = await heldAccounts(sql, subjects.flatMap(listedAccount))
  const zoning = await zoningFor(
    sql,
    senders.filter((one) => asksForZoning(one.subject, conversations(one.subject.contact.identityId).conversation)),
    now,
  )
  return senders.map((one, index) => {
    const { subject, surroundings, sender } = one
    const { responsibility, settings, calendar } = surroundings
    const { conversation, inviteTries } = conversations(subject.contact.identityId)
    return {
      ...{ inbox: subject.inbox, sender, conversation, inviteTries, settings, calendar },
      zones: zonesFor(sender, responsibility),
      branches: [...responsibility.branches.values()],
      referred: referred[index] ?? [],
      quotedCodes: subject.quotedCodes,
      ...(lists.get(one) ?? NO_LISTS),
      ...zoning(one),
      offered: offered(subject.contact.identityId),
      invite: inviteFacts(subject.invite, responsibility),
      binding: subject.binding && bindings(subject.binding, responsibility),
      held: listedAccount(subject).map((account) => held(account, responsibility))[0] ?? null,
    }
  })
}

function listedAccount({ channel, listed }: SnapshotSubject): AccountKey[] {
  return listed ? [{ channel, externalId: listed }] : []
}

function asksForZoning({ zoning = false }: SnapshotSubject, { question }: ConversationFacts): boolean {
  return (
    zoning || question?.about === 'together_or_instead' || (question?.order ? isZoningOrder(question.order) : false)
  )
}

/** What each of the conversations is about, by identity. */
async function readConversationsOf(sql: Sql, subjects: readonly SnapshotSubject[], now: Date) {
  const rows = await readConversations(
    sql,
    subjects.map((s) => s.contact.identityId),
    subjects.map((s) => s.inbox === null),
    now,
  )
  const drafts = rows.flatMap((row) => row.draft ?? [])
  const caseIds = drafts.flatMap((d) => d.caseIds)
  const checkInIds = drafts.flatMap((d) => d.checkInIds)
  const cases = caseIds.length > 0 ? (await readCases(sql, caseIds)).map(caseFacts) : []
  const checkIns = checkInIds.length > 0 ? (await readCheckIns(sql, checkInIds)).map(checkInFacts) : []
  const byIdentity = new Map(rows.map((row) => [row.identity_id, row]))
  return (identityId: string): Pick<Facts, 'conversation' | 'inviteTries'> & { wantsLists: boolean } => {
    const row = byIdentity.get(identityId)
    return {
      // What follows an alarm of a moment ago may belong to it, what follows a question may answer it.
      wantsLists: row !== undefined && (row.alarmed || row.asked),
      inviteTries: row?.invite_tries ?? 0,
      conversation: {
        draft: row?.draft ? openDraft(row.draft, row.draft_opened_at, { cases, checkIns }) : null,
        question: row?.question ? { ...row.question, askedAt: new Date(row.question.askedAt) } : null,
        loose: (row?.loose ?? []).map((a) => ({ ...a, at: new Date(a.at) })),
      },
    }
  }
}

function openDraft(
  { taskId, version, caseIds, checkInIds }: NonNullable<ConversationRow['draft']>,
  openedAt: Date | null,
  records: { cases: CaseFacts[]; checkIns: CheckInFacts[] },
): OpenDraft {
  return {
    taskId,
    version,
    openedAt: openedAt ?? new Date(0),
    cases: records.cases.filter((c) => caseIds.includes(c.id)),
    checkIns: records.checkIns.filter((k) => checkInIds.includes(k.id)),
  }
}

async function readReferredBy(sql: Sql, named: readonly (readonly string[])[]): Promise<CaseFacts[][]> {
  const wanted = named.map((codes) => codes.slice(0, REFERRED_MAX))
  const codes = [...new Set(wanted.flat())]
  const cases = await casesByCode(sql, codes)
  return wanted.map((of) => cases.filter((c) => of.includes(c.code)))
}

/** 是, or a sentence on what was done, says nothing of the case that was asked about. */
function codesAsked({ question }: ConversationFacts): string[] {
  return question?.about === 'same_matter' || question?.order ? question.options.map((o) => o.id) : []
}

function senderFacts(subject: SnapshotSubject, responsibility: Responsibility): SenderFacts {
  const { contact } = subject
  return {
    identityId: contact.identityId,
    address: {
      channel: subject.channel,
      externalId: subject.replyTo,
      // A group is nobody: what is said there is not said to the person.
      personId: subject.inGroup ? null : contact.personId,
    },
    inGroup: subject.inGroup,
    firstContact: contact.firstContact,
    noticeShown: contact.noticeShown,
    person: contact.personId === null ? null : (responsibility.people.get(contact.personId) ?? null),
    zoneCode: contact.zoneCode,
  }
}

/** The zones of some branches, once for all snapshots of a roster: what is worked out from such a list is kept by it. */
const zonesByBranches = new WeakMap<Responsibility, Map<string, ZoneFacts[]>>()

/** A member means a place of the own branches; somebody without a branch may mean any. */
function zonesFor(sender: SenderFacts, responsibility: Responsibility): ZoneFacts[] {
  const { zones } = responsibility
  const branches = [...new Set(branchesOf(sender.person, sender.zoneCode && zones.get(sender.zoneCode)?.branchId))]
  const lists = zonesByBranches.get(responsibility) ?? new Map<string, ZoneFacts[]>()
  zonesByBranches.set(responsibility, lists)
  const key = branches.sort().join()
  let list = lists.get(key)
  if (!list) {
    const all = [...zones.values()]
    const own = all.filter((z) => branches.includes(z.branchId))
    list = own.length > 0 ? own : all
    lists.set(key, list)
  }
  return list
}

function branchesOf(person: PersonFacts | null, zoneBranch: string | null | undefined): string[] {
  const own = person ? [person.branchId, ...person.assignments.map((a) => a.branchId)] : [zoneBranch]
  return own.filter((b) => b !== null && b !== undefined)
}

/** With the person's zones, which need not be among those that an account of nobody, or one come by a code, may mean. */
function inviteFacts(invite: { personId: string } | null, { people, zones }: Responsibility): Facts['invite'] {
  const person = invite && people.get(invite.personId)
  if (!person) return null
  const { id: personId, name, assignments } = person
  const codes = [...new Set(assignments.map((a) => a.zoneCode ?? ''))]
  return {
    personId,
    name,
    roles: assignments.map((a) => a.role),
    zones: codes.flatMap((code) => zones.get(code) ?? []),
  }
}
