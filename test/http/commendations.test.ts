import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { tellConsequences } from '../../src/jobs/tell-consequences.ts'
import { readNoticeBoard } from '../../src/store/notice-board.ts'
import { type ReviewWorld, reviewWorld } from '../support/review-world.ts'
import { type Visitor, visitor } from '../support/visitor.ts'

const LIST = '/review/commendations'

let world: ReviewWorld
let app: FastifyInstance
beforeEach(async () => {
  world = await reviewWorld()
  app = await buildApp(world.deps)
})
afterEach(async () => {
  await app.close()
  await world.deps.close()
})

const as = async (name: string): Promise<Visitor> => visitor(app, world.deps, await world.personId(name))
const form = async (changes: Record<string, string> = {}) => ({
  ...{ branch: world.branchId, person: await world.personId('张建国') },
  ...{ reason: '大雪天给5号楼301室的刘大妈送了三次药', codes: '', ...changes },
})
async function commended(): Promise<string> {
  return (await (await as('陈书华')).post(LIST, await form())).location.split('?')[0] ?? ''
}
const onNotice = async (code = 'A3') => {
  const { db, seal } = world.deps
  const board = await readNoticeBoard(db, code, { now: world.deps.now(), timezone: 'Asia/Shanghai', seal })
  return board?.commendations
}

test('is public only after the yes of whom it is about, in words without names and doors, and no more once taken back', async () => {
  const one = await commended()
  expect(await onNotice()).toEqual([])
  const member = await as('张建国')
  const { body } = await member.get(one)
  const words = /公示牌上会写您的称呼和这句话：([^<]+)</.exec(body)?.[1] ?? ''
  expect(words).not.toMatch(/刘大妈|301/)
  expect((await member.post(`${one}/public`, { public: 'yes' })).status).toBe(303)
  expect(await onNotice()).toEqual([{ name: '张同志', title: '责任区党员', words, on: '2026-11-25' }])
  expect(await onNotice('A4')).toEqual([])
  expect((await app.inject({ url: '/z/A3' })).body).toContain(words)
  await member.post(`${one}/public`, { public: 'no' })
  expect(await onNotice()).toEqual([])
  const { rows } = await world.deps.pool.query("select action from audit where action like '%commendation' order by id")
  expect(rows.map(({ action }) => action)).toEqual([
    'give_commendation',
    'publish_commendation',
    'withhold_commendation',
  ])
})

test('nobody else can say yes for them, and who has no part in it sees nothing', async () => {
  const one = await commended()
  for (const name of ['陈书华', '王卫东', '高有为']) {
    expect((await (await as(name)).post(`${one}/public`, { public: 'yes' })).status).toBe(404)
  }
  expect(await onNotice()).toEqual([])
  expect((await (await as('王卫东')).get(one)).status).toBe(404)
  expect((await (await as('王卫东')).get(`${one}/print`)).status).toBe(404)
  expect((await (await as('张建国')).post(`${one}/public`, { public: 'yes', csrf: 'x' })).status).toBe(403)
})

test('the person is told, once, though the form was sent twice', async () => {
  await commended()
  await commended()
  for (let i = 0; i < 2; i++) await tellConsequences.run(world.deps, world.deps.now())
  const { rows } = await world.deps.pool.query("select content -> 'card' as card from outbox")
  expect(rows).toHaveLength(1)
  expect(rows[0].card).toMatchObject({
    ...{ title: '支部表彰您', subtitle: '大雪天给5号楼301室的刘大妈送了三次药' },
    buttons: [{ label: '同意公开' }, { label: '不公开' }],
  })
})

test('stands on cases of the branch, and on no others', async () => {
  await world.told({ code: 'A3-0017', zone: 'A3' })
  await world.told({ code: 'D1-0001', zone: 'D1' })
  const secretary = await as('陈书华')
  const refused = await secretary.post(LIST, await form({ codes: 'a3-0017、D1-0001' }))
  expect([refused.status, refused.body.includes('有的事件编号不是这个支部的')]).toEqual([409, true])
  const { location } = await secretary.post(LIST, await form({ codes: 'a3-0017' }))
  const sheet = await secretary.get(`${location.split('?')[0]}/print`)
  for (const words of ['张建国同志', '特此表彰', '幸福支部', '2026年11月25日', 'A3-0017']) {
    expect(sheet.body).toContain(words)
  }
})

test('nobody commends themself, or somebody of another branch', async () => {
  const secretary = await as('陈书华')
  const own = await secretary.post(LIST, await form({ person: await world.personId('陈书华') }))
  expect(own.body).toContain('不能表彰自己')
  const other = await secretary.post(LIST, await form({ person: await world.personId('牛爱民') }))
  expect(other.body).toContain('选的人不在这个支部')
  expect((await (await as('王卫东')).post(LIST, await form())).status).toBe(404)
})
