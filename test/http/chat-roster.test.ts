/** The local chat beside a roster of one's own: whom it plays, and where it does not. */
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Config } from '../../src/config.ts'
import { createChatSignIn } from '../../src/http/chat/session.ts'
import { branchNamed } from '../../src/store/branches.ts'
import { bind } from '../../src/store/identities.ts'
import { findInvitees, peopleWithoutAccount } from '../../src/store/invites.ts'
import { takeBackLocalAccounts } from '../../src/store/local-accounts.ts'
import type { PlayablePerson } from '../../src/store/local-people.ts'
import { type ChatWorld, chatWorld, loadOwnRoster } from './chat-world.ts'

const HOST = { host: '127.0.0.1:3000' }

let world: ChatWorld
beforeEach(async () => {
  world = await chatWorld()
  await loadOwnRoster(world)
})
afterEach(() => world.close())

interface Listed {
  people: PlayablePerson[]
  zones: { code: string; demo: boolean }[]
}
async function listed(of: ChatWorld = world): Promise<Listed> {
  return (await of.app.inject({ url: '/chat/people', headers: HOST })).json()
}
const own = async (of?: ChatWorld) => (await listed(of)).people.filter(({ demo }) => !demo)
async function accountOf(name: string): Promise<string> {
  return (await own()).find((person) => person.name === name)?.account ?? ''
}
function post(url: string, payload: object, of: ChatWorld = world) {
  return of.app.inject({ method: 'POST', url, headers: HOST, payload: { clientId: randomUUID(), ...payload } })
}
const count = async (condition: string) =>
  (await world.deps.pool.query(`select count(*)::int as n from identities where ${condition}`)).rows[0].n

test('everybody of the roster can be played, before the people of the demo, by role and zone', async () => {
  const { people, zones } = await listed()
  expect(people.slice(0, 3)).toMatchObject([
    { name: '张建国', group: 'member', zones: [{ code: 'D1' }], branch: '东山支部' },
    { name: '王卫东', group: 'member', zones: [{ code: 'D2' }] },
    { name: '陈书华', group: 'secretary', zones: [], branch: '东山支部' },
  ])
  expect(people.filter(({ demo }) => demo)).toHaveLength(18)
  expect(zones.slice(0, 2)).toMatchObject([{ code: 'D1', demo: false }, { code: 'D2' }])
})

test('what they write is kept under their own account, and everybody is reached before anybody opened their window', async () => {
  const account = await accountOf('张建国')
  expect((await post('/chat/messages', { as: account, text: '1号楼灯坏了' })).statusCode).toBe(200)
  expect(world.kept.at(-1)).toMatchObject({ channel: 'local', conversation: account })
  expect(await count("channel = 'local' and person_id in (select id from people where name = '陈书华')")).toBe(1)
})

test('looking again gives nobody a second account', async () => {
  await listed()
  const before = await count('true')
  await Promise.all([listed(), listed(), listed()])
  expect(await count('true')).toBe(before)
})

test('who left the roster is played no more', async () => {
  const account = await accountOf('张建国')
  await world.deps.pool.query("update people set left_on = current_date where name = '张建国'")
  expect((await own()).map(({ name }) => name)).not.toContain('张建国')
  expect((await post('/chat/messages', { as: account, text: '1号楼灯坏了' })).statusCode).toBe(403)
})

test('a newcomer has an account of their own each time, and scans the zones of the roster but not of the demo', async () => {
  const newcomer = async () => (await own()).find(({ name }) => name === '新来的人')?.account ?? ''
  const account = await newcomer()
  expect(account).toMatch(/^new-[0-9a-f]{10}$/)
  expect(await newcomer()).not.toBe(account)
  expect((await post('/chat/scans', { as: account, zone: 'd1' })).statusCode).toBe(200)
  expect(world.kept.at(-1)).toMatchObject({ conversation: account, lane: 'fast' })
  expect((await post('/chat/scans', { as: account, zone: 'X1' })).statusCode).toBe(404)
  expect((await post('/chat/scans', { as: 'jumin-wangdama', zone: 'D1' })).statusCode).toBe(404)
})

