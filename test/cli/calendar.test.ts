/** `calendar` and `settings` as an operator types them, on a database of their own. */
import { Command } from 'commander'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { calendarLines, registerCalendar } from '../../src/cli/calendar.ts'
import { faultSaid } from '../../src/cli/say-fault.ts'
import { registerSettings } from '../../src/cli/settings.ts'
import { workCalendarOf } from '../../src/store/work-calendar.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { dataFolder } from '../support/product.ts'

let database: TestDatabase
let folder: Awaited<ReturnType<typeof dataFolder>>
let below: string

beforeAll(async () => {
  database = await testDatabase()
  folder = await dataFolder()
  const key = Buffer.alloc(32, 7).toString('base64')
  const environment = {
    DATA_DIR: folder.dir,
    DATABASE_URL: database.connectionString,
    SECRET_KEY: key,
    LOG_LEVEL: 'warn',
  }
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  const { rows } = await database.pool.query<{ id: string }>(
    `insert into organisations (parent_id, name, path) select id, '东街道', '/东街道' from organisations where path = '/' returning id`,
  )
  below = rows[0]?.id ?? ''
})
beforeEach(async () => {
  await database.pool.query('truncate calendar_days, settings')
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
  registerCalendar(program)
  registerSettings(program)
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    into(faultSaid(error))
  }
  for (const spy of spies) spy.mockRestore()
  return printed
}

const worked = async (organisationId: string, day: string) =>
  (await workCalendarOf(database.pool, organisationId)).isWorkingDay(day)

describe('a day that is set right', () => {
  test('holds for the organisation and all below it, the nearest word first', async () => {
    await run('calendar', 'set', '2026-11-18', 'off', '--note', '社区统一补休')
    expect(await worked(database.rootOrganisationId, '2026-11-18')).toBe(false)
    expect(await worked(below, '2026-11-18')).toBe(false)
    await run('calendar', 'set', '2026-11-18', 'working', '--scope', '/东街道')
    expect(await worked(below, '2026-11-18')).toBe(true)
    expect(await worked(database.rootOrganisationId, '2026-11-18')).toBe(false)
    expect(await run('calendar', 'list', '2026', '--scope', '/东街道')).toContain('2026-11-18\t上班\t\t/东街道')
    expect(await run('calendar', 'list', '2026')).toContain('2026-11-18\t休息\t社区统一补休\t/')
  })

  test('is given back', async () => {
    await run('calendar', 'set', '2026-11-18', 'off')
    await run('calendar', 'set', '2026-11-18', 'default')
    expect(await worked(database.rootOrganisationId, '2026-11-18')).toBe(true)
    expect(await run('calendar', 'list', '2026')).not.toContain('2026-11-18')
  })

  test('is noted in the audit log', async () => {
    await run('calendar', 'set', '2026-11-18', 'off')
    const { rows } = await database.pool.query(`select actor from audit where action = 'correct_day' limit 1`)
    expect(rows).toEqual([{ actor: 'cli' }])
  })

  test.each([
    [['set', '2026-02-30', 'off'], '请写成'],
    [['set', '明天', 'off'], '请写成'],
    [['set', '2026-11-18', 'holiday'], 'working'],
    [['set', '2026-11-18', 'off', '--scope', '/没有'], '没有组织'],
    [['list', '26'], '请填年份'],
  ])('%j is refused and says why', async (args, why) => {
    expect(await run('calendar', ...args)).toContain(why)
  })
})

describe('the days of a year', () => {
  test('are public holidays on weekdays and make-up days, by name', () => {
    const lines = calendarLines(2026, [])
    expect(lines).toContain('2026-10-01\t休息\t国庆节\t国家')
    expect(lines).toContain('2026-02-14\t上班\t春节\t国家')
    expect(lines.some((line) => line.startsWith('2026-11-'))).toBe(false)
  })

  test('of a year that is not known say so', () => {
    expect(calendarLines(2039, [])).toEqual([expect.stringContaining('还不知道')])
  })
})

test('settings that are groups of values are typed and shown as JSON', async () => {
  await run('settings', 'set', 'workHours', '[{"from":"09:00","to":"12:00"}]')
  expect(await run('settings', 'get', 'workHours')).toBe('workHours\t[{"from":"09:00","to":"12:00"}]\t/\n')
  await run('settings', 'set', 'clocks', '{"byUrgency":{"normal":{"accept":"2d"}}}')
  expect(await run('settings', 'get', 'clocks')).toContain('"normal":{"accept":"2d","resolve":"5d","verify":"2d"}')
  expect(await run('settings', 'set', 'workHours', '[{"from":"12:00","to":"09:00"}]')).toContain('早于')
})
