import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { tellDigests } from '../../src/jobs/tell-digests.ts'
import { type DigestWorld, digestWorld, WEDNESDAY } from '../support/digest-world.ts'

const DAY_MS = 86_400_000

let world: DigestWorld
beforeEach(async () => {
  world = await digestWorld()
})
afterEach(() => world.deps.close())

async function tellAt(at: Date) {
  const before = (await world.outbox()).length
  await tellDigests.run(world.deps, at)
  return (await world.outbox()).slice(before)
}

const later = (days: number) => new Date(WEDNESDAY.getTime() + days * DAY_MS)
const MONDAY = later(5)

describe('the digest of a day', () => {
  test('is sent to the secretary whose branch has something to decide, and to nobody else', async () => {
    await world.told({ code: 'A3-0001', zone: 'A3' })
    const told = await tellAt(WEDNESDAY)
    expect(told.map((t) => t.recipient)).toEqual(['chen'])
    expect(told[0]?.content.card).toMatchObject({
      title: '今天有 1 件事请您看看',
      subtitle: '幸福支部',
      facts: [{ label: '无人接手', value: 'A3-0001 楼道灯坏了' }],
    })
    expect(told[0]?.content.card.buttons.map((b) => b.label)).toEqual(['认领A3-0001', '看全部'])
  })

  test('tells the gravest first: each case once, for what asks for a decision', async () => {
    const past = new Date(WEDNESDAY.getTime() - DAY_MS)
    const taken = { zone: 'A3', handler: '张建国' }
    await world.told({ ...taken, code: 'A3-0001', state: 'in_progress', extension: 'asked', resolveDueAt: past })
    await world.told({
      ...taken,
      code: 'A3-0002',
      state: 'waiting_external',
      askAgainOn: '2026-11-20',
      externalBody: '物业',
    })
    await world.told({ ...taken, code: 'A3-0003', state: 'reopened' })
    await world.told({ ...taken, code: 'A3-0004', state: 'returned' })
    await world.told({ ...taken, code: 'A3-0005', state: 'in_progress', acceptDoneAt: past, resolveDueAt: past })
    await world.told({ ...taken, code: 'A3-0006', state: 'accepted', urgency: 'emergency' })
    const [told] = await tellAt(WEDNESDAY)
    expect(told?.content.card.facts.map((f) => [f.label, f.value.slice(0, 7)])).toEqual([
      ['突发未结', 'A3-0006'],
      ['超时未办', 'A3-0005'],
      ['无人接手', 'A3-0004'],
      ['重新打开', 'A3-0003'],
      ['外部未回', 'A3-0002'],
      ['申请延期', 'A3-0001'],
    ])
  })

  test('says nothing of what goes its way: in hands, in time, waiting, drafts', async () => {
    const taken = { zone: 'A3', handler: '张建国' }
    await world.told({ ...taken, code: 'A3-0001', state: 'in_progress', resolveDueAt: later(2) })
    await world.told({ ...taken, code: 'A3-0002', state: 'waiting_external', askAgainOn: '2026-11-27' })
    await world.told({ ...taken, code: 'A3-0003', state: 'need_info', resolveDueAt: later(-2) })
    await world.told({ code: 'A3-0004', zone: 'A3', state: 'draft' })
    await world.told({ code: 'A3-0005', zone: 'A3', state: 'resolved', closedAt: later(-1) })
    expect(await tellAt(WEDNESDAY)).toEqual([])
  })

  test('goes out between 08:35 and 08:55, and is told once however often it is looked at', async () => {
    await world.told({ code: 'A3-0001', zone: 'A3' })
    const [told] = await tellAt(WEDNESDAY)
    const minutes = ((told?.dueAt.getTime() ?? 0) - WEDNESDAY.getTime()) / 60_000
    expect(minutes).toBeGreaterThanOrEqual(0)
    expect(minutes).toBeLessThan(20)
    expect(await tellAt(new Date(WEDNESDAY.getTime() + 3_600_000))).toEqual([])
  })

  test('two workers at once tell it once', async () => {
    await world.told({ code: 'A3-0001', zone: 'A3' })
    await Promise.all([tellDigests.run(world.deps, WEDNESDAY), tellDigests.run(world.deps, WEDNESDAY)])
    expect(await world.outbox()).toHaveLength(1)
  })

  test('does not say again the next day what was told and still waits; a new thing is told with it', async () => {
    await world.told({ code: 'A3-0001', zone: 'A3' })
    await tellAt(WEDNESDAY)
    expect(await tellAt(later(1))).toEqual([])
    await world.told({ code: 'A4-0001', zone: 'A4' })
    const [told] = await tellAt(later(2))
    expect(told?.content.card.facts).toHaveLength(2)
  })

  test('rests on days off, and is there on a Saturday that is worked', async () => {
    await world.told({ code: 'A3-0001', zone: 'A3' })
    expect(await tellAt(later(3))).toEqual([])
    await world.deps.pool.query(
      `insert into calendar_days (organisation_id, "on", working) select id, '2026-11-28', true from organisations where path = '/东山街道'`,
    )
    expect(await tellAt(later(3))).toHaveLength(1)
  })

  test('names a zone that nobody answers for', async () => {
    await world.deps.pool.query(
      `update assignments set ends_on = '2026-11-20' where zone_id = (select id from zones where code = 'A4')`,
    )
    const [told] = await tellAt(WEDNESDAY)
    expect(told?.content.card.facts).toEqual([{ label: '无人负责', value: 'A4 西区' }])
  })

  test('does not tell a secretary of what speaks of them, not even its number', async () => {
    await world.told({ code: 'A3-0001', zone: 'A3', text: '陈书记收了钱', category: 'integrity' })
    await world.told({ code: 'A3-0002', zone: 'A3', text: '陈书华不管事' })
    expect(await tellAt(WEDNESDAY)).toEqual([])
    await world.told({ code: 'A3-0003', zone: 'A3', text: '东山的马书记来过' })
    const [told] = await tellAt(later(1))
    expect(told?.content.card.title).toBe('今天有 1 件事请您看看')
    expect(JSON.stringify(told)).not.toContain('A3-0001')
  })

  test('goes to whoever stands in while the secretary is away, and above where nobody can be reached', async () => {
    await world.told({ code: 'A3-0001', zone: 'A3' })
    const absence = `insert into absences (organisation_id, person_id, cover_id, starts_on)
      select organisation_id, id, $2, '2026-11-24' from people where id = $1`
    await world.deps.pool.query(absence, [await world.personId('陈书华'), await world.personId('张建国')])
    expect((await tellAt(WEDNESDAY)).map((t) => t.recipient)).toEqual(['zhang'])
    await world.told({ code: 'A3-0002', zone: 'A3' })
    await world.deps.pool.query('update absences set cover_id = null')
    const [told] = await tellAt(later(1))
    expect(told?.recipient).toBe('gao')
    expect(told?.content.card.subtitle).toBe('幸福支部的书记联系不上，先请您看')
  })

  test('counts what has no line on the card', async () => {
    for (let i = 1; i <= 30; i++) await world.told({ code: `A3-00${10 + i}`, zone: 'A3' })
    const [told] = await tellAt(WEDNESDAY)
    expect(told?.content.card.title).toBe('今天有 30 件事请您看看')
    expect(told?.content.card.facts.at(-1)).toEqual({ label: '还有', value: '25 件，点“看全部”' })
    expect(told?.content.card.buttons).toHaveLength(6)
  })
})

