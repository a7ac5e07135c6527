/** None lost, none twice: whatever dies, repeats, overtakes or refuses between 微信客服 and our inbox. */
import { afterEach, describe, expect, test } from 'vitest'
import type { Service } from '../../src/channels/wecom/kf/service.ts'
import type { Deps } from '../../src/deps.ts'
import { readService } from '../../src/jobs/read-service.ts'
import { type StoryOptions, type WecomWorld, wecomWorld } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,备用
幸福支部,A3,东区,社区,3号楼、4号楼,张建国,党员,zhangjianguo,
`
let world: WecomWorld
afterEach(() => world.close())

async function start(options: StoryOptions = {}): Promise<Deps> {
  world = await wecomWorld(ROSTER, options)
  // The account is known from the first look on.
  await readService(world.deps)
  return world.deps
}

/** So many residents write one message each, without WeCom's calls being taken. */
function write(count: number, from = 0): void {
  for (let i = from; i < from + count; i++) {
    world.platform.kf.hear(`wmA${i}`, { msgtype: 'text', text: { content: `3号楼${i + 1}单元灯坏了` } }, `m${i}`)
  }
}

/** As the call's turn does. */
async function called(): Promise<void> {
  await world.deps.pool.query('update kf_accounts set called_at = $1, call_token = $2, due_at = $1', [
    world.deps.now(),
    world.platform.kf.newToken(),
  ])
}

async function kept(): Promise<string[]> {
  const { rows } = await world.deps.pool.query<{ key: string }>(
    `select channel_message_id as key from inbox where channel = 'kf' order by id`,
  )
  return rows.map(({ key }) => key)
}
const all = (count: number) => Array.from({ length: count }, (_, i) => `m${i}`)

async function cursor(): Promise<string | null> {
  const { rows } = await world.deps.pool.query('select cursor from kf_accounts')
  return rows[0]?.cursor ?? null
}

describe('what WeCom hands out', () => {
  test('over several pages is kept whole, in order', async () => {
    const deps = await start({ kfPageItems: 3 })
    write(10)
    await called()
    await readService(deps)
    expect(await kept()).toEqual(all(10))
    expect(world.platform.kf.pages.untokened).toBe(1)
  })

  test('is not asked for again until WeCom calls, and after five minutes all the same', async () => {
    const deps = await start()
    write(2)
    await readService(deps)
    expect(await kept()).toEqual([])
    world.deps.clock.now = new Date(deps.now().getTime() + 5 * 60_000)
    await readService(deps)
    expect(await kept()).toEqual(all(2))
  })

  test('while a call comes in the middle of reading is read once more', async () => {
    const deps = await start()
    write(1)
    await called()
    const meanwhile = { ...service(deps) }
    meanwhile.readPage = async (from) => {
      const page = await service(deps).readPage(from)
      if (world.platform.kf.itemCount === 1) {
        write(1, 1)
        world.deps.clock.now = new Date(deps.now().getTime() + 1_000)
        await called()
      }
      return page
    }
    await readService({ ...deps, service: meanwhile })
    expect(await kept()).toEqual(all(1))
    await readService(deps)
    expect(await kept()).toEqual(all(2))
  })

  test('twice under one id is one message', async () => {
    const deps = await start()
    write(2)
    world.platform.kf.hear('wmA0', { msgtype: 'text', text: { content: '3号楼1单元灯坏了' } }, 'm0')
    await called()
    await readService(deps)
    expect(await kept()).toEqual(all(2))
  })

  test('in a shape that nobody knows is kept too, and holds up nothing', async () => {
    const deps = await start()
    world.platform.kf.hear('wmA0', { msgtype: 'text', text: 7 }, 'odd')
    world.platform.kf.hear('wmA1', { msgtype: 'channels_shop_order', channels_shop_order: {} }, 'm-shop')
    write(1)
    await called()
    await readService(deps)
    expect(await kept()).toEqual(['odd', 'm-shop', 'm0'])
    await world.settle()
    const { rows } = await deps.pool.query(`select channel_message_id from inbox where failed_at is not null`)
    expect(rows).toEqual([{ channel_message_id: 'odd' }])
  })

  test('from a member who serves there is not ours to keep', async () => {
    const deps = await start()
    world.platform.kf.hear('wmA0', { msgtype: 'text', text: { content: '我来看看' }, origin: 5 }, 'servicer')
    await called()
    await readService(deps)
    expect(await kept()).toEqual([])
  })
})

function service({ service: open }: Deps): Service {
  if (open === null) throw new Error('there is no service')
  return open
}

/** The deps of a process whose database goes away at the n-th statement that matches. */
function dyingAt(deps: Deps, matches: RegExp): Deps {
  const pool = Object.create(deps.pool) as typeof deps.pool
  pool.query = deps.pool.query.bind(deps.pool) as typeof pool.query
  pool.connect = (async () => {
    const client = await deps.pool.connect()
    const query = client.query.bind(client) as (...values: unknown[]) => unknown
    const watched = Object.create(client) as typeof client
    watched.query = ((...values: unknown[]) => {
      const [first] = values
      const text = typeof first === 'string' ? first : (first as { text?: string }).text
      if (matches.test(text ?? '')) throw new Error('the process died')
      return query(...values)
    }) as typeof client.query
    return watched
  }) as typeof pool.connect
  return { ...deps, pool }
}

describe('a process that dies', () => {
  test.each([
    ['before the cursor was moved', /update kf_accounts set cursor/],
    ['between the cursor and the rows', /insert into inbox/],
    ['before the commit', /^commit/],
  ])('%s leaves nothing half done, and the next one reads the same again', async (_, at) => {
    const deps = await start({ kfPageItems: 2 })
    write(5)
    await called()
    const before = await cursor()
    await expect(readService(dyingAt(deps, at))).rejects.toThrow('the process died')
    expect([await kept(), await cursor()]).toEqual([[], before])
    // Nobody else reads while its lease lasts.
    await readService(deps)
    expect(await kept()).toEqual([])
    world.deps.clock.now = new Date(deps.now().getTime() + 61_000)
    await readService(deps)
    expect(await kept()).toEqual(all(5))
  })

  test('after the commit of a page is followed by one that goes on from there', async () => {
    const deps = await start({ kfPageItems: 2 })
    write(5)
    await called()
    const dying = { ...service(deps) }
    let pages = 0
    dying.readPage = async (from) => {
      if (++pages === 3) throw new Error('the process died')
      return service(deps).readPage(from)
    }
    await expect(readService({ ...deps, service: dying })).rejects.toThrow('the process died')
    expect(await kept()).toEqual(all(4))
    world.deps.clock.now = new Date(deps.now().getTime() + 61_000)
    await readService(deps)
    expect(await kept()).toEqual(all(5))
  })
})

describe('two who read at once', () => {
  test('take turns: one of them reads', async () => {
    const deps = await start({ kfPageItems: 2 })
    write(20)
    await called()
    await Promise.all(Array.from({ length: 4 }, () => readService(deps)))
    expect((await kept()).sort()).toEqual(all(20).sort())
    expect(world.platform.kf.pages.all).toBeLessThanOrEqual(12)
  })

  test('with the same page in hand, the lease of the first being over, keep it once and lose none', async () => {
    const deps = await start({ kfPageItems: 2 })
    write(9)
    await called()
    let slowPage: (() => void) | null = null
    const slow = { ...service(deps) }
    slow.readPage = async (from) => {
      const page = await service(deps).readPage(from)
      await new Promise<void>((resolve) => {
        slowPage = resolve
      })
      return page
    }
    const first = readService({ ...deps, service: slow })
    await expect.poll(() => slowPage).not.toBeNull()
    world.deps.clock.now = new Date(deps.now().getTime() + 61_000)
    await readService(deps)
    const release = slowPage as unknown as () => void
    release()
    await first
    expect(await kept()).toEqual(all(9))
    await called()
    write(1, 9)
    await readService(deps)
    expect(await kept()).toEqual(all(10))
  })
})

describe('what WeCom refuses', () => {
  test('a cursor: all of three days is read anew, and nothing is taken twice', async () => {
    const deps = await start({ kfPageItems: 2 })
    write(5)
    await called()
    await readService(deps)
    world.platform.kf.forgetCursors()
    write(2, 5)
    await called()
    await readService(deps)
    expect(await kept()).toEqual(all(7))
    // What was told before is not told again either.
    await world.settle()
    const { rows } = await deps.pool.query('select count(*)::int as count from cases')
    expect(rows).toEqual([{ count: 7 }])
  })

  test('a token: it is read without', async () => {
    const deps = await start()
    write(1)
    await called()
    await deps.pool.query(`update kf_accounts set call_token = 'of-another'`)
    await readService(deps)
    expect(await kept()).toEqual(all(1))
  })

  test.each([
    ['-1, busy', { errcode: -1 }],
    ['45009, too often', { errcode: 45009 }],
    ['48002, not allowed', { errcode: 48002 }],
    ['40014, a dead token', { errcode: 40014 }],
    ['an answer that is no JSON', { malformed: true }],
    ['a cut connection', { reset: 'after' }],
    ['502', { status: 502 }],
  ] as const)('%s: it is read later, as a whole', async (_, effect) => {
    const deps = await start({ kfPageItems: 2 })
    write(5)
    await called()
    world.platform.faults.add({ api: 'kf/sync_msg', times: 3, effect })
    await readService(deps)
    for (let minute = 0; minute < 30; minute++) {
      world.deps.clock.now = new Date(deps.now().getTime() + 60_000)
      world.platform.advance(60_000)
      await readService(deps)
    }
    expect(await kept()).toEqual(all(5))
  })
})

test('the callback replayed leads to one reading more, and to nothing twice', async () => {
  await start()
  const xml = (token: string) =>
    `<xml><ToUserName>${world.platform.corpId}</ToUserName><CreateTime>1</CreateTime><MsgType>event</MsgType><Event>kf_msg_or_event</Event><Token>${token}</Token><OpenKfId>${world.platform.openKfId}</OpenKfId></xml>`
  const token = world.platform.kf.newToken()
  write(3)
  for (let i = 0; i < 4; i++) expect(await world.platform.raw(xml(token))).toMatchObject({ delivered: true })
  await world.settle()
  expect(await kept()).toEqual(all(3))
  const { rows } = await world.deps.pool.query(
    `select count(*)::int as count from inbox where channel = 'wecom' union all select count(*)::int from cases`,
  )
  expect(rows).toEqual([{ count: 1 }, { count: 3 }])
})
