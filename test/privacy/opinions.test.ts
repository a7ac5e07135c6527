/** A hostile reader of the whole database, who looks as often as they like, tries to find what a resident answered. */
import { createHash, createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { voterKey } from '../../src/domain/review/opinions.ts'
import { turnReviewRounds } from '../../src/jobs/review-rounds.ts'
import { giveAnswer } from '../../src/store/opinion-answers.ts'
import { heldVoterKey } from '../../src/store/opinion-keys.ts'
import { freshVoice, voiceOfAccount } from '../../src/store/opinion-voices.ts'
import { type SurveyWorld, surveyWorld } from '../support/survey-world.ts'

let world: SurveyWorld
let round: { id: string; zoneId: string }
beforeEach(async () => {
  world = await surveyWorld()
  await world.night('2026-11-10')
  const [found] = await world.rows<{ id: string; zoneId: string }>(
    `select r.id, z.id as "zoneId" from review_rounds r join zones z on z.branch_id = r.branch_id where z.code = 'A3'`,
  )
  if (!found) throw new Error('no round was opened')
  round = found
})
afterEach(() => world.close())

type Dump = Map<string, string[]>

/** Every row of every table, with the transaction that wrote it and its place in the file. */
async function dump(): Promise<Dump> {
  const tables = await world.rows<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  )
  const read = tables.map(async ({ name }) => {
    const found = await world.rows<{ line: string }>(
      `select xmin || ' ' || ctid || ' ' || to_jsonb(t) as line from "${name}" t order by ctid`,
    )
    return [name, found.map(({ line }) => line)] as const
  })
  return new Map(await Promise.all(read))
}

const changed = (before: Dump, after: Dump) =>
  [...after].filter(([name, rows]) => rows.join('\n') !== before.get(name)?.join('\n')).map(([name]) => name)
const textOf = (all: Dump) => [...all.values()].flat().join('\n')
const answersOf = () =>
  world.rows<{ voter_key: Buffer; choices: number[] }>('select voter_key, choices from opinion_answers')

