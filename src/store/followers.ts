/** Who wants to hear what becomes of a case, without a name being needed. */
import type { Address, CaseFacts } from '../decide/facts.ts'
import { groupBy } from '../domain/group.ts'
import type { ChannelName } from '../domain/vocabulary.ts'
import { type Sql, statement } from './sql.ts'

export const followCase = statement<{ case_id: string }, [string, string]>(
  'follow_case',
  `insert into followers (case_id, identity_id, organisation_id)
   select id, $2, organisation_id from cases where id = $1 on conflict do nothing returning case_id`,
)

export const unfollowCase = statement<{ case_id: string }, [string, string]>(
  'unfollow_case',
  'delete from followers where case_id = $1 and identity_id = $2 returning case_id',
)

/** Accounts told of one case: who follows further ones looks it up. */
const FOLLOWERS_MAX = 1_000

const readFollowers = statement<
  { case_id: string; channel: ChannelName; external_id: string; person_id: string | null },
  [string[], number]
>(
  'read_followers',
  `select w.case_id, i.channel, i.external_id, i.person_id
     from unnest($1::uuid[]) as w(case_id)
    cross join lateral (select identity_id from followers f where f.case_id = w.case_id
                         order by f.created_at, f.identity_id limit $2) f
     join identities i on i.id = f.identity_id`,
)

/** The same cases with those who follow them; one statement for all. */
export async function withFollowers(sql: Sql, cases: readonly CaseFacts[]): Promise<CaseFacts[]> {
  if (cases.length === 0) return []
  const rows = await readFollowers(
    sql,
    cases.map((c) => c.id),
    FOLLOWERS_MAX,
  )
  const byCase = groupBy(rows, (row) => row.case_id)
  return cases.map((record) => ({ ...record, followers: (byCase.get(record.id) ?? []).map(addressOf) }))
}

function addressOf(row: { channel: ChannelName; external_id: string; person_id: string | null }): Address {
  return { channel: row.channel, externalId: row.external_id, personId: row.person_id }
}
