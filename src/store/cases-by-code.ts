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

const ownerOf = (table: 'cases' | 'zones') =>
  statement<{ organisation_id: string }, [string, string]>(
    `organisation_of_${table}`,
    `select o.id as organisation_id from ${table} r join organisations o on o.id = r.organisation_id
      where r.code = $1 and ($2 in ('/', o.path) or starts_with(o.path, $2 || '/'))`,
  )
const ofCase = ownerOf('cases')
const ofZone = ownerOf('zones')

/** Whose case it is; `null` when there is none of this code in the scope. */
export async function organisationOfCase(sql: Sql, { path }: Scope, code: string): Promise<string | null> {
  return (await ofCase(sql, code, path))[0]?.organisation_id ?? null
}

/** The same of a zone, by its code as it is stored. */
export async function organisationOfZone(sql: Sql, { path }: Scope, code: string): Promise<string | null> {
  return (await ofZone(sql, code, path))[0]?.organisation_id ?? null
}
