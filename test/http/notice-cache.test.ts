/** What is made for notices is kept for all who ask, and never more of it than the memory has room for. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createNoticeCache } from '../../src/http/pages/notice-cache.ts'
import { type TestDeps, testDeps } from '../support/deps.ts'

const MEGABYTE = 1_024 * 1_024
let deps: TestDeps
beforeAll(async () => {
  deps = await testDeps([])
})
afterAll(() => deps.close())

test('large pictures push out the oldest ones', async () => {
  const cache = createNoticeCache<number>(deps, (megabytes) => megabytes * MEGABYTE)
  const made: string[] = []
  const ask = (name: string, megabytes: number) =>
    cache.of(name, async () => {
      made.push(name)
      return megabytes
    })
  for (const name of ['one', 'two', 'three']) await ask(name, 30)
  await ask('page', 0)
  expect(made.splice(0)).toEqual(['one', 'two', 'three', 'page'])
  for (const name of ['page', 'three', 'two']) await ask(name, 30)
  expect(made.splice(0)).toEqual([])
  await ask('one', 30)
  expect(made).toEqual(['one'])
})
