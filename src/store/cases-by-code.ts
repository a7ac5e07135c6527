/** Cases that somebody names. */
import type { CaseFacts } from '../decide/facts.ts'
import { withFollowers } from './followers.ts'
import type { Scope } from './organisations.ts'
import { type CaseRow, caseFacts, caseFields, caseTables } from './record-rows.ts'
import { type Sql, statement } from './sql.ts'

const readNamed = statement<CaseRow, [string[]]>(
  'read_referred_cases',
  `select ${caseFields} from ${caseTables} where c.code = any($1::text[])`,
)

/** The cases of these codes, with those who follow them. */
export async function casesByCode(sql: Sql, codes: readonly string[]): Promise<CaseFacts[]> {
  if (codes.length === 0) return []
  return withFollowers(sql, (await readNamed(sql, [...codes])).map(caseFacts))
}

const WITHIN = `($2 in ('/', o.path) or starts_with(o.path, $2 || '/'))`

const ofCase = statement<{ organisation_id: string }, [string, string]>(
  'organisation_of_case',
  `select o.id as organisation_id from cases c join organisations o on o.id = c.organisation_id
    where c.code = $1 and ${WITHIN}`,
)

/** Whose case it is; `null` when there is none of this code in the scope. */
export async function organisationOfCase(sql: Sql, { path }: Scope, code: string): Promise<string | null> {
  const [row] = await ofCase(sql, code, path)
  return row?.organisation_id ?? null
}

const ofZone = statement<{ organisation_id: string }, [string, string]>(
  'organisation_of_zone',
  `select o.id as organisation_id from zones z join organisations o on o.id = z.organisation_id
    where z.code = $1 and ${WITHIN}`,
)

/** The same of a zone, by its code as it is stored. */
export async function organisationOfZone(sql: Sql, { path }: Scope, code: string): Promise<string | null> {
  const [row] = await ofZone(sql, code, path)
  return row?.organisation_id ?? null
}
