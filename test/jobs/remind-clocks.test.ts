import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { deliver } from '../../src/jobs/deliver.ts'
import { remindClocks } from '../../src/jobs/remind-clocks.ts'
import { runTick } from '../../src/jobs/schedules.ts'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,备用,企业微信账号
幸福支部,A3,东区,社区,3号楼,张建国,党员,,zhangjianguo
幸福支部,A3,东区,社区,3号楼,李敏,党员,是,limin
幸福支部,B2,西区,社区,5号楼,王秀英,党员,,wangxiuying
幸福支部,,,,,陈书华,书记,,chenshuhua
幸福支部,,,,,管理强,管理员,,guanliqiang
`
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const at = (local: string) => new Date(`${local.replace(' ', 'T')}:00+08:00`)

let world: WecomWorld
beforeEach(async () => {
  // A Wednesday.
  world = await wecomWorld(ROSTER, { at: '2026-11-18T10:00:00+08:00' })
})
afterEach(() => world.close())

/** What each of them got that was not there before. */
function heard(...accounts: string[]): Record<string, string[]> {
  return Object.fromEntries(accounts.map((account) => [account, world.newOn(account).map(wordsOf)]))
}

/** A matter of the zone, told by another member and kept. */
async function told(text: string): Promise<void> {
  await world.says('wangxiuying', text)
  await world.says('wangxiuying', '对')
  heard('zhangjianguo', 'limin', 'chenshuhua', 'wangxiuying')
}

async function goTo(local: string): Promise<void> {
  await world.passes(at(local).getTime() - world.deps.now().getTime())
  // What is spread over the minutes after.
  const after = world.deps.now().getTime() + 10 * MINUTE_MS
  await world.passes(after - world.deps.now().getTime())
}

const reminders = (list: string[] | undefined) => list?.filter((words) => /接手|办完|提醒/.test(words)) ?? []

describe('a matter that nobody takes on', () => {
  test('reaches its handler and the backup on a morning each time, at last the secretary and those above', async () => {
    await told('3号楼2单元楼道灯坏了')
    const all = ['zhangjianguo', 'limin', 'chenshuhua', 'guanliqiang']
    const counts: number[][] = []
    for (const hour of ['2026-11-19 09:00', '2026-11-20 09:00', '2026-11-23 09:00', '2026-11-24 09:00']) {
      await goTo(hour)
      const got = heard(...all)
      counts.push(all.map((account) => reminders(got[account]).length))
    }
    expect(counts).toEqual([
      [1, 1, 0, 0],
      [1, 1, 0, 0],
      [1, 1, 1, 1],
      [0, 0, 0, 0],
    ])
    const { rows } = await world.deps.pool.query(`select event, by_role from case_history where event = 'escalate'`)
    expect(rows).toEqual(Array(3).fill({ event: 'escalate', by_role: 'system' }))
  })

  test('the button of the reminder takes it on', async () => {
    await told('3号楼2单元楼道灯坏了')
    await goTo('2026-11-19 09:00')
    await world.taps('zhangjianguo', '认领')
    const { rows } = await world.deps.pool.query('select state from cases')
    expect(rows).toEqual([{ state: 'accepted' }])
    heard('zhangjianguo', 'limin', 'chenshuhua')
    await goTo('2026-11-23 09:00')
    expect(reminders(heard('chenshuhua').chenshuhua)).toEqual([])
  })

  test('three of them make one message', async () => {
    for (const text of ['3号楼2单元楼道灯坏了', '3号楼门口下水道堵了', '3号楼1单元门锁坏了']) await told(text)
    await goTo('2026-11-19 09:00')
    expect(heard('zhangjianguo').zhangjianguo).toHaveLength(1)
  })
})

test('an emergency is called out again at night, after seven, fifteen and twenty-two minutes', async () => {
  await goTo('2026-11-18 22:00')
  await world.says('wangxiuying', '3号楼着火了')
  heard('zhangjianguo', 'limin', 'chenshuhua', 'guanliqiang')
  const counts: number[][] = []
  for (let i = 0; i < 3; i++) {
    await world.passes(7.6 * MINUTE_MS)
    const got = heard('zhangjianguo', 'chenshuhua', 'guanliqiang')
    counts.push(Object.values(got).map((words) => words.filter((w) => w.includes('还没有人接手')).length))
  }
  expect(counts).toEqual([
    [1, 0, 0],
    [1, 1, 0],
    [1, 1, 1],
  ])
})

describe('told once', () => {
  test('down for days, then started: the nearest step, once', async () => {
    await told('3号楼2单元楼道灯坏了')
    world.deps.clock.now = at('2026-12-01 10:00')
    world.platform.advance(at('2026-12-01 10:00').getTime() - at('2026-11-18 10:00').getTime())
    for (let i = 0; i < 5; i++) await world.passes(5 * MINUTE_MS)
    expect(reminders(heard('zhangjianguo').zhangjianguo)).toHaveLength(1)
    expect(reminders(heard('chenshuhua').chenshuhua)).toHaveLength(1)
  })

  test('by two workers at once', async () => {
    await told('3号楼2单元楼道灯坏了')
    const now = at('2026-11-19 09:00')
    world.deps.clock.now = now
    const owed = await Promise.all(Array.from({ length: 4 }, () => remindClocks.run(world.deps, now)))
    expect(owed.flat()).toHaveLength(2)
  })

  test('when the clock of the machine goes back', async () => {
    await told('3号楼2单元楼道灯坏了')
    await goTo('2026-11-19 09:00')
    expect(reminders(heard('zhangjianguo').zhangjianguo)).toHaveLength(1)
    world.deps.clock.now = at('2026-11-19 08:00')
    for (const hours of [0, 0.5, 1, 1.5]) {
      const now = new Date(at('2026-11-19 08:00').getTime() + hours * HOUR_MS)
      world.deps.clock.now = now
      await runTick(world.deps, 'remind-clocks', now)
      await deliver(world.deps)
    }
    expect(reminders(heard('zhangjianguo').zhangjianguo)).toEqual([])
  })
})

test('nobody hears anything in quiet hours, and in the morning what is still true', async () => {
  await world.deps.pool.query(
    `insert into settings (organisation_id, key, value, updated_at, updated_by)
     select id, 'quietUntil', '"10:00"', now(), 'test' from organisations where path = '/'`,
  )
  await told('3号楼2单元楼道灯坏了')
  await told('3号楼门口下水道堵了')
  await goTo('2026-11-19 09:00')
  expect(reminders(heard('zhangjianguo').zhangjianguo)).toEqual([])
  await world.says('zhangjianguo', '办结 A3-0001 灯已换新')
  heard('zhangjianguo')
  await goTo('2026-11-19 10:10')
  const [words, ...others] = reminders(heard('zhangjianguo').zhangjianguo)
  expect(others).toEqual([])
  expect(words).toContain('A3-0002')
  expect(words).not.toContain('A3-0001')
})

test('a second look that nobody takes ends as resolved and not verified', async () => {
  await told('3号楼2单元楼道灯坏了')
  await world.deps.pool.query(`update cases set state = 'to_verify', remind_at = $1, verify_due_at = $1`, [
    at('2026-11-18 11:00'),
  ])
  await goTo('2026-11-18 11:00')
  const { rows } = await world.deps.pool.query('select state, verified, remind_at from cases')
  expect(rows).toEqual([{ state: 'resolved', verified: false, remind_at: null }])
})

test('a fault in one organisation does not keep the others from being reminded, and is tried again', async () => {
  await told('3号楼2单元楼道灯坏了')
  const now = at('2026-11-19 09:00')
  const broken = { ...world.deps, pool: failingOnce(world.deps.pool) }
  world.deps.clock.now = now
  expect(await remindClocks.run(broken, now)).toEqual([])
  expect(await remindClocks.run(world.deps, now)).toHaveLength(2)
})

/** A pool whose first transaction fails. */
function failingOnce(pool: WecomWorld['deps']['pool']): WecomWorld['deps']['pool'] {
  let failed = false
  return new Proxy(pool, {
    get(target, key) {
      if (key === 'connect' && !failed) {
        return () => {
          failed = true
          return Promise.reject(new Error('the connection broke'))
        }
      }
      const value = Reflect.get(target, key)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
