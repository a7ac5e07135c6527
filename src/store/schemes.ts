/** Entries of neighbouring schemes, brought to what a list says: all or nothing. */
import { sql } from 'drizzle-orm'
import type { ToldEntry } from '../documents/scheme-list.ts'
import { groupBy } from '../domain/group.ts'
import type { Scheme } from '../domain/review/vocabulary.ts'
import type { Db } from './database.ts'
import { inScope, type Scope } from './organisations.ts'
import { transact } from './transact.ts'

export interface SchemeImport {
  /** Lines that name the row; with any of them nothing is changed. */
  faults: string[]
  added: number
  changed: number
  removed: number
}

export interface SchemeOptions {
  scheme: Scheme
  scope: Scope
  actor: string
  now: Date
  dryRun: boolean
}

interface Entry {
  branchId: string
  organisationId: string
  period: string
  personId: string | null
  zoneId: string | null
  label: string | null
  fields: Record<string, string>
}

/** A list is the whole of its scheme for the branches and years that it names: what it no longer has is removed. */
export function importScheme(db: Db, told: readonly ToldEntry[], options: SchemeOptions): Promise<SchemeImport> {
  return transact(db, async (tx, note) => {
    const { entries, faults } = await resolve(tx, told, options.scope)
    if (faults.length > 0) return { faults, added: 0, changed: 0, removed: 0 }
    const { scheme, actor, now } = options
    const before = await known(tx, scheme, entries)
    const after = new Map(entries.map((entry) => [keyOf(entry), entry]))
    const gone = before.filter((entry) => !after.has(keyOf(entry)))
    const old = new Map(before.map((entry) => [keyOf(entry), entry]))
    const added = entries.filter((entry) => !old.has(keyOf(entry)))
    const changed = entries.filter((entry) => differs(old.get(keyOf(entry)), entry))
    const counts = { added: added.length, changed: changed.length, removed: gone.length }
    if (options.dryRun || added.length + changed.length + gone.length === 0) return { faults, ...counts }
    await write(tx, scheme, { gone, entries: [...added, ...changed], now })
    for (const [branchId, [first]] of groupBy([...entries, ...gone], (entry) => entry.branchId)) {
      const deed = { organisationId: first?.organisationId ?? '', at: now, actor, action: 'import_scheme' }
      await note({ ...deed, subject: `branch:${branchId}`, detail: { scheme, ...counts } })
    }
    return { faults, ...counts }
  })
}

interface Places {
  branches: { id: string; organisationId: string; name: string }[]
  people: { id: string; branchId: string; name: string }[]
  zones: { id: string; branchId: string; code: string; areas: string[] }[]
}

async function resolve(tx: Db, told: readonly ToldEntry[], scope: Scope) {
  const places = await placesOf(tx, told, scope)
  const faults: string[] = []
  const entries = told.flatMap((entry): Entry[] => {
    const fault = (message: string) => void faults.push(`第${entry.row}行：${message}`)
    const branch = oneOf(places.branches, entry.branch, fault)
    if (!branch) return []
    const { id: branchId, organisationId } = branch
    const person = entry.name === null ? null : personOf(places, branchId, entry.name, fault)
    const zone = entry.zoneCode === null ? null : zoneOf(places, branchId, entry, fault)
    if (person === undefined || zone === undefined) return []
    const { period, building: label, fields } = entry
    return [{ branchId, organisationId, period, personId: person?.id ?? null, zoneId: zone?.id ?? null, label, fields }]
  })
  return { entries, faults }
}