describe('the hostile reader', () => {
  test('sees one row come with an answer, in which nothing is of the phone, its page or its link', async () => {
    const phone = world.phone('10.7.7.7')
    const written = await world.app.inject({
      ...{ method: 'POST', url: '/z/A3/say', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      payload: new URLSearchParams({ text: '楼道灯不亮' }).toString(),
    })
    for (const { name, value } of written.cookies) phone.cookies[name] = value
    await phone.look('/z/A3/survey')
    world.at('2026-11-15T20:00:00')
    const before = await dump()
    const linked = voiceOfAccount(world.deps.seal, round.id, 'kf:aunt')
    expect((await phone.answers([0, 1, 2], `/z/A3/survey/${linked}`)).statusCode).toBe(303)
    const after = await dump()
    expect(changed(before, after)).toEqual(['opinion_answers'])
    const secrets = [linked, ...Object.values(phone.cookies)]
    for (const secret of secrets) {
      const bytes = Buffer.from(secret, 'base64url')
      const forms = [bytes, bytes.subarray(0, 16), createHash('sha256').update(secret).digest()]
      for (const form of forms.map((one) => one.toString('hex'))) {
        expect(after.get('opinion_answers')?.join('\n')).not.toContain(form.slice(0, 32))
      }
    }
    expect(textOf(after)).not.toContain('10.7.7.7')
  })

  test('has no column that could tell who or when', async () => {
    const columns = await world.rows<{ name: string }>(
      "select column_name as name from information_schema.columns where table_name = 'opinion_answers' order by 1",
    )
    expect(columns.map(({ name }) => name)).toEqual(['choices', 'round_id', 'voter_key', 'zone_id'])
  })

  test('cannot make the key of a voice from anything that stands in the database', async () => {
    const phone = world.phone()
    await phone.answers([0, 0, 0])
    const [voice = ''] = Object.values(phone.cookies)
    const [row] = await answersOf()
    const [sealed] = await world.rows<{ voter_key_sealed: Buffer }>(
      'select voter_key_sealed from round_keys where round_id = $1',
      round.id,
    )
    const guesses = [sealed?.voter_key_sealed, Buffer.from(round.id), Buffer.from(round.zoneId), Buffer.alloc(32)]
    for (const guess of guesses) {
      const made = createHmac('sha256', guess ?? Buffer.alloc(0))
        .update(`${round.zoneId}:${voice}`)
        .digest()
      expect(made.equals(row?.voter_key ?? made)).toBe(false)
    }
  })

  test('sees another key for the same voice in another zone', async () => {
    const phone = world.phone()
    await phone.answers([0, 0, 0])
    await phone.answers([0, 0, 0], '/z/A4/survey')
    const keys = (await answersOf()).map((row) => row.voter_key.toString('hex'))
    expect(new Set(keys).size).toBe(2)
  })

  test('finds nothing but counts after the last day, and nobody makes the key again, SECRET_KEY or not', async () => {
    const phones = Array.from({ length: 6 }, () => world.phone())
    for (const [i, phone] of phones.entries()) await phone.answers([0, i % 4, i % 3])
    const [known] = await answersOf()
    await world.night('2026-11-26')
    const after = await dump()
    expect(after.get('opinion_answers')).toEqual([])
    for (const row of after.get('round_keys') ?? []) expect(row).toContain('"voter_key_sealed": null')
    expect(textOf(after)).not.toContain(known?.voter_key.toString('hex'))
    expect(await world.rows('select answer_count, counts from opinion_results')).toEqual([
      {
        answer_count: 6,
        counts: [
          [6, 0],
          [2, 2, 1, 1],
          [2, 2, 2],
        ],
      },
    ])
    expect(await heldVoterKey(world.deps.pool, world.deps.seal, round.id)).toBeNull()
  })
})

const KEYS_LEFT = `select 1 from round_keys k join review_rounds r on r.id = k.round_id
  where r.kind = 'spot_check' and k.voter_key_sealed is not null`

describe('the count', () => {
  const give = (voice: string, choices = [0, 0, 0]) =>
    giveAnswer(world.deps.pool, world.deps.seal, { roundId: round.id, zoneId: round.zoneId, choices, voices: [voice] })
  const fresh = () => freshVoice(world.deps.seal, round.id)
  const counted = () => world.rows<{ answer_count: number }>('select answer_count from opinion_results')

  test('takes every answer that was taken, and none is taken after it, however they meet', async () => {
    for (let i = 0; i < 5; i++) await give(fresh())
    world.at('2026-11-26T00:25:00')
    const answers = Array.from({ length: 40 }, () => give(fresh()))
    const [given] = await Promise.all([Promise.all(answers), turnReviewRounds.run(world.deps, world.deps.now())])
    const givenCount = given.filter((one) => typeof one === 'object').length
    expect((await counted())[0]?.answer_count).toBe(5 + givenCount)
    expect(await answersOf()).toEqual([])
    expect(await give(fresh())).toBe('over')
  })

  test('leaves out voices that were given up', async () => {
    const voices = [fresh(), fresh()] as const
    for (let i = 0; i < 4; i++) await give(fresh())
    await give(voices[1])
    const both = { roundId: round.id, zoneId: round.zoneId, choices: [1, 1, 1], voices }
    await giveAnswer(world.deps.pool, world.deps.seal, both)
    await world.night('2026-11-26')
    expect(await counted()).toEqual([{ answer_count: 5 }])
  })

  test('is nothing of an answer that was undone by a cut', async () => {
    const client = await world.deps.pool.connect()
    await client.query('begin')
    const key = await heldVoterKey(client, world.deps.seal, round.id)
    await client.query('insert into opinion_answers values ($1, $2, $3, $4)', [
      ...[
        round.id,
        round.zoneId,
        voterKey(key ?? Buffer.alloc(0), { accountId: 'x', zoneId: round.zoneId }),
        [0, 0, 0],
      ],
    ])
    // The clock waits for who is answering; then the process is killed.
    const ended = world.night('2026-11-26')
    await client.query('rollback')
    client.release()
    await ended
    expect(await counted()).toEqual([])
    expect(await world.rows("select 1 from review_rounds where state = 'open'")).toEqual([])
  })

  test('refuses a key that was moved from another round', async () => {
    await world.deps.pool.query(
      `update round_keys set voter_key_sealed = (select voter_key_sealed from round_keys where round_id <> $1 limit 1)
        where round_id = $1`,
      [round.id],
    )
    await expect(give(fresh())).rejects.toThrow(/another one's/)
  })

  test('is of spot checks that were never drawn nothing, and their key is destroyed too', async () => {
    await world.deps.pool.query(
      "update review_rounds set kind = 'spot_check', period = '2026-H2', state = 'awaiting_seed'",
    )
    await world.night('2026-11-26')
    expect(await world.rows("select 1 from review_rounds where state <> 'cancelled' and kind = 'spot_check'")).toEqual(
      [],
    )
    expect(await world.rows(KEYS_LEFT)).toEqual([])
  })
})