test('what was settled and comes again is told again', async () => {
  const id = await world.told({ code: 'A3-0001', zone: 'A3' })
  const set = (handler: string | null) =>
    world.deps.pool.query('update cases set handler_id = $2 where id = $1', [id, handler])
  expect(await tellAt(WEDNESDAY)).toHaveLength(1)
  await set(await world.personId('张建国'))
  expect(await tellAt(later(1))).toEqual([])
  await set(null)
  expect(await tellAt(later(2))).toHaveLength(1)
})

describe('the digest of a week', () => {
  test('tells the three numbers apart, each with that of the week before', async () => {
    const done = { zone: 'A3', handler: '张建国', state: 'resolved' as const, respondedAt: later(-1) }
    await world.told({ ...done, code: 'A3-0001', createdAt: later(-1), closedAt: later(0), satisfied: true })
    await world.told({ ...done, code: 'A3-0002', createdAt: later(-1), closedAt: later(1), satisfied: false })
    await world.told({ ...done, code: 'A3-0003', createdAt: later(-8), closedAt: later(-7) })
    await world.told({ code: 'A3-0004', zone: 'A3', createdAt: later(0), state: 'not_ours', closedAt: later(1) })
    const told = await tellAt(MONDAY)
    expect(told.map((t) => t.recipient)).toEqual(['chen'])
    const card = told[0]?.content.card
    expect(card?.title).toBe('一周小结：11月23日到11月29日')
    expect(card?.facts).toEqual([
      { label: '上报', value: '2 件，有回音 2 件（前一周 1 件）' },
      { label: '办结', value: '已解决 2 件，不属本区 1 件（前一周 已解决 1 件）' },
      { label: '群众评价', value: '好 1 人，没好 1 人（前一周没有）' },
    ])
  })

  test('tells how many messages the bot sent to each member', async () => {
    await world.told({ code: 'A3-0001', zone: 'A3' })
    await tellAt(WEDNESDAY)
    await world.deps.pool.query(`update deliveries set state = 'sent', sent_at = due_at`)
    await world.deps.pool.query('update outbox set created_at = $1', [WEDNESDAY])
    const [told] = await tellAt(MONDAY)
    expect(told?.content.card.text).toContain('机器人给每人发了 0.3 条，前一周没有。')
  })

  test('takes the place of that of the day, whose lines it has', async () => {
    await world.told({ code: 'A3-0001', zone: 'A3', createdAt: later(1) })
    const told = await tellAt(MONDAY)
    expect(told).toHaveLength(1)
    expect(told[0]?.content.card.facts[0]).toEqual({ label: '无人接手', value: 'A3-0001 楼道灯坏了' })
    expect(await tellAt(later(6))).toEqual([])
  })

  test('is sent only where something changed', async () => {
    expect(await tellAt(MONDAY)).toEqual([])
    await world.told({ code: 'A3-0001', zone: 'A3', createdAt: later(-40) })
    expect(await tellAt(later(12))).toHaveLength(1)
    expect(await tellAt(later(19))).toEqual([])
  })

  test('is not sent to say that nothing happened', async () => {
    await world.told({
      code: 'A3-0001',
      zone: 'A3',
      handler: '张建国',
      createdAt: later(1),
      closedAt: later(1),
      state: 'resolved',
    })
    expect(await tellAt(later(5))).toHaveLength(1)
    expect(await tellAt(later(12))).toEqual([])
  })

  test('does not count for a secretary what speaks of them', async () => {
    const done = { zone: 'A3', handler: '高有为', state: 'resolved' as const, closedAt: later(1) }
    await world.told({ ...done, code: 'A3-0001', text: '陈书华占了车位', createdAt: later(0) })
    expect(await tellAt(MONDAY)).toEqual([])
  })
})

