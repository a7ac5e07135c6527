import { UserError } from '../errors.ts'
import type { Db } from '../store/database.ts'
import { findScope, type Scope } from '../store/organisations.ts'

/** The organisation that `--scope` names. @throws UserError when there is none */
export async function scopeAt(db: Db, path: string): Promise<Scope> {
  const scope = await findScope(db, path)
  if (!scope) throw new UserError(`没有组织“${path}”。路径从 / 写起，例如 /东山街道/幸福社区`)
  return scope
}