test('nobody plays an account that is nobody: only one that the chat made up is a newcomer', async () => {
  for (const account of ['new-', 'new-ABCDEF0123', 'new-12345678901', 'neu-1234567890', 'real.person']) {
    expect((await post('/chat/messages', { as: account, text: '你好' })).statusCode, account).toBe(403)
  }
})

test('an account that the chat gave is none: an invite code is made for the person, and binding with it leaves the given one', async () => {
  const { db, pool, now } = world.deps
  const given = await accountOf('张建国')
  const scope = { organisationId: world.deps.rootOrganisationId, path: '/' }
  const branch = await branchNamed(db, scope, '东山支部')
  expect((await peopleWithoutAccount(db, branch.id)).map(({ name }) => name)).toEqual(['张建国', '陈书华'])

  const [invitee] = await findInvitees(db, scope, '张建国')
  const { rows } = await pool.query(
    `insert into identities (organisation_id, channel, external_id, display_id) values ($1, 'local', 'new-0123456789', 'new')
     returning id`,
    [world.deps.rootOrganisationId],
  )
  await bind(pool, { identityId: rows[0].id, personId: invitee?.personId ?? '', by: 'invite' }, now())
  expect(await accountOf('张建国')).toBe('new-0123456789')
  expect((await own()).filter(({ name }) => name === '张建国')).toHaveLength(1)
  expect((await post('/chat/messages', { as: given, text: '你好' })).statusCode).toBe(403)
  expect((await peopleWithoutAccount(db, branch.id)).map(({ name }) => name)).toEqual(['陈书华'])
})

test('beside a platform nobody keeps an account of the chat, and the chat gives it back where it is alone again', async () => {
  const { db, now, rootOrganisationId } = world.deps
  const account = await accountOf('张建国')
  expect(await takeBackLocalAccounts(db, { now: now(), rootOrganisationId })).toBe(3)
  expect(await count("channel = 'local' and person_id in (select id from people where name = '张建国')")).toBe(0)
  expect(await count("channel = 'local' and bound_by = 'demo'")).toBe(13)
  expect(await takeBackLocalAccounts(db, { now: now(), rootOrganisationId })).toBe(0)
  expect(await accountOf('张建国')).toBe(account)
  const { rows } = await world.deps.pool.query(
    "select action from audit where action like '%local_accounts' order by at, action",
  )
  expect(rows.map(({ action }) => action).sort()).toEqual([
    'give_local_accounts',
    'give_local_accounts',
    'take_back_local_accounts',
  ])
})

test.each<[string, Partial<Config>]>([
  ['behind a sign-in link', { localChat: 'signed' }],
  ['behind a proxy', { trustProxy: '1' }],
])('%s only the demo is played', async (_where, changes) => {
  const elsewhere = await chatWorld(changes)
  await loadOwnRoster(elsewhere)
  const link = new URL((await createChatSignIn(elsewhere.deps)) ?? '').pathname
  const entered = await elsewhere.app.inject({ url: link, headers: HOST })
  const cookie = String(entered.headers['set-cookie'] ?? '').split(';')[0] ?? ''
  const { people, zones } = (await elsewhere.app.inject({ url: '/chat/people', headers: { ...HOST, cookie } })).json()
  expect(people).toHaveLength(18)
  expect(zones.every(({ demo }: { demo: boolean }) => demo)).toBe(true)
  const message = { as: 'new-0123456789', clientId: randomUUID(), text: '你好' }
  const answer = await elsewhere.app.inject({
    ...{ method: 'POST', url: '/chat/messages', headers: { ...HOST, cookie }, payload: message },
  })
  expect(answer.statusCode).toBe(403)
  await elsewhere.close()
})
