/**
 * Ballots: a ticket says that somebody was given the one signature about somebody, a box holds what was said about them.
 * Nothing leads from one to the other: see docs/anonymity.md before any column is added.
 */
import type { Pool } from 'pg'
import { type Ballot, countBallots, EMPTY_BOX, withBallot } from '../ballots/box.ts'
import { choicesOf, electorateOf } from '../ballots/electorate.ts'
import { hashOf, isSigned, makeSigningKeys, type SignedToken, type SigningKeys } from '../ballots/signing.ts'
import type { CivilDate } from '../domain/calendar.ts'
import type { FrozenList } from '../domain/review/frozen-list.ts'
import { isQuorate, type QuorumRule } from '../domain/review/quorum.ts'
import { answerRefusal } from '../domain/review/round.ts'
import type { RoundState } from '../domain/review/vocabulary.ts'
import { appendAudit, detailHash } from './audit.ts'
import type { Seal } from './seal.ts'
import { drizzleOn, inTransaction, type Sql, statement } from './sql.ts'

const KEY = 'ballot-key'
const BOX = 'ballot-box'

const addBox = statement<Record<string, never>, [string, string, Buffer, Buffer, Buffer]>(
  'add_ballot_box',
  `insert into ballot_boxes (round_id, subject_id, public_key, private_key_sealed, ballots_sealed)
   values ($1, $2, $3, $4, $5) on conflict do nothing`,
)

const findMade = statement<Record<string, never>, [string, string]>(
  'find_made_ballot_box',
  'select 1 from ballot_boxes where round_id = $1 and subject_id = $2',
)

/** Make an empty box with keys of its own for each subject, one after another; those that have one keep it. */
export async function addBallotBoxes(
  pool: Pool,
  seal: Seal,
  { roundId, subjectIds }: { roundId: string; subjectIds: readonly string[] },
): Promise<void> {
  for (const subjectId of subjectIds) {
    // Another process may be at it too, and a key takes longer than a look.
    if ((await findMade(pool, roundId, subjectId)).length > 0) continue
    const keys = await makeSigningKeys()
    const place = { roundId, subjectId }
    const sealed = [sealFor(seal, KEY, place, keys.privateKey), sealFor(seal, BOX, place, EMPTY_BOX)] as const
    await addBox(pool, roundId, subjectId, keys.publicKey, ...sealed)
  }
}

/** Which box. */
interface Place {
  roundId: string
  subjectId: string
}

/** Bound to its place: what was moved there from another row does not open. */
function sealFor(seal: Seal, purpose: string, { roundId, subjectId }: Place, bytes: Buffer): Buffer {
  return seal.seal(purpose, `${roundId}/${subjectId}/${bytes.toString('base64')}`)
}

function openFrom(seal: Seal, purpose: string, { roundId, subjectId }: Place, sealed: Buffer): Buffer {
  const plain = seal.open(purpose, sealed)
  const head = `${roundId}/${subjectId}/`
  if (!plain.startsWith(head)) throw new Error(`the box of ${subjectId} in round ${roundId} is another one's`)
  return Buffer.from(plain.slice(head.length), 'base64')
}

/** Ask for one signature. */
export interface Wish {
  subjectId: string
  /** sha256 of the blinded message; the message itself is not kept. */
  blindedHash: Buffer
}

const addTickets = statement<Record<string, never>, [string, string, string[], Buffer[]]>(
  'add_ballot_tickets',
  `insert into ballot_tickets (round_id, voter_id, subject_id, blinded_hash)
   select $1, $2, w.subject_id, w.blinded_hash
     from unnest($3::uuid[], $4::bytea[]) as w(subject_id, blinded_hash)
     join ballot_boxes x on x.round_id = $1 and x.subject_id = w.subject_id and x.private_key_sealed is not null
   on conflict do nothing`,
)

const findTickets = statement<{ subject_id: string; blinded_hash: Buffer }, [string, string]>(
  'find_ballot_tickets',
  'select subject_id, blinded_hash from ballot_tickets where round_id = $1 and voter_id = $2',
)

const findKeys = statement<{ subject_id: string; public_key: Buffer; private_key_sealed: Buffer }, [string, string[]]>(
  'find_ballot_keys',
  `select subject_id, public_key, private_key_sealed from ballot_boxes
    where round_id = $1 and subject_id = any($2::uuid[]) and private_key_sealed is not null`,
)

/**
 * Give a voter their tickets, all at once: safe when this returns, so that no kill gives anybody a second one.
 *
 * Whoever wishes the same again, after a cut, gets the same again.
 *
 * @returns keys to sign with, by subject; `null`: tickets were given for other messages before, or the round has ended
 */
export async function takeTickets(
  pool: Pool,
  seal: Seal,
  { roundId, voterId, wishes }: { roundId: string; voterId: string; wishes: readonly Wish[] },
): Promise<Map<string, SigningKeys> | null> {
  // In one order, so that two phones of one voter at the same moment never wait for each other: one gets all.
  const inOrder = wishes.toSorted((a, b) => (a.subjectId < b.subjectId ? -1 : 1))
  const subjectIds = inOrder.map(({ subjectId }) => subjectId)
  const hashes = inOrder.map(({ blindedHash }) => blindedHash)
  await addTickets(pool, roundId, voterId, subjectIds, hashes)
  const given = new Map((await findTickets(pool, roundId, voterId)).map((t) => [t.subject_id, t.blinded_hash]))
  if (!wishes.every(({ subjectId, blindedHash }) => given.get(subjectId)?.equals(blindedHash))) return null
  const rows = await findKeys(pool, roundId, subjectIds)
  return new Map(
    rows.map(({ subject_id: subjectId, public_key: publicKey, private_key_sealed: sealed }) => [
      subjectId,
      { publicKey, privateKey: openFrom(seal, KEY, { roundId, subjectId }, sealed) },
    ]),
  )
}

