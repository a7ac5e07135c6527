/** The program as its operator meets it: starts, faults and stops, each in one line. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { build, cli, dataFolder, type Environment, freePort, startProduct } from '../support/product.ts'

const KEY = Buffer.alloc(32, 1).toString('base64')
const folders: { dir: string; remove(): Promise<void> }[] = []
let busy: Server

beforeAll(async () => {
  await build()
  busy = createServer().listen(0, '127.0.0.1')
})
afterAll(async () => {
  busy.close()
  for (const folder of folders) await folder.remove()
})

async function folder(): Promise<string> {
  const made = await dataFolder()
  folders.push(made)
  return made.dir
}

/** A database that is there already: making one takes a start several seconds, and most faults have nothing to do with it. */
let madeBefore: TestDatabase
beforeAll(async () => {
  madeBefore = await testDatabase()
})
afterAll(() => madeBefore.drop())

async function withDatabase(more: Environment): Promise<Environment> {
  return { DATA_DIR: await folder(), DATABASE_URL: madeBefore.connectionString, SECRET_KEY: KEY, ...more }
}

describe('what is wrong is said in one line, with exit code 1', () => {
  const cases: [string, () => Promise<Environment>, RegExp][] = [
    ['a wrong value', async () => ({ DATA_DIR: await folder(), PORT: 'x' }), /^PORT: must be a port/],
    [
      'a port in use',
      async () => ({ DATA_DIR: await folder(), PORT: String((busy.address() as AddressInfo).port) }),
      /^PORT: 127\.0\.0\.1:\d+ is in use by another program/,
    ],
    [
      'an address of another machine',
      async () => withDatabase({ HOST: '203.0.113.7', PORT: String(await freePort()) }),
      /^HOST: 203\.0\.113\.7 is no address of this machine/,
    ],
    [
      'an unreachable database',
      async () => ({ DATA_DIR: await folder(), DATABASE_URL: 'postgres://u:geheim@127.0.0.1:9/d', SECRET_KEY: KEY }),
      /^cannot use the database at 127\.0\.0\.1:9\/d: .*ECONNREFUSED/,
    ],
    [
      'a wrong password',
      async () => ({
        DATA_DIR: await folder(),
        DATABASE_URL: inject('postgres').application.replace(/:[^:@]+@/, ':geheim@'),
        SECRET_KEY: KEY,
      }),
      /^cannot use the database at 127\.0\.0\.1:\d+\/zeren: password authentication failed/,
    ],
    [
      'an unreachable Redis',
      async () => withDatabase({ REDIS_URL: 'redis://:geheim@127.0.0.1:9' }),
      /^REDIS_URL: Redis cannot be reached: connect ECONNREFUSED/,
    ],
    [
      'a data folder of another version',
      async () => {
        const dir = await folder()
        mkdirSync(path.join(dir, 'pgdata'))
        writeFileSync(path.join(dir, 'pgdata', 'PG_VERSION'), '16\n')
        return { DATA_DIR: dir }
      },
      /pgdata was made by PostgreSQL 16, this program brings 18/,
    ],
    [
      'a data folder whose version is empty',
      async () => {
        const dir = await folder()
        mkdirSync(path.join(dir, 'pgdata'))
        writeFileSync(path.join(dir, 'pgdata', 'PG_VERSION'), '')
        return { DATA_DIR: dir }
      },
      /pgdata 不是完整的数据库/,
    ],
    [
      'a data folder where the system makes none',
      async () => ({ DATA_DIR: '/proc/zeren' }),
      /^DATA_DIR（\/proc\/zeren）不能写入（ENOENT）/,
    ],
    [
      'a data folder that is a file',
      async () => {
        const file = path.join(await folder(), 'file')
        writeFileSync(file, '')
        return { DATA_DIR: file }
      },
      /^DATA_DIR（.*）不能写入（ENOTDIR）/,
    ],
  ]
  test.each(cases)('%s', async (_, environment, words) => {
    const { code, stderr, stdout } = await cli(['serve'], await environment())
    expect(stderr.trim()).toMatch(words)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stdout).toBe('')
    expect(stderr + stdout).not.toContain('geheim')
    expect(code).toBe(1)
  })
})

test('another SECRET_KEY than that of the data is found at the start', async () => {
  const database = await testDatabase()
  const environment = { DATA_DIR: await folder(), DATABASE_URL: database.connectionString }
  expect(await cli(['migrate'], { ...environment, SECRET_KEY: KEY })).toMatchObject({ code: 0 })
  const other = Buffer.alloc(32, 2).toString('base64')
  const { code, stderr } = await cli(['migrate'], { ...environment, SECRET_KEY: other })
  expect(stderr.trim()).toMatch(/^SECRET_KEY is another one than [^\n]*$/)
  expect(code).toBe(1)
  await database.drop()
})

