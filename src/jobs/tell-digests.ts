import {
  type BranchDigest,
  contentOf,
  type DigestContent,
  type DigestView,
  isNewsOfDay,
  isNewsOfWeek,
  type Reader,
  readerOf,
  viewFor,
  type WeekSpan,
} from '../decide/digest.ts'
import { digestCard } from '../decide/replies/digest.ts'
import type { Deps } from '../deps.ts'
import { addDays, type CivilDate, civilDate, instantOf, quietUntil, workingDayFrom } from '../domain/calendar.ts'
import { periodAt } from '../domain/duty.ts'
import { chunksOf, groupBy } from '../domain/group.ts'
import { receiptCode } from '../domain/receipt.ts'
import { spreadMs } from '../domain/spread.ts'
import { readBurden } from '../store/burden.ts'
import { type DigestWeek, loadDigests } from '../store/digest.ts'
import { type Leaders, loadLeaders } from '../store/leaders.ts'
import { calendarIn, type OrganisationHours, organisationHours } from '../store/organisation-hours.ts'
import { type Debt, owe } from '../store/outbox.ts'
import { proposeRootCauses } from '../store/root-causes.ts'
import { inTransaction } from '../store/sql.ts'
import {
  allLookedAt,
  type DigestDue,
  type DigestKind,
  type DigestLooked,
  digestsDue,
  digestTimes,
  keepDigests,
  lastLookedAt,
} from '../store/told-digests.ts'
import type { Schedule } from './schedule.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** Told between this and 08:55, so that not everybody reads at once; later where the installation was down. */
const EARLIEST = '08:35'
const SPREAD_MS = 20 * MINUTE_MS

/** Branches whose digests are read from the database together: then callbacks come in between. */
const BRANCHES_AT_ONCE = 100
/** Readers whose cards are made, and put down, together. */
const READERS_AT_ONCE = 100
/** Cases of one branch that a card could list at most. */
const CASES_PER_BRANCH = 12

/** What whoever leads a branch has to decide; once a week how it went. The later hours make good what was missed. */
export const tellDigests: Schedule = {
  name: 'tell-digests',
  every: { pattern: '35 8-19 * * *' },
  run: tellDueDigests,
}

type DigestDeps = Pick<Deps, 'config' | 'db' | 'pool'>

/** Every digest that is due as of `now` and that nobody has looked at. @returns the new outbox rows */
export async function tellDueDigests(deps: DigestDeps, now: Date): Promise<bigint[]> {
  const today = civilDate(now, deps.config.timezone)
  if (await allLookedAt(deps.pool, today)) return []
  const { startsOn: monday } = periodAt('week', today)
  const hours = await organisationHours(deps.db, { from: monday, to: today })
  const owed: bigint[] = []
  for (const demo of [false, true]) {
    const own = hours.filter((h) => h.demo === demo)
    owed.push(...(await tellIn(deps, { now, today, monday, demo, hours: own })))
  }
  return owed
}

interface Run {
  now: Date
  today: CivilDate
  monday: CivilDate
  demo: boolean
  hours: readonly OrganisationHours[]
}

async function tellIn(deps: DigestDeps, run: Run): Promise<bigint[]> {
  const due = await dueIn(deps, run)
  if (due.length === 0) return []
  const leaders = await loadLeaders(deps.db, run.today, { demo: run.demo })
  const looked = await lookAt(deps, { run, due, leaders })
  const byReader = groupBy(looked, (l) => l.reader?.person.id ?? null)
  const owed: bigint[] = []
  for (const some of chunksOf([...byReader.values()], READERS_AT_ONCE)) {
    owed.push(...(await tellReaders(deps, run, some)))
    await breathe()
  }
  return owed
}

/** Every day that is worked there is a daily one; on the first of them in a week the one of the week before. */
async function dueIn(deps: DigestDeps, { today, monday, hours }: Run): Promise<DigestDue[]> {
  const working = hours.filter((h) => calendarIn(h).isWorkingDay(today))
  const opening = working.filter((h) => workingDayFrom(monday, calendarIn(h)) === today)
  const of = async (kind: DigestKind, dueOn: CivilDate, some: readonly OrganisationHours[]) => {
    if (some.length === 0) return []
    const ids = await digestsDue(deps.db, { kind, dueOn, organisationIds: some.map((h) => h.organisationId) })
    return ids.map((branchId) => ({ branchId, kind }))
  }
  return [...(await of('daily', today, working)), ...(await of('weekly', monday, opening))]
}

/** A branch with what its reader may know of it, and what of that is new. */
interface Looked {
  branch: BranchDigest['branch']
  reader: Reader | null
  view: DigestView | null
  kinds: { kind: DigestKind; content: DigestContent; news: boolean }[]
}