const findBox = statement<
  { public_key: Buffer; state: RoundState; opens_on: CivilDate; closes_on: CivilDate; choices: string[] | null },
  [string, string]
>(
  'find_ballot_box',
  `select x.public_key, r.state, r.opens_on::text, r.closes_on::text, r.list -> 'choices' as choices
     from ballot_boxes x join review_rounds r on r.id = x.round_id
    where x.round_id = $1 and x.subject_id = $2`,
)

const lockBox = statement<{ ballots_sealed: Buffer | null }, [string, string]>(
  'lock_ballot_box',
  'select ballots_sealed from ballot_boxes where round_id = $1 and subject_id = $2 for update',
)

const fillBox = statement<Record<string, never>, [string, string, Buffer]>(
  'fill_ballot_box',
  'update ballot_boxes set ballots_sealed = $3 where round_id = $1 and subject_id = $2',
)

export interface Cast extends Place, SignedToken, Pick<Ballot, 'choice'> {}

/**
 * Put a ballot into its box. Nobody is asked who they are: the signature says that somebody may.
 *
 * @returns `cast` also for a token that was used before: its first ballot counts; `late`: the round has ended;
 *   `foreign`: no token for this box; `unknown_choice`: none that the round has
 */
export async function castBallot(
  pool: Pool,
  seal: Seal,
  { today, ...cast }: Cast & { today: CivilDate },
): Promise<'cast' | 'late' | 'foreign' | 'unknown_choice'> {
  const { roundId, subjectId, choice } = cast
  const [row] = await findBox(pool, roundId, subjectId)
  if (!row || !isSigned(row.public_key, cast)) return 'foreign'
  const { length: choiceCount } = choicesOf({ choices: row.choices ?? undefined })
  if (choice !== null && choice >= choiceCount) return 'unknown_choice'
  if (answerRefusal({ state: row.state, opensOn: row.opens_on, closesOn: row.closes_on }, today) !== null) return 'late'
  return inTransaction(pool, async (sql) => {
    const [locked] = await lockBox(sql, roundId, subjectId)
    if (!locked?.ballots_sealed) return 'late'
    const box = openFrom(seal, BOX, cast, locked.ballots_sealed)
    const fuller = withBallot(box, { tokenHash: hashOf(cast.token), choice })
    if (fuller !== null) await fillBox(sql, roundId, subjectId, sealFor(seal, BOX, cast, fuller))
    return 'cast'
  })
}

const lockBoxes = statement<{ subject_id: string; ballots_sealed: Buffer }, [string]>(
  'lock_ballot_boxes',
  `select subject_id, ballots_sealed from ballot_boxes
    where round_id = $1 and ballots_sealed is not null order by subject_id for update`,
)

const addResults = statement<Record<string, never>, [string, string]>(
  'add_ballot_results',
  `insert into ballot_results (round_id, subject_id, eligible_count, ballot_count, counts)
   select $1, * from json_to_recordset($2::json)
     as t(subject_id uuid, eligible_count integer, ballot_count integer, counts jsonb)
   on conflict do nothing`,
)

const emptyBoxes = statement<Record<string, never>, [string]>(
  'empty_ballot_boxes',
  'update ballot_boxes set private_key_sealed = null, ballots_sealed = null where round_id = $1',
)

const tearTickets = statement<{ voter_id: string }, [string]>(
  'tear_ballot_tickets',
  'delete from ballot_tickets where round_id = $1 returning voter_id',
)

export interface Closing {
  roundId: string
  organisationId: string
  list: Pick<FrozenList, 'people' | 'choices'>
  /** Without it nothing is counted by choice. */
  quorum: QuorumRule
  actor: string
  now: Date
}

/**
 * Count the boxes of a round, then empty them and destroy their keys and tickets: afterwards the counts are all there is.
 *
 * Call it in the transaction that closes the round. Boxes that were counted before stay so.
 *
 * @returns how many took part; `overfull`: boxes with more ballots than there are voters, which are not counted
 */
export async function closeBallots(
  sql: Sql,
  seal: Seal,
  { roundId, organisationId, list, quorum, actor, now }: Closing,
): Promise<{ voterCount: number; overfull: string[] }> {
  const boxes = await lockBoxes(sql, roundId)
  const voterCount = new Set((await tearTickets(sql, roundId)).map((ticket) => ticket.voter_id)).size
  const entitledCount = electorateOf(list).length
  const eligibleCount = entitledCount - 1
  const { length: choiceCount } = choicesOf(list)
  const isEnough = isQuorate(quorum, { entitledCount, ballotCount: voterCount })
  const counted = boxes.map(({ subject_id, ballots_sealed }) => {
    const count = countBallots(openFrom(seal, BOX, { roundId, subjectId: subject_id }, ballots_sealed), choiceCount)
    const isOverfull = count.ballotCount > eligibleCount
    const counts = isEnough && !isOverfull ? count.counts : null
    return { subject_id, eligible_count: eligibleCount, ballot_count: count.ballotCount, counts, isOverfull }
  })
  const overfull = counted.filter(({ isOverfull }) => isOverfull).map(({ subject_id }) => subject_id)
  const results = counted.map(({ isOverfull: _, ...result }) => result)
  await addResults(sql, roundId, JSON.stringify(results))
  await emptyBoxes(sql, roundId)
  const audited = detailHash({ voterCount, overfull, results })
  const entry = { organisationId, at: now, actor, action: 'ballots.count', subject: `review_round:${roundId}` }
  if (boxes.length > 0) await appendAudit(drizzleOn(sql), [{ ...entry, detailHash: audited }])
  return { voterCount, overfull }
}
