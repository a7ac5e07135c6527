/** A resident's answers about a zone: one row for a voice, of which nobody can tell whose it is. No time, no account. */
import { createHash } from 'node:crypto'
import type { Pool } from 'pg'
import { NO_ANSWER, voterKey } from '../domain/review/opinions.ts'
import { heldVoterKey } from './opinion-keys.ts'
import type { Seal } from './seal.ts'
import { hashOfToken } from './secret-tokens.ts'
import { inTransaction, type Sql, statement } from './sql.ts'

export interface Answer {
  roundId: string
  zoneId: string
  /** As `areChoices` has it. */
  choices: readonly number[]
  /** All that the same resident may be, the surest first: one of them is to count. */
  voices: readonly string[]
}

const putAnswer = statement<{ put: true }, [string, string, Buffer, number[]]>(
  'put_opinion_answer',
  `insert into opinion_answers as a (round_id, zone_id, voter_key, choices) values ($1, $2, $3, $4)
   on conflict (round_id, zone_id, voter_key) do update set choices = excluded.choices where 0 <= any(a.choices)
   returning true as put`,
)

const silence = statement<Record<string, never>, [string, string, Buffer[], number[]]>(
  'silence_opinion_voices',
  `insert into opinion_answers (round_id, zone_id, voter_key, choices) select $1, $2, k, $4 from unnest($3::bytea[]) k
   on conflict (round_id, zone_id, voter_key) do update set choices = excluded.choices`,
)

/**
 * Put it in the place of what the same resident answered before. Their other voices are silent from then on: a row
 * without any answer says so, also to a form that was sent at the same moment.
 *
 * @returns the voice that it counts for; `over`: no answers are taken any more; `elsewhere`: all these voices are silent,
 *   since the same resident answered as somebody else
 */
export function giveAnswer(pool: Pool, seal: Seal, answer: Answer): Promise<{ voice: string } | 'over' | 'elsewhere'> {
  const { roundId, zoneId, choices, voices } = answer
  return inTransaction(
    pool,
    async (sql) => {
      const key = await heldVoterKey(sql, seal, roundId)
      if (key === null) return 'over'
      const keyOf = (accountId: string) => voterKey(key, { accountId, zoneId })
      const nothing = choices.map(() => NO_ANSWER)
      for (const voice of voices) {
        const put = await putAnswer(sql, roundId, zoneId, keyOf(voice), [...choices])
        if (put.length === 0) continue
        const others = voices.filter((one) => one !== voice)
        if (others.length > 0) await silence(sql, roundId, zoneId, others.map(keyOf), nothing)
        return { voice }
      }
      return 'elsewhere'
    },
    lockOf(roundId, zoneId),
  )
}

/** One at a time, so that a phone that is two voices at the same moment leaves one. */
function lockOf(roundId: string, zoneId: string): bigint {
  return createHash('sha256').update(`survey ${roundId} ${zoneId}`).digest().readBigInt64BE()
}

const findPage = statement<{ external_id: string }, [string, Date]>(
  'find_page_account',
  `select i.external_id from page_links l join identities i on i.id = l.identity_id
    where l.token_hash = $1 and l.expires_at > $2`,
)

/** The account of a resident's own page; `null`: none. Nothing is noted: a time beside it would tell who answered when. */
export async function accountOfPage(sql: Sql, token: string, now: Date): Promise<string | null> {
  const [page] = await findPage(sql, hashOfToken(token), now)
  return page?.external_id ?? null
}
