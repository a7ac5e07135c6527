import { afterAll, beforeAll, expect, test } from 'vitest'
import { SetupError } from '../../src/errors.ts'
import { checkSecretKey, createSeal } from '../../src/store/seal.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const seal = createSeal(Buffer.alloc(32, 1))
const other = createSeal(Buffer.alloc(32, 2))

test.each(['', '3号楼2单元楼道灯坏了两天了', '𠮷😀', 'x'.repeat(70_000)])('what was sealed opens again', (plain) => {
  const sealed = seal.seal('inbox', plain)
  expect(sealed.length).toBe(12 + 16 + Buffer.byteLength(plain))
  expect(seal.open('inbox', sealed)).toBe(plain)
})

test('the same words never look the same twice', () => {
  const seen = new Set(Array.from({ length: 2_000 }, () => seal.seal('inbox', '同一句话').toString('hex')))
  expect(seen.size).toBe(2_000)
})

test('another purpose, another key, or one changed byte does not open', () => {
  const sealed = seal.seal('inbox', '原话')
  expect(() => seal.open('phone', sealed)).toThrow(SetupError)
  expect(() => other.open('inbox', sealed)).toThrow(/^SECRET_KEY is another one/)
  for (const at of [0, 12, 28, sealed.length - 1]) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(() => seal.open('inbox', changed)).toThrow(SetupError)
  }
  expect(() => seal.open('inbox', sealed.subarray(0, 5))).toThrow(SetupError)
})

test('a hash depends on the key and the purpose, and never on luck', () => {
  expect(seal.hash('token', 'a')).toBe(seal.hash('token', 'a'))
  expect(new Set([seal.hash('token', 'a'), seal.hash('invite', 'a'), other.hash('token', 'a')]).size).toBe(3)
})

test('a key that is not 32 bytes is refused', () => {
  expect(() => createSeal(Buffer.alloc(31))).toThrow(SetupError)
})

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

test('a database remembers its key: another one is found at the start, in one line', async () => {
  const { pool, rootOrganisationId } = database
  await checkSecretKey(pool, seal, rootOrganisationId)
  await checkSecretKey(pool, seal, rootOrganisationId)
  await expect(checkSecretKey(pool, other, rootOrganisationId)).rejects.toThrow(/^SECRET_KEY is another one[^\n]*$/)
})
