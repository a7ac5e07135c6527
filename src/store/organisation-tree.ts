/** The tree of organisations: grown, pruned and grafted by whoever sets the installation up. */
import { eq, sql } from 'drizzle-orm'
import type { CivilDate } from '../domain/calendar.ts'
import { UserError } from '../errors.ts'
import type { Db } from './database.ts'
import { isWithin, type Scope, subtree } from './organisations.ts'
import { IMPORT_LOCK } from './roster.ts'
import { organisations } from './schema/organisation.ts'
import { liftSharedAccounts } from './shared-people.ts'
import { type Note, transact } from './transact.ts'

/** District, street, community, estate… and room for more. */
const MAX_DEPTH = 12
const MAX_NAME_CHARS = 60
const MAX_LISTED = 5_000

export interface By {
  actor: string
  now: Date
  today: CivilDate
}

export interface TreeRow {
  path: string
  /** `null`: the line is of the organisation itself. */
  branch: string | null
  zoneCount: number
  /** Who belongs to the branch; of an organisation 0. */
  peopleCount: number
  endedOn: CivilDate | null
}

/** Organisations of the scope with their branches, in the order of the tree, at most 5,000. */
export async function listTree(db: Db, scope: Scope): Promise<TreeRow[]> {
  const { rows } = await db.execute<TreeRow & Record<string, unknown>>(sql`
    select path, null as branch, 0 as "zoneCount", 0 as "peopleCount", ended_on::text as "endedOn"
      from organisations where id in (select id from ${subtree(scope.path)})
    union all
    select o.path, b.name,
           (select count(*)::int from zones z
             where z.organisation_id = o.id and z.branch_id = b.id and z.ended_on is null),
           (select count(*)::int from people p
             where p.organisation_id = o.id and p.branch_id = b.id and p.left_on is null),
           coalesce(b.ended_on, o.ended_on)::text
      from branches b join organisations o on o.id = b.organisation_id
     where o.id in (select id from ${subtree(scope.path)})
     order by path, branch nulls first limit ${MAX_LISTED}`)
  return rows
}

/** Add an organisation under the one at `parent`. @throws UserError */
export function addOrganisation(db: Db, parent: Scope, { name: told, ...by }: By & { name: string }): Promise<Scope> {
  return transact(
    db,
    async (tx, note) => {
      const name = checkedName(told)
      const above = await openAt(tx, parent.path)
      const path = await freePath(tx, above.path, name)
      const [row] = await tx
        .insert(organisations)
        .values({ parentId: above.organisationId, name, path, demo: above.demo })
        .returning({ organisationId: organisations.id })
      if (!row) throw new Error('the organisation was not added')
      await noteChange(note, by, { ...row, action: 'add_organisation', path })
      return { ...row, path }
    },
    IMPORT_LOCK,
  )
}

/** Give the organisation another name; what hangs on it stays. @throws UserError */
export function renameOrganisation(db: Db, scope: Scope, { name, ...by }: By & { name: string }): Promise<string> {
  return transact(
    db,
    async (tx, note) => {
      const own = await ownAt(tx, scope.path)
      const parent = parentPath(own.path)
      const path = await freePath(tx, parent, checkedName(name))
      return relocate(tx, note, own, { path, by, action: 'rename_organisation' })
    },
    IMPORT_LOCK,
  )
}

/** Hang the organisation, with all below it, under another one. @throws UserError for a circle, or a name taken there */
export function moveOrganisation(db: Db, scope: Scope, { under, ...by }: By & { under: Scope }): Promise<string> {
  return transact(
    db,
    async (tx, note) => {
      const [own, above] = [await ownAt(tx, scope.path), await openAt(tx, under.path)]
      if (isWithin(above.path, own.path)) throw new UserError('不能把组织移到它自己或它的下级里面')
      if (own.demo !== above.demo) throw new UserError('演示组织和正式组织不能放在一起')
      const path = await freePath(tx, above.path, own.name)
      checkDepth(depthOf(path) - depthOf(own.path) + (await deepestBelow(tx, own.path)))
      await tx
        .update(organisations)
        .set({ parentId: above.organisationId })
        .where(eq(organisations.id, own.organisationId))
      return relocate(tx, note, own, { path, by, action: 'move_organisation' })
    },
    IMPORT_LOCK,
  )
}

/** Close an organisation on which nothing hangs any more. Its records stay. @throws UserError */
export function endOrganisation(db: Db, scope: Scope, by: By): Promise<void> {
  return transact(
    db,
    async (tx, note) => {
      const own = await ownAt(tx, scope.path)
      const { rows } = await tx.execute<{ told: string }>(sql`
        select '组织“' || path || '”' as told from organisations
         where parent_id = ${own.organisationId} and ended_on is null
        union all
        select '支部“' || name || '”' from branches where organisation_id = ${own.organisationId} and ended_on is null
        limit 1`)
      if (rows[0]) throw new UserError(`下面还有${rows[0].told}，请先移走或撤销`)
      await setEnd(tx, own.organisationId, by.today)
      await noteChange(note, by, { ...own, action: 'end_organisation' })
    },
    IMPORT_LOCK,
  )
}