describe('a place that was told of again and again', () => {
  const lamp = (number: number, told = {}) =>
    world.told({
      ...{ code: `A3-000${number}`, zone: 'A3', handler: '张建国', state: 'resolved', closedAt: later(-1) },
      ...{ building: '3', unit: '2', placeText: '3号楼2单元', createdAt: later(-10 * number) },
      ...told,
    })

  const proposed = async () => (await world.deps.pool.query('select place, category, case_count from root_causes')).rows

  test('three times in 90 days makes one proposal, once', async () => {
    for (const number of [1, 2, 3]) await lamp(number)
    const [told] = await tellAt(MONDAY)
    expect(told?.content.card.facts[0]).toMatchObject({ label: '反复出现' })
    expect(await proposed()).toEqual([{ place: '3号楼2单元', category: 'facility', case_count: 3 }])
    await lamp(4)
    await tellAt(later(12))
    expect(await proposed()).toHaveLength(1)
  })

  test.each([
    ['another unit', { unit: '3' }],
    ['another kind of matter', { category: 'fire' as const }],
    ['taken back', { state: 'cancelled' as const }],
    ['told before', { state: 'duplicate' as const }],
    ['long ago', { createdAt: later(-91) }],
    ['without a building', { building: null }],
  ])('two and one that is %s make none', async (_what, other) => {
    await lamp(1)
    await lamp(2)
    await lamp(3, other)
    await tellAt(MONDAY)
    expect(await proposed()).toEqual([])
  })

  test('what is about persons makes none: a home is no place to keep a file of', async () => {
    for (const number of [1, 2, 3]) await lamp(number, { category: 'hardship' })
    for (const number of [4, 5, 6]) await lamp(number, { category: 'security' })
    await tellAt(MONDAY)
    expect(await proposed()).toEqual([])
  })
})
