import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadDemo } from '../../src/store/demo.ts'
import {
  createInvite,
  createInvites,
  findInvite,
  findInvitees,
  type Invitee,
  peopleWithoutAccount,
} from '../../src/store/invites.ts'
import { findScope, type Scope } from '../../src/store/organisations.ts'
import { createSeal } from '../../src/store/seal.ts'
import { listTokens } from '../../src/store/tokens.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const seal = createSeal(randomBytes(32))
const now = new Date('2026-11-20T02:00:00Z')
const later = (days: number) => new Date(now.getTime() + days * 86_400_000)

let database: TestDatabase
let root: Scope
let invitee: Invitee
beforeAll(async () => {
  database = await testDatabase()
  await loadDemo(database.db, seal, { now, timezone: 'Asia/Shanghai' })
  const scope = await findScope(database.db, '/')
  const [found] = scope ? await findInvitees(database.db, scope, '王秀兰') : []
  if (!scope || !found) throw new Error('the demo is not there')
  root = scope
  invitee = found
})
afterAll(() => database.drop())

const invite = () => createInvite(database.db, seal, { invitee, actor: 'cli', now })

test('a code has ten signs of base 32 and finds its person, however it is typed', async () => {
  const { code, expiresAt } = await invite()
  expect(code).toMatch(/^[A-Z2-7]{10}$/)
  expect(expiresAt).toEqual(later(7))
  const typed = [code, code.toLowerCase(), ` ${code.slice(0, 5)}-${code.slice(5)} `, code.replace(/./g, (c) => wide(c))]
  for (const text of typed)
    expect(await findInvite(database.db, seal, text, now)).toMatchObject({ personId: invitee.personId })
})

test('who is invited comes with the roles that say whether somebody else has to confirm them', async () => {
  const [secretary] = await findInvitees(database.db, root, '周建国')
  expect(secretary?.roles).toContain('branch_secretary')
  expect(invitee.roles).toEqual(['zone_member'])
})

test('a code is good for seven days and until it is used', async () => {
  const { code } = await invite()
  expect(await findInvite(database.db, seal, code, later(6.99))).not.toBeNull()
  expect(await findInvite(database.db, seal, code, later(7))).toBeNull()
  await database.pool.query('update invites set used_at = now()')
  expect(await findInvite(database.db, seal, code, now)).toBeNull()
})

test('a new code ends the one before', async () => {
  const [first, second] = [await invite(), await invite()]
  expect(await findInvite(database.db, seal, first.code, now)).toBeNull()
  expect(await findInvite(database.db, seal, second.code, now)).not.toBeNull()
})

test('a code is kept as a hash only, and nobody else’s is found', async () => {
  const { code } = await invite()
  const { rows } = await database.pool.query('select * from invites')
  expect(JSON.stringify(rows)).not.toContain(code)
  expect(await findInvite(database.db, seal, 'AAAAAAAAAA', now)).toBeNull()
  expect(await findInvite(database.db, createSeal(randomBytes(32)), code, now)).toBeNull()
})

test('a branch is invited at once: everybody without an account, each by a code of their own', async () => {
  const { rows } = await database.pool.query<{ id: string; organisation_id: string }>(
    "select id, organisation_id from branches where id = (select branch_id from people where name = '王秀兰')",
  )
  const [branch] = rows
  expect(await peopleWithoutAccount(database.db, branch?.id ?? '')).toEqual([])
  await database.pool.query(
    "insert into people (organisation_id, branch_id, name, left_on) values ($1, $2, '新来的', null), ($1, $2, '又一位', null), ($1, $2, '走了的', '2026-01-01')",
    [branch?.organisation_id, branch?.id],
  )
  const invitees = await peopleWithoutAccount(database.db, branch?.id ?? '')
  expect(invitees.map((p) => p.name).sort()).toEqual(['又一位', '新来的'].sort())
  const codes = await createInvites(database.db, seal, { invitees, actor: 'cli', now })
  const invited = await Promise.all(codes.map(({ code }) => findInvite(database.db, seal, code, now)))
  expect(invited).toMatchObject(invitees.map(({ personId }) => ({ personId })))
  const again = await createInvites(database.db, seal, { invitees, actor: 'cli', now })
  expect(await findInvite(database.db, seal, codes[0]?.code ?? '', now)).toBeNull()
  expect(await findInvite(database.db, seal, again[0]?.code ?? '', now)).not.toBeNull()
})

test('people are found by name or id, inside the scope only', async () => {
  expect(await findInvitees(database.db, root, invitee.personId)).toEqual([invitee])
  await database.pool.query("insert into organisations (name, path) values ('别处', '/别处')")
  const elsewhere = await findScope(database.db, '别处/')
  expect(elsewhere && (await findInvitees(database.db, elsewhere, '王秀兰'))).toEqual([])
})

test('there are no tokens that nobody made', async () => {
  expect(await listTokens(database.db)).toEqual([])
})

/** The full-width twin of an ASCII sign. */
function wide(sign: string): string {
  return String.fromCharCode(sign.charCodeAt(0) + 0xfee0)
}