test.each<[string, string[], RegExp]>([
  ['an unknown command', ['frobnicate'], /^没有 frobnicate 这个命令，用 --help 查看用法$/],
  ['an unknown command after npm start', ['serve', 'frobnicate'], /^没有 frobnicate 这个命令/],
  ['a known command after npm start', ['serve', 'import'], /^这个命令要这样写：npm run cli -- import$/],
  ['an unknown option', ['import', '--nope', 'x'], /^没有 --nope 这个选项，用 --help 查看用法$/],
  ['a missing argument', ['restore'], /^缺少参数 \S+，用 --help 查看用法$/],
  ['an import of nothing', ['import'], /^请写名册文件[^\n]*$/],
  ['no address', ['chat', '--url', 'notaurl'], /^--url：notaurl 不是网址[^\n]*$/],
])('%s on the command line is answered in one line', async (_, args, words) => {
  const { code, stderr, stdout } = await cli(args, { DATA_DIR: await folder() })
  expect(stderr.trim()).toMatch(words)
  expect(stdout).toBe('')
  expect(code).toBe(1)
})

test('a roster without rows is refused', async () => {
  const file = path.join(await folder(), 'roster.csv')
  writeFileSync(file, '支部,责任区编号,责任区,类型,范围,姓名,角色\n')
  const { code, stderr } = await cli(['import', file], { DATA_DIR: await folder() })
  expect(stderr.trim()).toBe('表格里只有表头，没有一行内容，什么也没有改')
  expect(code).toBe(1)
})

test('a span that ends before it begins is refused', async () => {
  const span = ['tick', '--dry-run', '--from', '2026-02-02', '--to', '2026-02-01']
  const { code, stderr } = await cli(span, { DATA_DIR: await folder() })
  expect(stderr.trim()).toBe('tick：--from（2026-02-02）晚于 --to（2026-02-01），请对调')
  expect(code).toBe(1)
})

test('help is no fault', async () => {
  expect(await cli(['--help'], {})).toMatchObject({ code: 0, stderr: '' })
})

test('tells its version', async () => {
  expect(await cli(['--version'], {})).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    stderr: '',
  })
})

test('the chat asks the server of the configuration', async () => {
  const port = await freePort()
  const { stderr } = await cli(['chat', '--as', 'wangxiulan'], { PORT: String(port) })
  expect(stderr).toContain(`http://127.0.0.1:${port} `)
})

test('commands work beside the running server and alone, on the same data', async () => {
  const environment = { DATA_DIR: await folder() }
  const product = await startProduct(environment)
  const beside = await cli(['token', 'create', '--role', 'organisation_admin', '--scope', '/'], environment)
  expect(beside).toMatchObject({ code: 0, stderr: '' })
  const headers = { authorization: `Bearer ${beside.stdout.trim()}` }
  expect((await fetch(`${product.url}/api/v1/cases`, { headers })).status).toBe(200)
  expect(await product.stop()).toBe(0)
  const alone = await cli(['token', 'list'], environment)
  expect(alone.code).toBe(0)
  expect(alone.stdout.trim()).not.toBe('')
  expect(await cli(['audit', 'verify'], environment)).toMatchObject({ code: 0, stdout: '审计记录完整，没有改动。\n' })
})

test('prints where it is to be found, starts again within 3 s of work, and stops within 10 s, three times over', async () => {
  const environment = { DATA_DIR: await folder(), PORT: String(await freePort()) }
  const starts: number[] = []
  for (let round = 0; round < 3; round++) {
    const product = await startProduct(environment)
    if (round > 0) starts.push(product.readyAfterMs)
    await vi.waitFor(() => expect(product.output()).toContain(`http://127.0.0.1:${environment.PORT}/chat`))
    const startedAt = performance.now()
    expect(await product.stop()).toBe(0)
    expect(performance.now() - startedAt).toBeLessThan(10_000)
    expect(product.output()).not.toMatch(/warn|error|deprecat/i)
  }
  // What other programs take of the machine only makes a start longer.
  expect(Math.min(...starts)).toBeLessThan(3_000)
}, 120_000)

test('a backup goes into another installation with its key, and the file is for its owner only', async () => {
  const from = { DATA_DIR: await folder() }
  const product = await startProduct(from)
  const file = path.join(await folder(), 'backup.tar.gz')
  expect(await cli(['backup', file], from)).toMatchObject({ code: 0, stderr: '' })
  await product.stop()
  const to = { DATA_DIR: await folder() }
  expect(await cli(['restore', file], to)).toMatchObject({ code: 0, stderr: '' })
  const keyOf = (dir: string) => readFileSync(path.join(dir, 'keys', 'secret-key'), 'utf8')
  expect(keyOf(to.DATA_DIR)).toBe(keyOf(from.DATA_DIR))
  const restored = await startProduct(to)
  const people = await fetch(`${restored.url}/chat/people`)
  expect(people.status).toBe(200)
  await restored.stop()
  const again = await cli(['restore', file], to)
  expect(again.code).toBe(1)
  expect(again.stderr.trim()).toMatch(/^this installation holds data already[^\n]*$/)
})
