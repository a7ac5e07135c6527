/** What became of what a resident told on their page. */
import type { CaseFacts } from '../decide/facts.ts'
import type { Role, ZoneKind } from '../domain/vocabulary.ts'
import { type CaseRow, caseFacts, caseFields, caseTables } from './record-rows.ts'
import { type Sql, statement } from './sql.ts'

/** Nobody looks for more on a page. */
const MATTERS_MAX = 30

/** A matter as its reporter follows it. */
export interface OwnMatter {
  record: CaseFacts
  zoneKind: ZoneKind | null
  /** Who has it: the role alone; `null`: nobody yet. */
  handlerRole: Role | null
  /** What whoever works on it said last; `null`: nothing yet. */
  said: { words: string; at: Date } | null
}

interface MatterRow extends CaseRow {
  zone_kind: ZoneKind | null
  handler_role: Role | null
  said: string | null
  said_at: Date | null
}

const readMatters = statement<MatterRow, [string, number]>(
  'read_page_matters',
  `select ${caseFields}, z.kind as zone_kind, s.reason as said, s.at as said_at,
          (select a.role from assignments a
            where a.person_id = c.handler_id and a.branch_id = c.branch_id
            order by a.zone_id = c.zone_id desc nulls last, a.ends_on desc nulls first, a.position limit 1) as handler_role
     from ${caseTables}
     left join lateral (
       select h.reason, h.at from case_history h
        where h.case_id = c.id and h.reason is not null and h.by_role not in ('resident', 'system')
          and h.event in ('say', 'ask', 'close', 'close_as')
        order by h.step desc limit 1) s on true
    where c.reporter_identity_id = $1
    order by c.closed_at is not null, c.created_at desc limit $2`,
)

/** Matters of an account: those that go on first, then the newest. */
export async function mattersOf(sql: Sql, identityId: string): Promise<OwnMatter[]> {
  return (await readMatters(sql, identityId, MATTERS_MAX)).map((row) => ({
    record: caseFacts(row),
    zoneKind: row.zone_kind,
    handlerRole: row.handler_role,
    said: row.said === null || row.said_at === null ? null : { words: row.said, at: row.said_at },
  }))
}