async function placesOf(tx: Db, told: readonly ToldEntry[], scope: Scope): Promise<Places> {
  const names = sql.param([...new Set(told.map(({ branch }) => branch))])
  const { rows: branches } = await tx.execute<Places['branches'][number] & Record<string, unknown>>(sql`
    select id, organisation_id as "organisationId", name from branches b
     where name = any(${names}::text[]) and ended_on is null and ${inScope(sql`b.organisation_id`, scope)}`)
  const ids = sql.param(branches.map(({ id }) => id))
  const { rows: people } = await tx.execute<Places['people'][number] & Record<string, unknown>>(sql`
    select id, branch_id as "branchId", name from people where branch_id = any(${ids}::uuid[]) and left_on is null`)
  const { rows: zones } = await tx.execute<Places['zones'][number] & Record<string, unknown>>(sql`
    select z.id, z.branch_id as "branchId", z.code, array(select a.text from zone_areas a where a.zone_id = z.id) as areas
      from zones z where z.branch_id = any(${ids}::uuid[]) and z.ended_on is null`)
  return { branches, people, zones }
}

type Fault = (message: string) => void

function oneOf(branches: Places['branches'], name: string, fault: Fault): Places['branches'][number] | undefined {
  const found = branches.filter((branch) => branch.name === name)
  if (found.length === 0) fault(`没有支部“${name}”`)
  if (found.length > 1) fault(`有几个“${name}”，请用 --scope 写明上级组织`)
  return found.length === 1 ? found[0] : undefined
}

function personOf({ people }: Places, branchId: string, name: string, fault: Fault) {
  const found = people.filter((one) => one.branchId === branchId && one.name === name)
  if (found.length === 0) fault(`支部里没有“${name}”，请先在名册里加上`)
  if (found.length > 1) fault(`支部里有${found.length}位“${name}”，请在名册里把姓名写得不一样`)
  return found.length === 1 ? found[0] : undefined
}

/** A building as the zone's areas have it: so no household gets in by its name. */
function zoneOf({ zones }: Places, branchId: string, { zoneCode, building }: ToldEntry, fault: Fault) {
  const zone = zones.find((one) => one.branchId === branchId && one.code === zoneCode)
  if (!zone) return fault(`支部里没有责任区“${zoneCode}”`)
  if (zone.areas.includes(building ?? '')) return zone
  return fault(`“${building}”不在责任区${zoneCode}的范围里，请按名册里的范围写楼栋，不写哪一户`)
}

async function known(tx: Db, scheme: Scheme, entries: readonly Entry[]): Promise<(Entry & { id: string })[]> {
  const named = [
    ...new Map(entries.map(({ branchId, period }) => [`${branchId} ${period}`, { branchId, period }])).values(),
  ]
  const { rows } = await tx.execute<Entry & { id: string } & Record<string, unknown>>(sql`
    select e.id, e.branch_id as "branchId", e.organisation_id as "organisationId", e.period, e.person_id as "personId",
           e.zone_id as "zoneId", e.label, e.fields
      from jsonb_to_recordset(${JSON.stringify(named)}::jsonb) as n("branchId" uuid, period text)
      join scheme_entries e on e.branch_id = n."branchId" and e.scheme = ${scheme} and e.period = n.period
       for update of e`)
  return rows
}

const keyOf = ({ branchId, period, personId, zoneId, label }: Entry) =>
  JSON.stringify([branchId, period, personId, zoneId, label])

function differs(old: Entry | undefined, { fields }: Entry): boolean {
  return old !== undefined && Object.entries(fields).some(([name, value]) => old.fields[name] !== value)
}

async function write(
  tx: Db,
  scheme: Scheme,
  { gone, entries, now }: { gone: readonly { id: string }[]; entries: readonly Entry[]; now: Date },
): Promise<void> {
  await tx.execute(sql`delete from scheme_entries where id = any(${sql.param(gone.map(({ id }) => id))}::uuid[])`)
  await tx.execute(sql`
    insert into scheme_entries (organisation_id, branch_id, scheme, period, person_id, zone_id, label, fields, created_at)
    select "organisationId", "branchId", ${scheme}, period, "personId", "zoneId", label, fields, ${now}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as e("organisationId" uuid, "branchId" uuid,
        period text, "personId" uuid, "zoneId" uuid, label text, fields jsonb)
    on conflict (branch_id, scheme, period, person_id, zone_id, label) do update set fields = excluded.fields`)
}
