/** A hostile reader of the whole database, who looks as often as they like, tries to find who cast which ballot. */
import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EMPTY_BOX, MINIMUM_BALLOTS, withBallot } from '../../src/ballots/box.ts'
import { USUAL_GRADES } from '../../src/domain/review/grade.ts'
import { type QuorumRule, USUAL_QUORUM } from '../../src/domain/review/quorum.ts'
import { closeBallots } from '../../src/store/ballots.ts'
import { inTransaction } from '../../src/store/sql.ts'
import { type BallotWorld, ballotWorld, type Held } from '../support/ballot-world.ts'

let world: BallotWorld
beforeAll(async () => {
  world = await ballotWorld()
  await world.opens(world.voters[0] as string)
})
afterAll(() => world.close())

type Dump = Map<string, string[]>

/** Every row of every table as the database has it: with the transaction that wrote it and its place in the file. */
async function dump(): Promise<Dump> {
  const { pool } = world.deps
  const { rows: tables } = await pool.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  )
  const read = tables.map(async ({ name }) => {
    const { rows } = await pool.query<{ line: string }>(
      `select xmin || ' ' || ctid || ' ' || to_jsonb(t) as line from "${name}" t order by ctid`,
    )
    return [name, rows.map(({ line }) => line)] as const
  })
  return new Map(await Promise.all(read))
}

const changed = (before: Dump, after: Dump) =>
  [...after].filter(([name, rows]) => rows.join('\n') !== before.get(name)?.join('\n')).map(([name]) => name)

interface Vote {
  voterId: string
  subjectId: string
  choice: number | null
  held: Held
  signature: string
}

/** The easiest case for whoever looks at the clock: one votes wholly, then the next; and looks after every step. */
async function everybodyVotes(look: () => Promise<void>): Promise<Vote[]> {
  const votes: Vote[] = []
  for (const voterId of world.voters) {
    const held = await world.prepare(voterId)
    const signed = await world.signed(voterId, held)
    await look()
    for (const [subjectId, one] of signed) {
      const choice = votes.length % 5 === 4 ? null : votes.length % USUAL_GRADES.length
      expect(await world.cast(subjectId, one, choice)).toBe(204)
      votes.push({ voterId, subjectId, choice, held: held.get(subjectId) as Held, signature: one.signature })
      await look()
    }
  }
  return votes
}

function close(quorum: QuorumRule = USUAL_QUORUM) {
  const { deps, roundId, organisationId, list } = world
  const closing = { roundId, organisationId, list, quorum, actor: 'system', now: deps.now() }
  return inTransaction(deps.pool, (sql) => closeBallots(sql, deps.seal, closing))
}

async function results() {
  const { rows } = await world.deps.pool.query<{
    subject_id: string
    eligible_count: number
    ballot_count: number
    counts: number[] | null
  }>('select subject_id, eligible_count, ballot_count, counts from ballot_results where round_id = $1', [world.roundId])
  return rows
}

/** Hashes of the tokens in each box as they lie there, for whoever has the SECRET_KEY too. */
async function openedBoxes(): Promise<[subjectId: string, tokenHashes: string[]][]> {
  const { rows } = await world.deps.pool.query<{ subject_id: string; ballots_sealed: Buffer }>(
    'select subject_id, ballots_sealed from ballot_boxes',
  )
  return rows.map(({ subject_id, ballots_sealed }) => {
    const plain = world.deps.seal.open('ballot-box', ballots_sealed)
    const bytes = Buffer.from(plain.split('/').slice(2).join('/'), 'base64')
    const hashes = Array.from({ length: bytes.length / 33 }, (_, i) => bytes.subarray(i * 33, i * 33 + 32))
    return [subject_id, hashes.map((hash) => hash.toString('hex'))]
  })
}

/** Ballots with these choices, as they lie in a box. */
const boxOf = (choices: readonly (number | null)[]) =>
  choices.reduce<Buffer>((box, choice) => withBallot(box, { tokenHash: randomBytes(32), choice }) ?? box, EMPTY_BOX)

const putInto = (subjectId: string, box: Buffer) =>
  world.deps.pool.query('update ballot_boxes set ballots_sealed = $2, private_key_sealed = $2 where subject_id = $1', [
    subjectId,
    world.deps.seal.seal('ballot-box', `${world.roundId}/${subjectId}/${box.toString('base64')}`),
  ])