/** Open an organisation again, with those above it. @throws UserError */
export function resumeOrganisation(db: Db, scope: Scope, by: By): Promise<void> {
  return transact(
    db,
    async (tx, note) => {
      const own = await nodeAt(tx, scope.path)
      if (own.endedOn === null) throw new UserError(`“${own.path}”没有撤销`)
      await openAt(tx, parentPath(own.path))
      await setEnd(tx, own.organisationId, null)
      await noteChange(note, by, { ...own, action: 'resume_organisation' })
    },
    IMPORT_LOCK,
  )
}

interface Node extends Scope {
  name: string
  demo: boolean
  endedOn: CivilDate | null
}

async function nodeAt(tx: Db, path: string): Promise<Node> {
  const { id, name, demo, endedOn } = organisations
  const [found] = await tx
    .select({ organisationId: id, path: organisations.path, name, demo, endedOn })
    .from(organisations)
    .where(eq(organisations.path, path))
  if (!found) throw new UserError(`没有组织“${path}”`)
  return found
}

/** The organisation to be changed, or to hang something on: one that has not ended. */
async function openAt(tx: Db, path: string): Promise<Node> {
  const found = await nodeAt(tx, path)
  if (found.endedOn !== null) throw new UserError(`“${found.path}”已经撤销`)
  return found
}

/** The same to be changed itself, which the root is not. */
async function ownAt(tx: Db, path: string): Promise<Node> {
  if (path === '/') throw new UserError('最上面的组织不能改')
  return openAt(tx, path)
}

/** Give the organisation, and all below it, a new path. */
async function relocate(
  tx: Db,
  note: Note,
  own: Node,
  { path, by, action }: { path: string; by: By; action: string },
): Promise<string> {
  await tx.execute(sql`
    update organisations
       set path = ${path} || substr(path, length(${own.path}) + 1),
           name = case when path = ${own.path} then ${nameOf(path)} else name end
     where path = ${own.path} or starts_with(path, ${`${own.path}/`})`)
  await liftAccountsBelow(tx, path, by.today)
  await noteChange(note, by, { organisationId: own.organisationId, action, path, from: own.path })
  return path
}

/** Accounts of people who answer for something in several organisations stand above all of them, wherever these went. */
async function liftAccountsBelow(tx: Db, path: string, today: CivilDate): Promise<void> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    select distinct a.person_id as id from assignments a join branches b on b.id = a.branch_id
     where (a.ends_on is null or a.ends_on >= ${today}::date) and b.organisation_id in (select id from ${subtree(path)})`)
  await liftSharedAccounts(
    tx,
    rows.map((r) => r.id),
    today,
  )
}

async function setEnd(tx: Db, organisationId: string, endedOn: CivilDate | null): Promise<void> {
  await tx.update(organisations).set({ endedOn }).where(eq(organisations.id, organisationId))
}

function noteChange(
  note: Note,
  { actor, now }: By,
  { organisationId, action, ...detail }: { organisationId: string; action: string; path: string; from?: string },
): Promise<void> {
  return note({ organisationId, at: now, actor, action, subject: `organisation:${organisationId}`, detail })
}

/** @throws UserError when there is an organisation of that name already */
async function freePath(tx: Db, parent: string, name: string): Promise<string> {
  const path = parent === '/' ? `/${name}` : `${parent}/${name}`
  checkDepth(depthOf(path))
  const [taken] = await tx.select({ id: organisations.id }).from(organisations).where(eq(organisations.path, path))
  if (taken) throw new UserError(`已经有“${path}”了`)
  return path
}

async function deepestBelow(tx: Db, path: string): Promise<number> {
  const { rows } = await tx.execute<{ depth: number }>(sql`
    select max(length(path) - length(replace(path, '/', '')))::int as depth
      from organisations where id in (select id from ${subtree(path)})`)
  return rows[0]?.depth ?? 0
}

function checkDepth(depth: number): void {
  if (depth > MAX_DEPTH) throw new UserError(`组织最多${MAX_DEPTH}层`)
}

const depthOf = (path: string) => path.split('/').filter(Boolean).length
const parentPath = (path: string) => path.slice(0, path.lastIndexOf('/')) || '/'
const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)

/** A name that can stand in a path, a spreadsheet and on a page. @throws UserError */
export function checkedName(told: string): string {
  const name = told.replace(/\p{C}/gu, '').normalize('NFC').replace(/\s+/gu, ' ').trim()
  if (name === '' || [...name].length > MAX_NAME_CHARS) throw new UserError(`名称请写 1 到 ${MAX_NAME_CHARS} 个字`)
  if (/[/／<>＞]|^[=+\-@|%.]/u.test(name)) throw new UserError(`“${name}”里有不能用的符号`)
  return name
}
