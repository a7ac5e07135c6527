import { afterEach, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { type FrozenList, isAsFrozen } from '../../src/domain/review/frozen-list.ts'
import { drawZones } from '../../src/domain/review/sample.ts'
import { seedOf } from '../../src/domain/review/seed.ts'
import { handleInbound } from '../../src/jobs/handle-inbound.ts'
import { turnReviewRounds } from '../../src/jobs/review-rounds.ts'
import { tellReviews } from '../../src/jobs/tell-reviews.ts'
import { openRows } from '../support/stories.ts'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,上级组织
幸福支部,A3,东区,社区,3号楼,张建国,党员,zhang,/东山街道
幸福支部,A4,西区,社区,4号楼,王秀英,党员,wang,
幸福支部,A5,南区,社区,5号楼,孙德明,外单位党员,sun,
幸福支部,,,,,陈书华,书记,chen,
幸福支部,,,,,赵普,党员,zhao,
和平支部,B1,北区,社区,9号楼,周明,党员,zhou,/东山街道
和平支部,,,,,吴敏,书记,wu,
东山街道,,,,,高有为,管理员,gao,/东山街道
`

let world: WecomWorld
afterEach(() => world.close())

/** A Monday on which the spot checks begin. */
const FIRST_DAY = '2026-06-01T09:00:00+08:00'

async function begin(roster = ROSTER): Promise<void> {
  world = await wecomWorld(roster, { at: FIRST_DAY })
  // Loaded that day, by the clock of the test.
  await world.deps.pool.query('update branches set created_at = $1', [world.deps.now()])
  await turnReviewRounds.run(world.deps, world.deps.now())
}

const rows = async <T>(text: string) => (await world.deps.pool.query(text)).rows as T[]
const says = async (account: string, text: string) => (await world.says(account, text)).map(wordsOf).join('\n')
const roundOf = async (branch: string) => {
  const [round] = await rows<{
    id: string
    state: string
    seed: string | null
    list: FrozenList
    list_hash: string
  }>(
    `select r.* from review_rounds r join branches b on b.id = r.branch_id where b.name = '${branch}' and r.kind = 'spot_check'`,
  )
  if (!round) throw new Error('no round')
  return round
}
const phraseCount = async () => (await rows('select from review_phrases')).length
const drawn = () => rows<{ code: string }>('select z.code from sampled_zones s join zones z on z.id = s.zone_id')

test('two phrases of two people draw the zones, and both read which, in whatever order they spoke', async () => {
  await begin()
  const first = await says('zhao', '抽签 今天最高气温二十六度')
  expect(first).toContain('收下了')
  expect(first).toContain('还差书记说一句')
  const before = await roundOf('幸福支部')
  expect(first).toContain(before.list_hash.slice(0, 16))
  expect(first).not.toContain('二十六度')
  expect(before).toMatchObject({ state: 'awaiting_seed', seed: null })
  const second = await says('chen', '抽签 春风又绿江南岸')
  const after = await roundOf('幸福支部')
  const phrases = [
    { role: 'secretary', phrase: '春风又绿江南岸' },
    { role: 'second', phrase: '今天最高气温二十六度' },
  ] as const
  expect(after.seed).toBe(seedOf(after.list_hash, phrases))
  expect(isAsFrozen(after.list, after.list_hash)).toBe(true)
  const codes = drawZones(after.list, after.seed ?? '').map(({ code }) => code)
  expect((await drawn()).map(({ code }) => code)).toEqual(codes)
  const told = world.newOn('zhao').map(wordsOf).join('\n')
  for (const words of [second, told]) {
    for (const code of codes) expect(words).toContain(code)
    expect(words).toContain(after.seed?.slice(0, 16))
    expect(words).toContain(`/reviews/${after.id}`)
  }
})

test('after the draw the secretary is asked for each zone, its members for their own words, and nobody for a phrase', async () => {
  await begin()
  await says('chen', '抽签 春风又绿江南岸')
  await says('zhang', '抽签 明月何时照我还')
  const [zone] = await drawn()
  const asked = await rows<{ kind: string; state: string; name: string; code: string | null }>(
    `select q.kind, q.state, p.name, z.code from review_requests q join people p on p.id = q.person_id
       left join zones z on z.id = q.zone_id join review_rounds r on r.id = q.round_id join branches b on b.id = r.branch_id
      where b.name = '幸福支部' order by q.kind, p.name`,
  )
  const [member] = await rows<{ name: string }>(
    `select p.name from people p join assignments a on a.person_id = p.id join zones z on z.id = a.zone_id where z.code = '${zone?.code}'`,
  )
  expect(asked.filter(({ kind }) => kind !== 'phrase')).toEqual([
    { kind: 'checklist', state: 'open', name: '陈书华', code: zone?.code },
    { kind: 'own_words', state: 'open', name: member?.name, code: zone?.code },
  ])
  const phrases = asked.filter(({ kind }) => kind === 'phrase')
  expect(phrases.find(({ name }) => name === '陈书华')?.state).toBe('done')
  expect(phrases.some(({ state }) => state === 'open')).toBe(false)
})

test('a phrase is kept where nobody reads it, and only once of each person', async () => {
  await begin()
  await says('chen', '抽签 春风又绿江南岸')
  const [kept] = await rows<{ phrase_sealed: Buffer }>('select phrase_sealed from review_phrases')
  expect(kept?.phrase_sealed.toString()).not.toContain('春风')
  expect(await says('chen', '抽签 换一句更好的话')).toContain('不能再改')
  expect(await phraseCount()).toBe(1)
  expect((await rows("select from audit where action = 'say_phrase'")).length).toBe(1)
})

test.each([
  ['zhou', '抽签 别的支部的人说', '还差书记'],
  ['sun', '抽签 外单位的人说一句', '没有等您说话'],
  ['chen', '抽签', '再加一句自己的话'],
  ['chen', '抽签 好', '4到100个字'],
])('%s, who says %s, is answered in plain words', async (account, text, words) => {
  await begin()
  expect(await says(account, text)).toContain(words)
})

test('two who speak in the same moment leave one draw and not none', async () => {
  await begin()
  const { deps, platform } = world
  await platform.send({ from: 'chen', text: '抽签 春风又绿江南岸' })
  await platform.send({ from: 'zhao', text: '抽签 今天最高气温二十六度' })
  await platform.send({ from: 'zhang', text: '抽签 明月何时照我还呢' })
  const open = await openRows(deps)
  await Promise.all(open.map((id) => handleInbound(deps, [id])))
  await world.settle()
  expect(await phraseCount()).toBe(2)
  expect((await roundOf('幸福支部')).state).toBe('open')
  expect(await drawn()).toHaveLength(1)
})

test('a draw that is cut leaves neither phrase nor zones, and is made when the message is handled again', async () => {
  await begin()
  await says('zhao', '抽签 今天最高气温二十六度')
  await world.deps.pool.query('alter table sampled_zones add constraint cut check (position < 0) not valid')
  await world.platform.send({ from: 'chen', text: '抽签 春风又绿江南岸' })
  await handleInbound(world.deps, await openRows(world.deps)).catch(() => null)
  expect(await phraseCount()).toBe(1)
  expect(await roundOf('幸福支部')).toMatchObject({ state: 'awaiting_seed', seed: null })
  await world.deps.pool.query('alter table sampled_zones drop constraint cut')
  await world.passes(60_000)
  await world.passes(60_000)
  expect(await roundOf('幸福支部')).toMatchObject({ state: 'open' })
  expect(await drawn()).toHaveLength(1)
})

test('the organisation above gives the second phrase after three working days, and says for which branch', async () => {
  await begin()
  expect(await says('gao', '抽签 街道办来说一句')).toContain('请写上支部')
  expect(await says('gao', '抽签 幸福支部街道来说一句')).toContain('6月4日')
  await says('chen', '抽签 春风又绿江南岸')
  await world.passes(3 * 86_400_000)
  expect(await says('gao', '抽签 幸福支部街道来说一句')).toContain('抽好了')
  expect(await says('gao', '抽签 和平支部街道来说一句')).toContain('收下了')
})

test('a secretary who answers for the drawn zone does not check it: who administers the organisation is asked', async () => {
  await begin(`支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,上级组织
幸福支部,A3,东区,社区,3号楼,陈书华,党员,chen,/东山街道
幸福支部,,,,,陈书华,书记,chen,
幸福支部,,,,,赵普,党员,zhao,
东山街道,,,,,高有为,管理员,gao,/东山街道
`)
  await says('chen', '抽签 春风又绿江南岸')
  await says('zhao', '抽签 明月何时照我还')
  expect(
    await rows(
      "select q.kind, p.name from review_requests q join people p on p.id = q.person_id where q.kind <> 'phrase' order by 1",
    ),
  ).toEqual([
    { kind: 'checklist', name: '高有为' },
    { kind: 'own_words', name: '陈书华' },
  ])
})

test('a list that somebody changed in the database is not drawn from', async () => {
  await begin()
  await world.deps.pool.query("update review_rounds set list = jsonb_set(list, '{sharePercent}', '90')")
  expect(await says('chen', '抽签 春风又绿江南岸')).toContain('名单和第一天公布的不一样')
  expect(await phraseCount()).toBe(0)
})

test('after the last day nobody draws any more', async () => {
  await begin()
  await says('chen', '抽签 春风又绿江南岸')
  world.deps.clock.now = new Date('2026-06-21T00:10:00+08:00')
  world.platform.advance(world.deps.now().getTime() - world.platform.now().getTime())
  expect(await says('zhao', '抽签 明月何时照我还')).toContain('日子已经过了')
  await turnReviewRounds.run(world.deps, world.deps.now())
  expect(await roundOf('幸福支部')).toMatchObject({ state: 'cancelled', seed: null })
  // The one phrase was never to be read by anybody.
  expect(await phraseCount()).toBe(0)
  expect(await says('zhao', '抽签 明月何时照我还')).toContain('没有等您说话')
})

/** The clock goes on to this time, and what waited for it is sent. */
async function goesOnTo(time: string): Promise<void> {
  const { deps, platform } = world
  platform.advance(new Date(time).getTime() - deps.now().getTime())
  deps.clock.now = new Date(time)
  await world.settle()
}

async function asksForPhrases(): Promise<void> {
  await goesOnTo('2026-06-01T09:22:00+08:00')
  await tellReviews.run(world.deps, world.deps.now())
  await goesOnTo('2026-06-01T09:45:00+08:00')
}

test('the morning that asks for the phrases publishes the hash of the list, before anybody speaks', async () => {
  await begin()
  await asksForPhrases()
  const { id, list_hash } = await roundOf('幸福支部')
  for (const account of ['chen', 'zhao']) {
    const told = world.newOn(account).map(wordsOf).join('\n')
    expect(told).toContain('抽签要两位各说一句话')
    expect(told).toContain(`编码 ${list_hash.slice(0, 16)}…，全部在这里：${world.deps.config.publicUrl}/reviews/${id}`)
  }
  const other = await roundOf('和平支部')
  expect(world.newOn('wu').map(wordsOf).join('\n')).toContain(other.list_hash.slice(0, 16))
  expect(await phraseCount()).toBe(0)
})

test('who was asked for a phrase is told once, in the morning, that the check is cancelled and why; the record says it too', async () => {
  await begin()
  await asksForPhrases()
  await says('chen', '抽签 春风又绿江南岸')
  for (const account of ['chen', 'zhao', 'gao']) world.newOn(account)
  await goesOnTo('2026-06-21T00:25:00+08:00')
  for (let i = 0; i < 2; i++) await turnReviewRounds.run(world.deps, world.deps.now())
  await goesOnTo('2026-06-21T00:40:00+08:00')
  expect(world.newOn('chen')).toEqual([])
  await goesOnTo('2026-06-21T09:00:00+08:00')
  const { id } = await roundOf('幸福支部')
  for (const account of ['chen', 'zhao']) {
    expect(world.newOn(account).map(wordsOf)).toEqual([
      `幸福支部2026年上半年抽查取消了，原因：到截止日没有两人说出抽签的话。不用再说抽签的话了，已经说的一句也删了。记录在这里：${world.deps.config.publicUrl}/reviews/${id}`,
    ])
  }
  expect(world.newOn('gao')).toEqual([])
  const app = await buildApp(world.deps)
  const { body } = await app.inject({ url: `/reviews/${id}` })
  await app.close()
  expect(body).toContain('这次抽查取消了，原因：到截止日没有两人说出抽签的话')
})

test('who was never told that a phrase is asked for hears nothing of a round that was cancelled', async () => {
  await begin()
  world.newOn('chen')
  await goesOnTo('2026-06-21T00:25:00+08:00')
  await turnReviewRounds.run(world.deps, world.deps.now())
  await goesOnTo('2026-06-21T09:00:00+08:00')
  expect(world.newOn('chen')).toEqual([])
})
