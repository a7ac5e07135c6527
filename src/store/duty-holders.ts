import { sql } from 'drizzle-orm'
import { UserError } from '../errors.ts'
import type { Db } from './database.ts'

/**
 * The branch, or the zone and its branch, that somebody names.
 *
 * @throws UserError when none is named, there is none, or several branches have the name
 */
export async function dutyHolderAt(
  db: Db,
  { branch, zone }: { branch?: string; zone?: string },
): Promise<{ branchId: string; zoneId: string | null }> {
  if (zone === undefined && branch === undefined)
    throw new UserError('请用 --branch 写支部名称，或用 --zone 写责任区编号')
  const { rows } = await db.execute<{ branchId: string; zoneId: string | null }>(
    zone !== undefined
      ? sql`select branch_id as "branchId", id as "zoneId" from zones where code = upper(${zone})`
      : sql`select id as "branchId", null as "zoneId" from branches where name = ${branch} limit 2`,
  )
  const [one, another] = rows
  if (!one) throw new UserError(zone === undefined ? `没有支部“${branch}”` : `没有责任区“${zone}”`)
  if (another) throw new UserError(`有几个支部都叫“${branch}”，请用 --zone 写其中一个责任区的编号`)
  return one
}
