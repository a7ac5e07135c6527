import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createAlarmKeeper } from '../../src/alarm-keeper.ts'
import { parseConfig } from '../../src/config.ts'
import { deliver } from '../../src/jobs/deliver.ts'
import { tellAlarms } from '../../src/jobs/tell-alarms.ts'
import { watch } from '../../src/jobs/watch.ts'
import { openAlarms } from '../../src/store/alarms.ts'
import { type Debt, owe } from '../../src/store/outbox.ts'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号
幸福支部,A3,东区,社区,3号楼,张建国,党员,zhangjianguo
幸福支部,,,,,陈书华,书记,chenshuhua
`
const ADMIN = '幸福支部,,,,,管理强,管理员,guanliqiang\n'
const MINUTE_MS = 60_000

let world: WecomWorld
beforeEach(async () => {
  world = await wecomWorld(ROSTER + ADMIN)
})
afterEach(() => world.close())

async function anew(roster: string, at?: string): Promise<void> {
  await world.close()
  world = await wecomWorld(roster, at === undefined ? {} : { at })
}

/** One round of the watch, after some time. Returns the alarms that stand. */
async function round(afterMs = 0): Promise<string[]> {
  const { deps, platform } = world
  deps.clock.now = new Date(deps.now().getTime() + afterMs)
  platform.advance(afterMs)
  await deps.alarms.settle()
  await watch(deps)
  await tellAlarms(deps)
  await deliver(deps)
  return (await openAlarms(deps.pool)).map((alarm) => alarm.name)
}

function heardBy(account: string): string[] {
  return world.newOn(account).map(wordsOf)
}

async function keepMessage(key: string, state: 'open' | 'put aside' = 'open'): Promise<void> {
  const { deps } = world
  await deps.pool.query(
    `insert into inbox (organisation_id, channel, channel_message_id, conversation, lane, sent_at, received_at, due_at,
       failed_at, failure) values ($1, 'wecom', $2, $2, 'normal', $3, $3, $3, $4, $5)`,
    [
      deps.rootOrganisationId,
      key,
      deps.now(),
      state === 'open' ? null : deps.now(),
      state === 'open' ? null : 'Error: x',
    ],
  )
}

async function oweText(key: string, lane: 'reply' | 'digest' = 'reply'): Promise<void> {
  const { deps } = world
  const owed: Debt = {
    ...{ organisationId: deps.rootOrganisationId, key, lane, purpose: 'reply', caseId: null, checkInId: null },
    to: [{ channel: 'wecom', externalId: 'zhangjianguo', personId: null }],
    content: { type: 'text', text: key },
    notBefore: null,
    deadline: new Date(deps.now().getTime() + 24 * 60 * MINUTE_MS),
  }
  await owe(deps.pool, [owed], deps.now())
}

describe('what is looked at', () => {
  test('all well: no alarm, and nobody hears anything', async () => {
    expect(await round()).toEqual([])
    expect(heardBy('guanliqiang')).toEqual([])
  })

  test('a message that is not handled for over a minute, until it is', async () => {
    await keepMessage('m1')
    expect(await round(50_000)).toEqual([])
    expect(await round(11_000)).toEqual(['inbox_late'])
    await world.deps.pool.query('update inbox set handled_at = now()')
    expect(await round(10_000)).toEqual([])
  })

  test('a recipient who is due and not told for over a minute; a digest may take a quarter of an hour', async () => {
    const { deps } = world
    await oweText('a', 'digest')
    deps.clock.now = new Date(deps.now().getTime() + 70_000)
    await watch(deps)
    expect(await openAlarms(deps.pool)).toEqual([])
    await oweText('b')
    deps.clock.now = new Date(deps.now().getTime() + 61_000)
    await watch(deps)
    expect(await openAlarms(deps.pool)).toEqual([{ name: 'outbox_late' }])
    await deliver(deps)
    expect(await round(10_000)).toEqual([])
  })

  test('a recipient who is not to be disturbed before the morning is not late', async () => {
    const { deps } = world
    await oweText('a')
    await deps.pool.query(`update deliveries set due_at = $1`, [new Date(deps.now().getTime() + 3_600_000)])
    expect(await round(5 * MINUTE_MS)).toEqual([])
  })

  test('a platform that cannot be reached, although every try puts the next one off', async () => {
    world.platform.faults.add({ api: 'message/send', effect: { status: 503 } })
    await oweText('a')
    for (let i = 0; i < 5; i++) await round(20_000)
    expect(await round()).toEqual(['outbox_late'])
    world.platform.faults.clear()
    for (let i = 0; i < 4; i++) await round(20_000)
    expect(await round()).toEqual([])
  })

  test('messages put aside, until each was replayed or given up', async () => {
    await keepMessage('m1', 'put aside')
    expect(await round()).toEqual(['dead_letters'])
    await world.deps.pool.query('update inbox set handled_at = now()')
    expect(await round(10_000)).toEqual([])
  })

  test('an address that WeCom does not trust, until it does', async () => {
    world.platform.faults.add({ api: 'message/send', effect: { errcode: 60020 } })
    await oweText('a')
    await deliver(world.deps)
    expect(await round(10_000)).toEqual(['sends_failed'])
    world.platform.faults.clear()
    await round(80_000)
    expect(await round(10_000)).toEqual([])
  })

  test('the holidays of the next year, from November on', async () => {
    const { deps } = world
    const config = parseConfig({ DATABASE_URL: 'postgres://h/d', SECRET_KEY: Buffer.alloc(32).toString('base64') })
    const at = (iso: string) => watch({ ...deps, config, now: () => new Date(iso) })
    await at('2026-10-31T23:00:00+08:00')
    expect(await openAlarms(deps.pool)).toEqual([])
    await at('2199-11-01T00:00:00+08:00')
    expect(await openAlarms(deps.pool)).toEqual([{ name: 'calendar_missing' }])
  })
})

describe('what others raise', () => {
  test('passes when nobody confirms it for three minutes', async () => {
    world.deps.alarms.raise('clock_off', 'wecom')
    expect(await round()).toEqual(['clock_off'])
    expect(await round(2 * MINUTE_MS)).toEqual(['clock_off'])
    expect(await round(70_000)).toEqual([])
  })

  test('is raised by a secret that WeCom refuses, lasts while sends wait, and ends with the first token', async () => {
    const { deps, platform } = world
    platform.faults.add({ api: 'gettoken', effect: { errcode: 40001 } })
    await oweText('a')
    await deliver(deps)
    expect(await round(10_000)).toEqual(['sends_failed', 'token_failing'])
    expect(await round(4 * MINUTE_MS)).toEqual(['sends_failed', 'token_failing'])
    platform.faults.clear()
    await round(8 * MINUTE_MS)
    expect(await round(10_000)).toEqual([])
  })

  test('costs nothing when it is said again, and is ended by whoever raised it only', async () => {
    const { deps } = world
    for (let i = 0; i < 1_000; i++) deps.alarms.raise('link_silent', `connection ${i}`)
    await deps.alarms.settle()
    const { rows } = await deps.pool.query('select name, detail from alarms')
    expect(rows).toEqual([{ name: 'link_silent', detail: 'connection 0' }])
    const other = createAlarmKeeper(deps)
    other.clear('link_silent')
    await other.settle()
    expect(await openAlarms(deps.pool)).toHaveLength(1)
    deps.alarms.clear('link_silent')
    await deps.alarms.settle()
    expect(await openAlarms(deps.pool)).toEqual([])
  })

  test('neither throws nor waits while the database is away', async () => {
    const pool = { query: () => Promise.reject(new Error('away')) } as unknown as typeof world.deps.pool
    const keeper = createAlarmKeeper({ ...world.deps, pool })
    keeper.raise('link_silent')
    keeper.clear('link_silent')
    await keeper.settle()
  })
})

describe('the administrators', () => {
  test('hear all new alarms in one message, each once, and once that it is over', async () => {
    await keepMessage('m1')
    await keepMessage('m2', 'put aside')
    await round(70_000)
    const [told, ...more] = heardBy('guanliqiang')
    expect(more).toEqual([])
    expect(told).toMatch(/^系统提醒：\n.*超过一分钟还没有处理。\n.*放在一边等人看。\n请转告.*\n（11月18日 09:31）$/)
    expect(heardBy('chenshuhua')).toEqual([])
    for (let i = 0; i < 5; i++) await round(10_000)
    await world.deps.pool.query('update inbox set handled_at = now() where failed_at is null')
    await round(MINUTE_MS)
    expect(heardBy('guanliqiang')).toEqual([])
    for (let i = 0; i < 10; i++) await round(MINUTE_MS)
    expect(heardBy('guanliqiang')).toEqual([
      expect.stringMatching(
        /^系统提醒：刚才说的故障已经恢复。\n还要请人处理：\n.*放在一边等人看。\n（11月18日 09:42）$/,
      ),
    ])
  })

  test('are told at most every ten minutes, however often something comes and goes', async () => {
    for (let i = 0; i < 60; i++) {
      await keepMessage(`m${i}`)
      await round(61_000)
      await world.deps.pool.query('update inbox set handled_at = now()')
      await round(1_000)
    }
    const { rows } = await world.deps.pool.query<{ ms: number }>(
      `select extract(epoch from created_at - lag(created_at) over (order by created_at)) * 1000 as ms
         from outbox where purpose = 'alarm' order by created_at`,
    )
    expect(rows.length).toBeGreaterThan(3)
    expect(rows.length).toBeLessThan(8)
    for (const { ms } of rows.slice(1)) expect(Number(ms)).toBeGreaterThanOrEqual(10 * MINUTE_MS)
  })

  test('are the secretaries where nobody is an administrator', async () => {
    await anew(ROSTER)
    await keepMessage('m1')
    await round(70_000)
    expect(heardBy('chenshuhua')).toHaveLength(1)
    expect(heardBy('zhangjianguo')).toEqual([])
  })

  test('are woken at night by what may cost an emergency, and by nothing else', async () => {
    await anew(ROSTER + ADMIN, '2026-11-18T23:00:00+08:00')
    world.deps.alarms.raise('quota_near', '90 %')
    await round()
    expect(heardBy('guanliqiang')).toEqual([])
    await keepMessage('m1')
    await round(11 * MINUTE_MS)
    expect(heardBy('guanliqiang')).toHaveLength(1)
    await world.passes(9 * 60 * MINUTE_MS)
    expect(heardBy('guanliqiang')).toEqual([expect.stringContaining('快用完了')])
  })

  test('are told once by many processes that look at the same moment', async () => {
    const { deps } = world
    await keepMessage('m1')
    deps.clock.now = new Date(deps.now().getTime() + 70_000)
    const rounds = Array.from({ length: 8 }, async () => {
      await watch(deps)
      return tellAlarms(deps)
    })
    expect((await Promise.all(rounds)).flat()).toHaveLength(1)
    await deliver(deps)
    expect(heardBy('guanliqiang')).toHaveLength(1)
  })

  test('that do not exist are no fault: the log has it', async () => {
    await anew('支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号\n幸福支部,A3,东区,社区,3号楼,张建国,党员,\n')
    await keepMessage('m1')
    expect(await round(70_000)).toEqual(['inbox_late'])
    expect((await world.deps.pool.query('select from outbox')).rowCount).toBe(0)
  })
})
