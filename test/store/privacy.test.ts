import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { clearRestored, writeExport } from '../../src/cli/privacy.ts'
import { eraseOnRequest } from '../../src/jobs/erase-on-request.ts'
import { openStorage } from '../../src/storage.ts'
import { verifyAudit } from '../../src/store/audit.ts'
import { writeBackup } from '../../src/store/backup.ts'
import { erase } from '../../src/store/erasure.ts'
import { askDeletion, undoDeletion } from '../../src/store/page-rights.ts'
import { exportOfSubject } from '../../src/store/privacy-export.ts'
import { subjectNamed } from '../../src/store/privacy-requests.ts'
import { restoreBackup } from '../../src/store/restore.ts'
import { keyFingerprint } from '../../src/store/seal.ts'
import { crawlFiles, crawlTables } from '../support/crawl.ts'
import { testDatabase } from '../support/database.ts'
import { type TownWorld, townWorld } from '../support/residents.ts'

const HOUR_MS = 3_600_000
let world: TownWorld
beforeEach(async () => {
  world = await townWorld(2)
})
afterEach(() => world.close())

const first = () => world.residents[0] as TownWorld['residents'][number]
const second = () => world.residents[1] as TownWorld['residents'][number]
const eraser = () => {
  const { pool, seal, storage, config } = world.deps
  return { pool, seal, files: storage, timezone: config.timezone }
}
const tablesWith = async (sign: string) => {
  const found = (await crawlTables(world.deps)).filter(({ text }) => text.includes(sign))
  return [...new Set(found.map(({ table }) => table))]
}
async function eraseNamed(named: Parameters<typeof subjectNamed>[1]) {
  const { deps } = world
  return erase(eraser(), { ...(await subjectNamed(deps.db, named)), actor: 'cli', now: deps.now() })
}

describe('a resident who is erased', () => {
  test('is gone, and the others are left as they were', async () => {
    const before = await tablesWith(second().sign)
    await eraseNamed({ channel: 'page', account: first().account })
    expect(await tablesWith(first().sign)).toEqual([])
    expect((await crawlFiles(world.deps)).filter((file) => file.includes(first().sign))).toEqual([])
    expect(await tablesWith(second().sign)).toEqual(before)
    expect((await crawlFiles(world.deps)).filter((file) => file.includes(second().sign))).toHaveLength(1)
    await world.passes(60_000)
    expect(await verifyAudit(world.deps.db)).toBeNull()
  })

  test('leaves the matter with whoever works on it, who sees why it has no words', async () => {
    // Words that came together are taken up together, so either may have got the first code.
    const told = await world.deps.pool.query('select code from cases where reporter_identity_id = $1', [
      first().identityId,
    ])
    const { code } = told.rows[0]
    await eraseNamed({ channel: 'page', account: first().account })
    expect(JSON.stringify(await world.says('zhangjianguo', `进度 ${code}`))).toContain(code)
    const { rows } = await world.deps.pool.query(
      'select state, text, handler_id is not null as held from cases where code = $1',
      [code],
    )
    expect(rows).toEqual([{ state: 'new', text: '（原话已按本人要求删除）', held: true }])
  })

  test('is nobody who could be written to: what waited for them is dropped', async () => {
    await world.says('zhangjianguo', '回复 A3-0001 明天上午来看')
    await world.deps.pool.query("update deliveries set state = 'waiting' where channel = 'page'")
    await eraseNamed({ channel: 'page', account: first().account })
    const { rows } = await world.deps.pool.query(
      `select count(*)::int as open from deliveries d join outbox o on o.id = d.outbox_id
        where d.state in ('waiting', 'sending') and (o.content is null or d.recipient like 'erased:%')`,
    )
    expect(rows).toEqual([{ open: 0 }])
  })
})