async function lookAt(
  deps: DigestDeps,
  { run, due, leaders }: { run: Run; due: readonly DigestDue[]; leaders: Leaders },
): Promise<Looked[]> {
  const kindsOf = groupBy(due, (d) => d.branchId)
  const branches = [...kindsOf.keys()].flatMap((id) => leaders.branches.get(id) ?? [])
  const times = digestTimes(run, deps.config.timezone, CASES_PER_BRANCH)
  const burdens = due.some((d) => d.kind === 'weekly') ? await burdensOf(deps, times.week) : null
  const looked: Looked[] = []
  for (const some of chunksOf(branches, BRANCHES_AT_ONCE)) {
    const ids = some.map((b) => b.id)
    const weekly = due.some((d) => d.kind === 'weekly' && ids.includes(d.branchId))
    // A cause that lies deeper can wait for the look of the week: it asks for a quarter of a year.
    if (weekly) await proposeRootCauses(deps.db, ids, run.today)
    const [digests, day, week] = await Promise.all([
      loadDigests(
        deps.db,
        some.map((branch) => ({ branch, leaders: [...branch.secretaries, ...branch.above].map((p) => p.name) })),
        weekly ? times : { ...times, week: null },
      ),
      lastLookedAt(deps.db, 'daily', ids),
      lastLookedAt(deps.db, 'weekly', ids),
    ])
    const last = { daily: day, weekly: week }
    for (const read of digests) {
      const digest = { ...read, burden: burdens?.(read.branch.id) ?? null }
      const branch = leaders.branches.get(digest.branch.id)
      const reader = branch ? readerOf(branch, (id) => leaders.people.get(id) ?? null) : null
      const view = reader && viewFor(reader.person, digest)
      const kinds = (kindsOf.get(digest.branch.id) ?? []).map(({ kind }) => {
        const content = view ? contentOf(kind, view) : { items: [], figures: null }
        const isNews = kind === 'daily' ? isNewsOfDay : isNewsOfWeek
        return { kind, content, news: view !== null && isNews(content, last[kind].get(digest.branch.id) ?? null) }
      })
      looked.push({ branch: digest.branch, reader, view, kinds })
    }
    await breathe()
  }
  return looked
}

/** Messages of the bot to each member of a branch, on an average, in both weeks. */
async function burdensOf(
  { db }: DigestDeps,
  week: DigestWeek | null,
): Promise<((branchId: string) => BranchDigest['burden']) | null> {
  if (week === null) return null
  const [latest, before] = await Promise.all([
    readBurden(db, { from: week.from, to: week.until }),
    readBurden(db, { from: week.before, to: week.from }),
  ])
  const means = (rows: typeof latest) => new Map(rows.map((b) => [b.branchId, b.messageCount / b.memberCount]))
  const mean = { latest: means(latest), before: means(before) }
  return (id) => (mean.latest.has(id) ? { latest: mean.latest.get(id) ?? 0, before: mean.before.get(id) ?? 0 } : null)
}

/** Put down what these readers are told, with what was looked at for them: both or neither. */
function tellReaders(deps: DigestDeps, run: Run, readers: readonly (readonly Looked[])[]): Promise<bigint[]> {
  return inTransaction(deps.pool, async (sql) => {
    const rows = readers.flatMap((own) => own.flatMap((looked) => rowsOf(run, looked)))
    const kept = new Set((await keepDigests(sql, rows, run.now)).map((d) => `${d.branchId} ${d.kind}`))
    const debts = readers.flatMap((own) => {
      // What another worker looked at first is that one's to tell.
      const ours = own.map((l) => ({ ...l, kinds: l.kinds.filter((k) => kept.has(`${l.branch.id} ${k.kind}`)) }))
      return debtOf(deps, run, ours)
    })
    return owe(sql, debts, run.now)
  })
}

function rowsOf({ today, monday }: Run, { branch, kinds }: Looked): DigestLooked[] {
  const weekly = kinds.some((k) => k.kind === 'weekly' && k.news)
  return kinds.map(({ kind, content, news }) => ({
    ...{ branchId: branch.id, organisationId: branch.organisationId, kind, content },
    dueOn: kind === 'daily' ? today : monday,
    // What the weekly one lists need not be told once more tomorrow.
    told: news || (kind === 'daily' && weekly),
  }))
}

/** One message for one reader: that of the week where there is one, for it lists what the daily one would. */
function debtOf(deps: DigestDeps, run: Run, own: readonly Looked[]): Debt[] {
  const { reader, branch } = own[0] ?? {}
  const [address] = reader?.person.addresses ?? []
  const told = (kind: DigestKind) => own.filter((l) => l.kinds.some((k) => k.kind === kind && k.news))
  const kind = told('weekly').length > 0 ? 'weekly' : 'daily'
  const views = own.flatMap((l) => (told(kind).includes(l) || told('daily').includes(l) ? (l.view ?? []) : []))
  if (!reader || !address || !branch || views.length === 0) return []
  const notBefore = tellAt(deps, run, { personId: reader.person.id, organisationId: branch.organisationId })
  const taskId = `digest-${receiptCode(BigInt(run.now.getTime()))}-${reader.person.id}`
  const week = kind === 'weekly' ? weekBefore(run.monday) : null
  return [
    {
      ...{ organisationId: branch.organisationId, key: `digest/${kind}/${run.today}/${reader.person.id}` },
      ...{ to: [address], lane: 'digest', purpose: 'digest', caseId: null, checkInId: null },
      content: { type: 'card', card: digestCard(views, { taskId, week, instead: reader.instead }) },
      notBefore,
      deadline: new Date(notBefore.getTime() + DAY_MS),
    },
  ]
}

function weekBefore(monday: CivilDate): WeekSpan {
  return { startsOn: addDays(monday, -7), endsOn: addDays(monday, -1) }
}

/** When the reader is told: in the morning, each at a minute of their own, and never in quiet hours. */
function tellAt(
  { config }: DigestDeps,
  run: Run,
  { personId, organisationId }: Record<'personId' | 'organisationId', string>,
): Date {
  const morning = instantOf(run.today, EARLIEST, config.timezone)
  const from = run.now > morning ? run.now : morning
  const at = new Date(from.getTime() + spreadMs(personId, SPREAD_MS))
  const hours = run.hours.find((h) => h.organisationId === organisationId)
  return (hours && quietUntil(at, { ...hours, timezone: config.timezone })) ?? at
}

/** Lets callbacks through. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
