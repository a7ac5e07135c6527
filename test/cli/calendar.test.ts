/** `calendar` and `settings` as an operator types them, on a database of their own. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { calendarLines, registerCalendar } from '../../src/cli/calendar.ts'
import { registerSettings } from '../../src/cli/settings.ts'
import { workCalendarOf } from '../../src/store/work-calendar.ts'
import { type Operator, operator } from '../support/commands.ts'

let at: Operator
let root: string
let below: string

beforeAll(async () => {
  at = await operator([registerCalendar, registerSettings])
  root = at.database.rootOrganisationId
  const { rows } = await at.database.pool.query<{ id: string }>(
    `insert into organisations (parent_id, name, path) select id, '东街道', '/东街道' from organisations where path = '/' returning id`,
  )
  below = rows[0]?.id ?? ''
})
beforeEach(async () => {
  await at.database.pool.query('truncate calendar_days, settings')
})
afterAll(() => at.close())

const worked = async (organisationId: string, day: string) =>
  (await workCalendarOf(at.database.pool, organisationId)).isWorkingDay(day)

describe('a day that is set right', () => {
  test('holds for the organisation and all below it, the nearest word first', async () => {
    await at.reads('calendar', 'set', '2026-11-18', 'off', '--note', '社区统一补休')
    expect(await worked(root, '2026-11-18')).toBe(false)
    expect(await worked(below, '2026-11-18')).toBe(false)
    await at.reads('calendar', 'set', '2026-11-18', 'working', '--scope', '/东街道')
    expect(await worked(below, '2026-11-18')).toBe(true)
    expect(await worked(root, '2026-11-18')).toBe(false)
    expect(await at.reads('calendar', 'list', '2026', '--scope', '/东街道')).toContain('2026-11-18\t上班\t\t/东街道')
    expect(await at.reads('calendar', 'list', '2026')).toContain('2026-11-18\t休息\t社区统一补休\t/')
  })

  test('is given back', async () => {
    await at.reads('calendar', 'set', '2026-11-18', 'off')
    await at.reads('calendar', 'set', '2026-11-18', 'default')
    expect(await worked(root, '2026-11-18')).toBe(true)
    expect(await at.reads('calendar', 'list', '2026')).not.toContain('2026-11-18')
  })

  test('is noted in the audit log', async () => {
    await at.reads('calendar', 'set', '2026-11-18', 'off')
    const { rows } = await at.database.pool.query(`select actor from audit where action = 'correct_day' limit 1`)
    expect(rows).toEqual([{ actor: 'cli' }])
  })

  test.each([
    [['set', '2026-02-30', 'off'], '请写成'],
    [['set', '明天', 'off'], '请写成'],
    [['set', '2026-11-18', 'holiday'], 'working'],
    [['set', '2026-11-18', 'off', '--scope', '/没有'], '没有组织'],
    [['list', '26'], '请填年份'],
  ])('%j is refused and says why', async (args, why) => {
    expect(await at.reads('calendar', ...args)).toContain(why)
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
  await at.reads('settings', 'set', 'workHours', '[{"from":"09:00","to":"12:00"}]')
  expect(await at.reads('settings', 'get', 'workHours')).toBe('workHours\t[{"from":"09:00","to":"12:00"}]\t/\n')
  await at.reads('settings', 'set', 'clocks', '{"byUrgency":{"normal":{"accept":"2d"}}}')
  expect(await at.reads('settings', 'get', 'clocks')).toContain('"normal":{"accept":"2d","resolve":"5d","verify":"2d"}')
  expect(await at.reads('settings', 'set', 'workHours', '[{"from":"12:00","to":"09:00"}]')).toContain('早于')
})

test('a setting that is written wrongly is answered in Chinese with its place, and with a model where it is a group', async () => {
  const say = (key: string, value: string) => at.reads('settings', 'set', key, value)
  expect(await say('reviewDates', '11-23')).toMatch(/^reviewDates：.*样子如 \{"spot_check":\{"H1":\{"from":"06-01"/u)
  expect(await say('clocks', '{"byUrgency":{"normal":{"accept":2}}}')).toContain('clocks.byUrgency.normal.accept：')
  expect(await say('weeklyCap', 'drei')).toBe('weeklyCap：请填 0 到 20 之间的整数\n')
  for (const [key, value] of [
    ['reviewDates', '11-23'],
    ['workHours', '[{"from":"09:00"'],
    ['verifyCategories', '["fires"]'],
  ] as const) {
    expect(await say(key, value), key).not.toMatch(/invalid|expected/iu)
  }
})