describe('a wish to be deleted', () => {
  const ask = () => {
    const { identityId, account } = first()
    const { deps } = world
    const page = { identityId, account, organisationId: deps.rootOrganisationId, zone: null }
    return askDeletion(deps.pool, deps.seal, { page, now: deps.now() }).then(() => page)
  }

  test('waits a day, and is then carried out once', async () => {
    const { deps } = world
    await ask()
    await eraseOnRequest.run(deps, new Date(deps.now().getTime() + 23 * HOUR_MS))
    expect(await tablesWith(first().sign)).not.toEqual([])
    const due = new Date(deps.now().getTime() + 25 * HOUR_MS)
    await eraseOnRequest.run(deps, due)
    await eraseOnRequest.run(deps, due)
    expect(await tablesWith(first().sign)).toEqual([])
    const { rows } = await deps.pool.query("select done_at, identity_id from privacy_requests where kind = 'delete'")
    expect(rows).toEqual([{ done_at: due, identity_id: null }])
  })

  test('that was taken back is none', async () => {
    const { deps } = world
    await undoDeletion(deps.pool, await ask(), deps.now())
    await eraseOnRequest.run(deps, new Date(deps.now().getTime() + 25 * HOUR_MS))
    expect(await tablesWith(first().sign)).not.toEqual([])
  })
})

describe('whoever asks for it in a chat', () => {
  const inADay = () => new Date(world.deps.now().getTime() + 25 * HOUR_MS)
  const told = async (account: string, text: string) => JSON.stringify(await world.says(account, text))

  test('is told first what it does, and is gone a day after the yes', async () => {
    await world.says('stranger', '3号楼2单元楼道灯坏了，标记QSTRANGERZ')
    expect(await told('stranger', '把我的资料删掉')).toContain('确定删除我的资料')
    await eraseOnRequest.run(world.deps, inADay())
    expect(await tablesWith('QSTRANGERZ')).not.toEqual([])
    expect(await told('stranger', '确定删除我的资料')).toContain('一天之内说“不删了”就行')
    await world.says('stranger', '确定删除我的资料')
    await eraseOnRequest.run(world.deps, world.deps.now())
    expect(await tablesWith('QSTRANGERZ')).not.toEqual([])
    await eraseOnRequest.run(world.deps, inADay())
    for (const sign of ['QSTRANGERZ', 'stranger']) expect(await tablesWith(sign)).toEqual([])
  })

  test('keeps all where they think again', async () => {
    await world.says('stranger', '3号楼2单元楼道灯坏了，标记QSTRANGERZ')
    await world.says('stranger', '确定删除我的资料')
    expect(await told('stranger', '不删了')).toContain('您的资料都留着')
    await eraseOnRequest.run(world.deps, inADay())
    expect(await tablesWith('QSTRANGERZ')).not.toEqual([])
  })

  test('and is in the roster, is sent to the secretary', async () => {
    expect(await told('zhangjianguo', '确定删除我的资料')).toContain('请找支部书记')
    expect((await world.deps.pool.query('select 1 from privacy_requests')).rows).toEqual([])
  })
})

describe('a member who is erased', () => {
  const person = async (name: string) => {
    const { rows } = await world.deps.pool.query('select id from people where name = $1', [name])
    return { personId: rows[0].id as string }
  }

  test('leaves no name, account or telephone; who answered for the zone before stays countable', async () => {
    const { deps } = world
    const named = await person('张建国')
    const sealed = deps.seal.seal('phone', '13812345678')
    await deps.pool.query("update people set phone_sealed = $2, phone_tail = '5678' where id = $1", [
      named.personId,
      sealed,
    ])
    await world.says('zhangjianguo', '今天上午在3号楼巡查，消火栓完好，标记QMEMBERZ')
    await eraseNamed(named)
    for (const sign of ['zhangjianguo', '13812345678', 'QMEMBERZ']) expect(await tablesWith(sign)).toEqual([])
    const { rows } = await deps.pool.query(
      'select ends_on is not null as ended from assignments where person_id = $1',
      [named.personId],
    )
    expect(rows).toEqual([{ ended: true }])
  })

  test('is no longer known by the account, which is a stranger when it writes again', async () => {
    await eraseNamed(await person('张建国'))
    const answer = await world.says('zhangjianguo', '3号楼2单元楼道灯坏了')
    expect(JSON.stringify(answer)).toContain('邀请码')
  })
})

