/** What a branch gives away about the draw of a spot check: the list from the first day, phrases and zones once drawn. */
import type { CivilDate } from '../domain/calendar.ts'
import type { FrozenList } from '../domain/review/frozen-list.ts'
import { PHRASE_ROLES, type PhraseRole } from '../domain/review/seed.ts'
import { REVIEW_RECORD_FORMAT, type ReviewRecord } from '../domain/review/verify.ts'
import type { RoundState } from '../domain/review/vocabulary.ts'
import type { Seal } from './seal.ts'
import { openPhrase } from './spot-check-draw.ts'
import { type Sql, statement } from './sql.ts'

/** A spot check as everybody may see it. */
export interface PublishedRound {
  id: string
  branchName: string
  period: string
  state: RoundState
  opensOn: CivilDate
  closesOn: CivilDate
  cancelReason: string | null
  list: FrozenList
  listHash: string
  listToldAt: Date
  /** By whom a phrase was given, before the draw as well; never what it is. */
  phrasesGiven: readonly PhraseRole[]
  /** `null`: not drawn. */
  record: ReviewRecord | null
}

interface RoundRow {
  id: string
  branch_name: string
  period: string
  state: RoundState
  opens_on: CivilDate
  closes_on: CivilDate
  cancel_reason: string | null
  list: FrozenList
  list_hash: string
  created_at: Date
  seed: string | null
  drawn_at: Date | null
  phrases: { role: PhraseRole; personId: string; sealed: string; saidAt: string }[]
  sampled: { id: string; position: number; by: string | null; reason: string | null; at: string | null }[]
}

const readRound = statement<RoundRow, [string]>(
  'read_published_round',
  `select r.id, b.name as branch_name, r.period, r.state, r.opens_on::text, r.closes_on::text, r.cancel_reason, r.list,
          r.list_hash, r.created_at, r.seed, r.drawn_at,
          (select coalesce(json_agg(json_build_object('role', p.role, 'personId', p.person_id, 'saidAt', p.said_at,
                    'sealed', encode(p.phrase_sealed, 'base64'))), '[]')
             from review_phrases p where p.round_id = r.id) as phrases,
          (select coalesce(json_agg(json_build_object('id', s.zone_id, 'position', s.position, 'by', s.replaced_by_id,
                    'reason', s.reason, 'at', s.replaced_at) order by s.position), '[]')
             from sampled_zones s where s.round_id = r.id) as sampled
     from review_rounds r join branches b on b.id = r.branch_id
    where r.id = $1 and r.kind = 'spot_check'`,
)

/** `null`: there is no such spot check. */
export async function publishedRound(sql: Sql, seal: Seal, roundId: string): Promise<PublishedRound | null> {
  const [row] = await readRound(sql, roundId)
  if (!row) return null
  return {
    ...{ id: row.id, branchName: row.branch_name, period: row.period, state: row.state },
    ...{ opensOn: row.opens_on, closesOn: row.closes_on, cancelReason: row.cancel_reason },
    ...{ list: row.list, listHash: row.list_hash, listToldAt: row.created_at },
    phrasesGiven: row.phrases.map(({ role }) => role),
    record: recordOf(row, seal),
  }
}

function recordOf(row: RoundRow, seal: Seal): ReviewRecord | null {
  const { seed, drawn_at: drawnAt } = row
  if (seed === null || drawnAt === null) return null
  const codes = new Map(row.list.zones.map(({ id, code }) => [id, code]))
  const codeOf = (id: string) => codes.get(id) ?? id
  const cameIn = new Set(row.sampled.map(({ by }) => by))
  const first = row.sampled.filter(({ id }) => !cameIn.has(id))
  const chance = { drawn: first.length, of: row.list.zones.length }
  return {
    ...{ format: REVIEW_RECORD_FORMAT, list: row.list, listHash: row.list_hash, listToldAt: row.created_at },
    phrases: row.phrases
      .map(({ role, personId, sealed, saidAt }) => {
        const phrase = openPhrase(seal, Buffer.from(sealed, 'base64'))
        return { role, personId, phrase, saidAt: new Date(saidAt) }
      })
      .sort((a, b) => PHRASE_ROLES.indexOf(a.role) - PHRASE_ROLES.indexOf(b.role)),
    ...{ seed, drawnAt },
    sample: first.map(({ id, position }) => ({ code: codeOf(id), position, chance })),
    replacements: row.sampled
      .flatMap(({ id, by, reason, at }) =>
        reason === null || at === null
          ? []
          : [{ code: codeOf(id), by: by === null ? null : codeOf(by), reason, at: new Date(at) }],
      )
      .sort((a, b) => a.at.getTime() - b.at.getTime()),
  }
}