describe('the hostile reader', () => {
  const dumps: Dump[] = []
  let votes: Vote[]
  beforeAll(async () => {
    votes = await everybodyVotes(async () => {
      dumps.push(await dump())
    })
  })

  test('sees one row change with a ballot, whoever casts it, and it has nothing of the ballot in it', () => {
    const steps = dumps.slice(1).map((after, i) => changed(dumps[i] as Dump, after))
    // Tickets of one voter are given together; then each ballot changes its box alone.
    const perVoter = [...Array(world.voters.length - 1).fill('ballot_boxes'), 'ballot_tickets']
    expect(steps.map(String)).toEqual(world.voters.flatMap(() => perVoter).slice(0, -1))

    const text = dumps.map((one) => [...one.values()].flat().join('\n')).join('\n')
    for (const { held, signature } of votes) {
      const secrets = [held.token, Buffer.from(held.blinded, 'base64'), Buffer.from(signature, 'base64')]
      const hash = createHash('sha256').update(held.token).digest()
      for (const secret of [...secrets, hash]) {
        for (const form of ['hex', 'base64', 'base64url'] as const) {
          expect(text.includes(secret.toString(form).slice(0, 32))).toBe(false)
        }
      }
    }
  })

  test('sees boxes of one length for one number of ballots, whatever the ballots say', async () => {
    const { rows } = await world.deps.pool.query('select distinct length(ballots_sealed) from ballot_boxes')
    expect(rows).toHaveLength(1)
  })

  test('does no better than chance with the SECRET_KEY and the last state: no order is left in it', async () => {
    const { rows: tickets } = await world.deps.pool.query<{ voter_id: string; subject_id: string }>(
      'select voter_id, subject_id from ballot_tickets order by ctid',
    )
    let hitCount = 0
    for (const [subjectId, ballots] of await openedBoxes()) {
      // Who came first, as the tickets lie in the file; and the ballots as they lie in the box.
      const voters = tickets.filter((ticket) => ticket.subject_id === subjectId).map((ticket) => ticket.voter_id)
      const truth = new Map(
        votes
          .filter((vote) => vote.subjectId === subjectId)
          .map((vote) => [createHash('sha256').update(vote.held.token).digest('hex'), vote.voterId]),
      )
      expect(ballots).toEqual([...truth.keys()].sort())
      hitCount += ballots.filter((tokenHash, i) => truth.get(tokenHash) === voters[i]).length
    }
    // 42 guesses with one chance in six: 7 expected; 21 or more come once in a million plays.
    expect(hitCount).toBeLessThan(21)
  })

  test('finds after the close nothing but the counts: no ballot, no ticket, no key', async () => {
    const before = await dump()
    expect(await close()).toEqual({ voterCount: 7, overfull: [] })
    const after = await dump()
    expect(changed(before, after).sort()).toEqual(['audit', 'ballot_boxes', 'ballot_results', 'ballot_tickets'])
    expect(after.get('ballot_tickets')).toEqual([])
    for (const row of after.get('ballot_boxes') ?? []) {
      expect(row).toMatch(/"ballots_sealed": null/)
      expect(row).toMatch(/"private_key_sealed": null/)
    }
    for (const { subject_id, eligible_count, ballot_count, counts } of await results()) {
      const choices = votes.filter((vote) => vote.subjectId === subject_id).map((vote) => vote.choice)
      const all = [0, 1, 2, 3, null].map((place) => choices.filter((choice) => choice === place).length)
      const isTold = choices.filter((choice) => choice !== null).length >= MINIMUM_BALLOTS
      const expected = { eligible_count: 6, ballot_count: 6, counts: isTold ? all : null }
      expect({ eligible_count, ballot_count, counts }).toEqual(expected)
    }
    const [first] = votes as [Vote]
    const again = { token: first.held.token.toString('base64'), signature: first.signature }
    expect(await world.cast(first.subjectId, again, 0)).toBe(410)
    expect((await world.tickets(first.voterId, await world.prepare(first.voterId, []))).status).toBe(409)
  })
})

describe('the count', () => {
  let subject: string
  /** All boxes as they are before a count, with the tickets of so many voters. */
  async function filled(voterCount: number, box: Buffer) {
    subject = world.voters.at(-1) as string
    await world.deps.pool.query('delete from ballot_results')
    for (const id of world.voters) await putInto(id, box)
    for (const id of world.voters.slice(0, voterCount)) {
      const about = id === subject ? world.voters[0] : subject
      const ticket = [world.roundId, id, about, Buffer.alloc(32)]
      await world.deps.pool.query('insert into ballot_tickets values ($1, $2, $3, $4)', ticket)
    }
  }

  test('tells choices only where five made one', async () => {
    await filled(7, boxOf([0, 0, 1, 3, null, null]))
    await putInto(subject, boxOf([0, 0, 1, 3, 3, null]))
    await close()
    const told = (await results()).filter(({ counts }) => counts !== null)
    expect(told).toMatchObject([{ subject_id: subject, ballot_count: 6, counts: [2, 1, 0, 2, 1] }])
  })

  test('tells nothing without the quorum', async () => {
    await filled(3, boxOf([0, 0, 0, 0, 0, 0]))
    expect((await close()).voterCount).toBe(3)
    expect((await results()).every(({ counts }) => counts === null)).toBe(true)
  })

  test('is the same when it is made twice, and audited once', async () => {
    const audited = async () =>
      (await world.deps.pool.query("select 1 from audit where action = 'ballots.count'")).rows.length
    const earlier = await audited()
    await filled(7, boxOf([2, 2, 2, 2, 2, 2]))
    await close()
    const once = await results()
    expect((await close()).overfull).toEqual([])
    expect(await results()).toEqual(once)
    expect(await audited()).toBe(earlier + 1)
  })

  test('is refused for a box with more ballots than voters: somebody who has the key put them there', async () => {
    await filled(7, boxOf([0, 0, 0, 0, 0, 0]))
    await putInto(subject, boxOf([0, 0, 0, 0, 0, 0, 0]))
    expect((await close()).overfull).toEqual([subject])
    const forged = (await results()).find((row) => row.subject_id === subject)
    expect(forged).toMatchObject({ ballot_count: 7, counts: null })
  })

  test('does not open a box that was moved to somebody else', async () => {
    await filled(7, boxOf([0, 0, 0, 0, 0, 0]))
    await world.deps.pool.query(
      `update ballot_boxes set ballots_sealed = (select ballots_sealed from ballot_boxes where subject_id = $2)
        where subject_id = $1`,
      [subject, world.voters[0]],
    )
    await expect(close()).rejects.toThrow(/another one's/)
    expect(await results()).toEqual([])
  })
})

test('each box has keys of its own, so that no signature is good for two', async () => {
  const { rows } = await world.deps.pool.query<{ public_key: Buffer }>('select public_key from ballot_boxes')
  expect(new Set(rows.map(({ public_key }) => public_key.toString('hex'))).size).toBe(world.voters.length)
})