test('a person without an account is found by their id, an account without a person by its name, nobody by a name', async () => {
  const { db } = world.deps
  await expect(subjectNamed(db, { personId: '张建国' })).rejects.toThrow(/没有这个人/)
  await expect(subjectNamed(db, { channel: 'wecom', account: '张建国' })).rejects.toThrow(/没有这个人/)
  expect((await subjectNamed(db, { channel: 'wecom', account: 'ZhangJianguo' })).subject.personIds).toHaveLength(1)
})

test('an export has what was said in clear, no secret, and is noted', async () => {
  const { deps } = world
  const named = await subjectNamed(deps.db, { channel: 'page', account: first().account })
  const made = await exportOfSubject(deps, { ...named, actor: 'cli', now: deps.now() })
  expect(JSON.stringify(made.tables.inbox)).toContain(first().sign)
  expect(JSON.stringify(made.tables.transcripts)).toContain(first().sign)
  expect(made.files).toHaveLength(1)
  expect(JSON.stringify(made)).not.toContain(second().sign)
  expect(JSON.stringify(made)).not.toMatch(/token_hash|code_sealed|code_hash/)
  const { rows } = await deps.pool.query("select actor, subject from audit where action = 'export_privacy'")
  expect(rows).toEqual([{ actor: 'cli', subject: `identity:${first().identityId}` }])
})

test('an export is a folder for its owner alone: JSON, a CSV for each table, the files', async () => {
  const { deps } = world
  const named = await subjectNamed(deps.db, { channel: 'page', account: first().account })
  const made = await exportOfSubject(deps, { ...named, actor: 'cli', now: deps.now() })
  const parent = await mkdtemp(path.join(os.tmpdir(), 'zeren-export-'))
  const folder = path.join(parent, 'theirs')
  try {
    await writeExport(deps.storage, folder, made)
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    const whole = JSON.parse(await readFile(path.join(folder, 'data.json'), 'utf8'))
    expect(whole.tables.cases).toHaveLength(1)
    expect(await readFile(path.join(folder, 'cases.csv'), 'utf8')).toContain(first().sign)
    for (const table of Object.keys(made.tables))
      expect((await stat(path.join(folder, `${table}.csv`))).mode & 0o77).toBe(0)
    expect(await readFile(path.join(folder, 'files', made.files[0] ?? ''), 'utf8')).toBe(first().sign)
    await expect(writeExport(deps.storage, folder, made)).rejects.toThrow(/还没有的文件夹/)
  } finally {
    await rm(parent, { recursive: true })
  }
})

test('who was erased after a backup is cleared again when it is brought back; who was not stays', async () => {
  const { deps } = world
  const folder = await mkdtemp(path.join(os.tmpdir(), 'zeren-privacy-'))
  const target = await testDatabase()
  try {
    const file = path.join(folder, 'before.tar.gz')
    await writeBackup({ pool: deps.pool, files: deps.storage, seal: deps.seal, secretKey: null, now: deps.now() }, file)
    deps.clock.now = new Date(deps.now().getTime() + HOUR_MS)
    await eraseNamed({ channel: 'page', account: first().account })
    // The files are elsewhere than the database, and so is what says who was erased.
    const files = await openStorage(pathToFileURL(path.join(folder, 'files')).href)
    for (const key of (await deps.storage.list()).filter((k) => k.startsWith('erased/'))) {
      const media = await deps.storage.get(key)
      if (media) await files.put(key, media)
    }
    const into = { pool: target.pool, files, keyFingerprint: keyFingerprint(deps.seal), adoptKey: null }
    const { madeAt } = await restoreBackup(into, file)
    const { rows } = await target.pool.query("select id from organisations where path = '/'")
    const restored = { ...deps, pool: target.pool, db: target.db, storage: files, rootOrganisationId: rows[0].id }
    await clearRestored(restored, madeAt)
    const signs = (await crawlTables(restored)).map(({ text }) => text).join()
    expect(signs).not.toContain(first().sign)
    expect(signs).toContain(second().sign)
    expect((await crawlFiles(restored)).join()).not.toContain(first().sign)
    expect(await clearRestored(restored, new Date(deps.now().getTime() + HOUR_MS))).toBeNull()
  } finally {
    await target.drop()
    await rm(folder, { recursive: true })
  }
})
