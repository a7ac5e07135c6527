/** What residents are promised (SCOPE, "People's rights"; P2, P3, P6 to P9): each told to the product as people would, then looked for. */

import { readdirSync, readFileSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { parseConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { chainAudit, verifyAudit } from '../../src/store/audit.ts'
import { readOriginal } from '../../src/store/inbox-rows.ts'
import { PERSONAL_COLUMNS } from '../../src/store/personal-data.ts'
import { exportOfSubject } from '../../src/store/privacy-export.ts'
import { applyRetention } from '../../src/store/retention.ts'
import { expectReached } from '../faults/expect-reached.ts'
import { FULL } from '../faults/sizes.ts'
import { crawlFiles, crawlTables } from '../support/crawl.ts'
import { type TestDeps, testDeps } from '../support/deps.ts'
import { townWorld } from '../support/residents.ts'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,手机
幸福支部,A3,东区,社区,3号楼、4号楼,张建国,党员,zhangjianguo,13911112222
幸福支部,,,,,陈书华,书记,chenshuhua,13933334444
`
const DAY_MS = 24 * 3_600_000
const SRC = path.resolve(import.meta.dirname, '../../src')

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const close of closers.splice(0).reverse()) await close()
})

async function branch(): Promise<WecomWorld> {
  const world = await wecomWorld(ROSTER)
  closers.push(() => world.close())
  return world
}
const everything = async (deps: TestDeps) => (await crawlTables(deps)).map(({ table, text }) => `${table} ${text}`)
/** The same without the originals, which are encrypted and end after thirty days. */
const records = async (deps: TestDeps) => (await everything(deps)).filter((row) => !/^(inbox|transcripts) /.test(row))
const sources = () =>
  (readdirSync(SRC, { recursive: true }) as string[])
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ name, text: readFileSync(path.join(SRC, name), 'utf8') }))

describe('what is told in free words', () => {
  test('is kept without telephones, ID numbers and plates; the original is encrypted and ends after 30 days', async () => {
    const { deps, says, passes } = await branch()
    const secrets = ['13812345678', '530102199001011234', '云A12345']
    await says('resident1', `3号楼门口${secrets[2]}堵路，电话${secrets[0]}，身份证${secrets[1]}`)
    const { rows } = await deps.pool.query<{ raw: string }>("select encode(payload, 'escape') as raw from inbox")
    for (const secret of secrets) {
      expect((await records(deps)).filter((row) => row.includes(secret))).toEqual([])
      expect(rows.filter(({ raw }) => raw.includes(secret))).toEqual([])
    }
    expect((await everything(deps)).join()).toContain(secrets[0])
    await passes(31 * DAY_MS)
    for (const secret of secrets) expect((await everything(deps)).filter((row) => row.includes(secret))).toEqual([])
  })

  test('by many together is the demand alone: no names, no original, nobody counted', async () => {
    const { deps, says } = await branch()
    await says('zhangjianguo', '3号楼三十多户因为停车费一起要去上访，带头的是王强，还有李秀兰，电话13812345678')
    const kept = await everything(deps)
    for (const name of ['王强', '李秀兰', '13812345678']) expect(kept.filter((row) => row.includes(name))).toEqual([])
    const { rows } = await deps.pool.query(
      'select category, (select count(*)::int from followers) as followers from cases',
    )
    expect(rows).toEqual([{ category: 'grievance', followers: 0 }])
  })

  test('of a talk is that it took place, not what somebody thinks', async () => {
    const { deps, says } = await branch()
    await says('zhangjianguo', '今天和老王谈心，他说对支部有意见，想退党')
    const kept = await everything(deps)
    expect(kept.filter((row) => /想退党|有意见|老王/.test(row))).toEqual([])
    expect(kept.some((row) => row.startsWith('check_ins') && row.includes('"talk"'))).toBe(true)
  })

  test.each([
    ['3号楼李某某超生二胎没交罚款，要去查一下', '现在生育不再查处'],
    ['3号楼王芳和李强两口子信教，经常在家聚会', '我不记录'],
  ])('is not put down at all where it is about births or beliefs: %s', async (text, answer) => {
    const { deps, says } = await branch()
    expect((await says('zhangjianguo', text)).map(wordsOf).join()).toContain(answer)
    expect((await everything(deps)).filter((row) => /超生|信教/.test(row))).toEqual([])
    const { rows } = await deps.pool.query('select from cases union all select from check_ins')
    expect(rows).toEqual([])
  })

  test('in danger is taken all the same', async () => {
    const { deps, says } = await branch()
    await says('zhangjianguo', '3号楼着火了，里面有一家超生的孩子出不来')
    expect((await deps.pool.query('select urgency from cases')).rows).toEqual([{ urgency: 'emergency' }])
  })
})

describe('nobody is looked for', () => {
  test('no way of the API takes a name, a telephone, words or an account to search by', async () => {
    const deps = await testDeps([])
    closers.push(() => deps.close())
    const app = await buildApp(deps)
    closers.push(() => app.close())
    const document = await app.inject({ url: '/api/docs/json' })
    const description = document.json<{ paths: Record<string, Record<string, { parameters?: { name: string }[] }>> }>()
    const names = Object.values(description.paths).flatMap((ways) =>
      Object.values(ways).flatMap((way) => (way.parameters ?? []).map((parameter) => parameter.name)),
    )
    expect(names.length).toBeGreaterThan(10)
    expect(
      names.filter((name) => /name|phone|mobile|account|text|words|^q$|query|search|resident|reporter/i.test(name)),
    ).toEqual([])
  })

  test('no statement looks up people by what is like a name, nor cases by their words or their reporter’s name', () => {
    const LOOKS = /\b(?:i?like|~\*?|similar to|to_tsvector|@@)\b/i
    const about =
      /(?:people|p)\.name\s+(?:i?like|~)|on_behalf_of\s*(?:=|i?like|~)|(?:cases|c)\.text\s+(?:i?like|~)|to_tsvector/i
    const found = sources().filter(({ text }) => LOOKS.test(text) && about.test(text))
    expect(found.map(({ name }) => name)).toEqual([])
  })

  test('P2: no column is there for ID numbers, birthdays, beliefs, health, family or marks on persons', async () => {
    const deps = await testDeps([])
    closers.push(() => deps.close())
    const { rows } = await deps.pool.query<{ name: string }>(
      `select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'public'`,
    )
    const wrong =
      /id_?card|id_?number|birth|gender|\bsex\b|relig|belief|health|disease|marri|children|ethnic|income|(?<!s)tag|mark_of|risk/i
    expect(rows.map((row) => row.name).filter((name) => wrong.test(name))).toEqual([])
    for (const { purpose, kept } of Object.values(PERSONAL_COLUMNS))
      expect([purpose, kept].every((s) => s.length > 5)).toBe(true)
  })
})

test('P6: two years and a month later nothing that anybody said is left, by one run, and a second finds nothing', async () => {
  const world = await townWorld(3)
  closers.push(() => world.close())
  const { deps } = world
  const later = new Date(deps.now().getTime() + 770 * DAY_MS)
  const remove = (key: string) => deps.storage.remove(key)
  await applyRetention(deps.db, later, remove)
  const left = (await everything(deps)).filter((row) => /Q\d{5}Z/.test(row))
  expect(left).toEqual([])
  expect((await crawlFiles(deps)).filter((file) => /Q\d{5}Z/.test(file))).toEqual([])
  const again = await applyRetention(deps.db, later, remove)
  expect(Object.entries(again).filter(([, count]) => count > 0)).toEqual([])
})

test('P6: a million overdue rows go in batches, in minutes', { timeout: 700_000 }, async () => {
  const deps = await testDeps([])
  closers.push(() => deps.close())
  const count = FULL ? 1_000_000 : 20_000
  await deps.pool.query({
    text: `insert into inbox (organisation_id, channel, channel_message_id, conversation, lane, payload, sent_at, received_at, handled_at)
           select $1, 'wecom', 'm' || i, 'u' || i % 5000, 'normal', '\\x00', now() - interval '31 days', now() - interval '31 days', now()
             from generate_series(1, $2::int) i`,
    values: [deps.rootOrganisationId, count],
    query_timeout: 600_000,
  } as never)
  const startedAt = performance.now()
  const counts = await applyRetention(deps.db, new Date())
  const ms = performance.now() - startedAt
  expect(counts['originals of messages']).toBe(count)
  expectReached({
    mark: 'P6',
    what: 'overdue originals emptied by one run',
    size: `${count} rows`,
    reached: `${Math.round(ms / 1000)} s`,
    pass: '< 10 min for a million',
    ok: ms < 600_000,
  })
})

describe('P7: reading what is somebody’s', () => {
  test('by the console is noted, each time, and a changed line of the log is found', async () => {
    const { deps, says } = await branch()
    await says('resident1', '3号楼2单元楼道灯坏了两天了')
    const { rows } = await deps.pool.query<{ id: string; identity: string }>(
      "select i.id::text, e.id as identity from inbox i, identities e where e.external_id = 'resident1' limit 1",
    )
    const [{ id, identity } = { id: '0', identity: '' }] = rows
    const subject = { personIds: [], identityIds: [identity], accounts: [] }
    const by = { actor: 'cli', now: deps.now() }
    const reads = FULL ? 250 : 25
    for (let i = 0; i < reads; i++) {
      await readOriginal(deps.db, deps.seal, { id: BigInt(id), ...by })
      await exportOfSubject(deps, { subject, organisationId: deps.rootOrganisationId, ...by })
    }
    const noted = await deps.pool.query(
      "select count(*)::int as count from audit where action in ('read_original', 'export_privacy')",
    )
    expect(noted.rows).toEqual([{ count: 2 * reads }])
    await chainAudit(deps.db, 10_000)
    expect(await verifyAudit(deps.db)).toBeNull()
    await deps.pool.query(
      "update audit set actor = 'person:another' where action = 'export_privacy' and id = (select max(id) from audit where action = 'export_privacy')",
    )
    expect(await verifyAudit(deps.db)).not.toBeNull()
  })

  test('no other file opens a telephone or an original than those that note it, compare it, or show what its owner chose', () => {
    const opening = sources().filter(({ text }) => /seal\.open\(\s*(?:PHONE|'phone'|'inbox'|'transcript')/.test(text))
    expect(opening.map(({ name }) => name).sort()).toEqual([
      // The bot reads what it is told, and its owner reads their own page.
      'http/pages/own-lines.ts',
      'jobs/hear-messages.ts',
      'jobs/second-reading.ts',
      // Noted with each reading.
      'store/inbox-rows.ts',
      // Of a member who let it be shown on the notice.
      'store/notice-board.ts',
      // Compared with the list that is imported, and shown to nobody.
      'store/roster-known.ts',
      'store/transcripts.ts',
    ])
  })
})

describe('P8: nothing leaves the house', () => {
  test('but to the platform that is set up: of a whole play no connection goes elsewhere', async () => {
    const hosts = new Set<string>()
    const connect = net.Socket.prototype.connect
    vi.spyOn(net.Socket.prototype, 'connect').mockImplementation(function (this: net.Socket, ...args: unknown[]) {
      const [options] = (Array.isArray(args[0]) ? args[0] : args) as { host?: string; path?: string }[]
      hosts.add(options?.path ? 'socket' : (options?.host ?? 'localhost'))
      return Reflect.apply(connect, this, args) as net.Socket
    } as never)
    const world = await townWorld(2)
    closers.push(() => world.close())
    await world.passes(DAY_MS)
    expect(hosts.size).toBeGreaterThan(0)
    expect([...hosts].filter((host) => !/^(127\.0\.0\.1|localhost|::1|socket)$/.test(host))).toEqual([])
  })

  test('no model is asked where none is set up', () => {
    const config = parseConfig({})
    expect([config.llm, config.asr]).toEqual([null, null])
  })
})

test('P9: the log of a play, and of what fails on the way, names nobody and tells no secret', async () => {
  const lines: string[] = []
  const log = createLog('trace', { write: (line: string) => void lines.push(line) })
  const world = await branch()
  world.deps.log = log
  const told = ['13812345678', '530102199001011234', '张建国', '陈书华', '王小美', '13911112222', 'QSECRETZ']
  for (const text of [
    '3号楼灯坏了QSECRETZ，电话13812345678',
    '绑定 王小美',
    '身份证530102199001011234',
    '没好 A3-0001',
  ]) {
    await world.says('resident1', text)
    await world.says('zhangjianguo', text)
  }
  world.platform.faults.add({ api: 'message/send', times: 5, effect: { status: 503 } })
  await world.says('zhangjianguo', '3号楼垃圾没人清QSECRETZ')
  await world.passes(DAY_MS)
  const count = FULL ? 100_000 : 5_000
  for (let i = 0; i < count; i++) {
    const error = new Error(`GET https://x/cgi?access_token=tok${i}&echostr=e${i} 13812345678`, {
      cause: new Error('530102199001011234'),
    })
    log.warn({ err: error, text: 'QSECRETZ', person: { name: '张建国', phone: '13911112222' } }, 'failed')
  }
  expect(lines.length).toBeGreaterThanOrEqual(count)
  const wrong = new RegExp(
    `${told.join('|')}|(?<!\\d)1[3-9]\\d{9}(?!\\d)|\\d{17}[\\dXx]|(?:access_token|echostr)=(?!\\[hidden\\])`,
  )
  expect(lines.filter((line) => wrong.test(line.replace(/"time":"[^"]*"/, ''))).slice(0, 3)).toEqual([])
})
