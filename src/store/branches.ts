/** Branches as they are set up: their names, and their end. */
import { and, eq, sql } from 'drizzle-orm'
import { UserError } from '../errors.ts'
import type { Db } from './database.ts'
import { type By, checkedName } from './organisation-tree.ts'
import { inScope, type Scope } from './organisations.ts'
import { branches } from './schema/organisation.ts'
import { transact } from './transact.ts'

interface Branch {
  id: string
  organisationId: string
  ended: boolean
}

/** The one branch of that name at `scope` or below. @throws UserError when there is none, or several */
export async function branchNamed(db: Db, scope: Scope, name: string): Promise<Branch> {
  const found = await db
    .select({ id: branches.id, organisationId: branches.organisationId, endedOn: branches.endedOn })
    .from(branches)
    .where(and(eq(branches.name, name), inScope(branches.organisationId, scope)))
    .limit(2)
  const [one, another] = found
  if (!one) throw new UserError(`没有支部“${name}”`)
  if (another) throw new UserError(`有几个“${name}”，请用 --scope 写明上级组织`)
  return { id: one.id, organisationId: one.organisationId, ended: one.endedOn !== null }
}

/** Give a branch another name; a roster under the old one would make a new branch. @throws UserError */
export function renameBranch(db: Db, branch: Branch, { actor, now, ...told }: By & { name: string }): Promise<void> {
  const { id, organisationId } = branch
  return transact(db, async (tx, note) => {
    const name = checkedName(told.name)
    const [taken] = await tx
      .select({ id: branches.id })
      .from(branches)
      .where(and(eq(branches.organisationId, organisationId), eq(branches.name, name)))
    if (taken) throw new UserError(`已经有支部“${name}”了`)
    await tx.update(branches).set({ name }).where(eq(branches.id, id))
    const detail = { name }
    await note({ organisationId, at: now, actor, action: 'rename_branch', subject: `branch:${id}`, detail })
  })
}

/** Close a branch in which nobody answers for anything any more, or open it again. @throws UserError */
export function setBranchEnd(
  db: Db,
  branch: Branch,
  { ended, actor, now, today }: By & { ended: boolean },
): Promise<void> {
  const { id, organisationId } = branch
  if (branch.ended === ended) throw new UserError(ended ? '这个支部已经撤销' : '这个支部没有撤销')
  return transact(db, async (tx, note) => {
    const { rows } = await tx.execute<{ zones: number; people: number }>(sql`
      select (select count(*)::int from zones where branch_id = ${id} and ended_on is null) as zones,
             (select count(*)::int from people where branch_id = ${id} and left_on is null) as people`)
    const [held] = rows
    if (ended && held && held.zones + held.people > 0) {
      throw new UserError(`这个支部还有${held.people}人、${held.zones}个责任区，请先转到别的支部或撤销`)
    }
    await tx
      .update(branches)
      .set({ endedOn: ended ? today : null })
      .where(eq(branches.id, id))
    const action = ended ? 'end_branch' : 'resume_branch'
    await note({ organisationId, at: now, actor, action, subject: `branch:${id}`, detail: {} })
  })
}
