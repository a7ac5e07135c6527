/** `announce` and `texts` as an operator types them, on a database of their own. */
import { Command } from 'commander'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { registerAnnounce } from '../../src/cli/announce.ts'
import { faultSaid } from '../../src/cli/say-fault.ts'
import { registerTexts } from '../../src/cli/texts.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { dataFolder } from '../support/product.ts'

let database: TestDatabase
let folder: Awaited<ReturnType<typeof dataFolder>>

beforeAll(async () => {
  database = await testDatabase()
  folder = await dataFolder()
  const environment = {
    DATA_DIR: folder.dir,
    DATABASE_URL: database.connectionString,
    SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    LOG_LEVEL: 'warn',
  }
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await folder.remove()
  await database.drop()
})

/** Runs a command as `main.ts` does, in this process. Returns its lines, or what went wrong. */
async function run(...args: string[]): Promise<string> {
  let printed = ''
  const into = (line: unknown) => {
    printed += `${line}\n`
  }
  const spies = [vi.spyOn(console, 'log').mockImplementation(into), vi.spyOn(console, 'error').mockImplementation(into)]
  const program = new Command('zeren').exitOverride().configureOutput({ outputError: () => {} })
  registerAnnounce(program)
  registerTexts(program)
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    into(faultSaid(error))
  }
  for (const spy of spies) spy.mockRestore()
  return printed
}

test('an announcement is shown first, sent, listed and taken back', async () => {
  expect(await run('announce', 'send', '周五下午两点开会', '--preview')).toContain('党员共0人，能收到的：没有。')
  expect(await run('announce', 'list')).toBe('')
  expect(await run('announce', 'send', '周五下午两点开会')).toContain('1\n')
  expect(await run('announce', 'list')).toMatch(/^1\t\S+\tmembers\t等着发\t周五下午两点开会\n$/u)
  expect(await run('announce', 'recall', '1')).toContain('已撤回：1')
  expect(await run('announce', 'list')).toContain('已撤回')
})

test.each([
  [['announce', 'send', ' '], '通知不能是空的'],
  [['announce', 'send', '好'.repeat(700)], '通知太长了'],
  [['announce', 'send', '开会', '--at', '明天'], '时刻“明天”不对'],
  [['announce', 'send', '开会', '--scope', '/没有'], '没有组织“/没有”'],
  [['announce', 'recall', '99'], '没有编号为“99”的通知'],
  [['announce', 'recall', 'x'], '没有编号为“x”的通知'],
])('%j is refused in plain words', async (args, words) => {
  expect(await run(...args)).toContain(words)
})

test('the texts to begin with carry the name of the branch', async () => {
  expect(await run('texts', '--branch', '幸福支部')).toContain('幸福支部把地方分成一片一片的责任区')
})
