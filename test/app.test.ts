import { connect as dial, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../src/app.ts'
import { parseConfig } from '../src/config.ts'
import type { Deps } from '../src/deps.ts'
import { NotKeptError } from '../src/store/inbox.ts'
import { createToken } from '../src/store/tokens.ts'
import { type TestDeps, testDeps } from './support/deps.ts'

let deps: TestDeps
let app: FastifyInstance

beforeAll(async () => {
  deps = await testDeps([])
  app = await buildApp(deps)
})
afterAll(async () => {
  await app.close()
  await deps.close()
})

test('says that it is alive and able to work', async () => {
  expect((await app.inject('/healthz')).statusCode).toBe(200)
  expect((await app.inject('/readyz')).statusCode).toBe(200)
})

test('is alive but not able to work while the database is away', async () => {
  const pool = { query: () => Promise.reject(new Error('connection terminated')) } as unknown as Deps['pool']
  const away = await buildApp({ ...deps, pool })
  expect((await away.inject('/healthz')).statusCode).toBe(200)
  expect((await away.inject('/readyz')).statusCode).toBe(503)
  const metrics = await away.inject('/metrics')
  expect(metrics.statusCode).toBe(200)
  expect(metrics.body).toMatch(/^zeren_database_up 0$/m)
  await away.close()
})

test('is not able to work while nothing can be kept, and is again with the next that is', async () => {
  deps.metrics.refused(1)
  const refusing = await app.inject('/readyz')
  expect([refusing.statusCode, refusing.json()]).toEqual([503, { status: 'nothing can be kept' }])
  deps.metrics.kept({ fresh: 1, again: 0, ms: 1 })
  expect((await app.inject('/readyz')).statusCode).toBe(200)
})

test('shows what it measures, without a word or an account', async () => {
  await deps.keep({
    channel: 'wecom',
    key: 'm1',
    conversation: 'zhangsan',
    sentAt: new Date(),
    lane: 'normal',
    raw: '楼道灯坏了',
  })
  const { body } = await app.inject('/metrics')
  for (const name of ['inbox_open', 'inbox_oldest_seconds', 'outbox_open', 'outbox_oldest_seconds', 'queue_jobs']) {
    expect(body).toMatch(new RegExp(`^zeren_${name}\\b`, 'm'))
  }
  expect(body).toMatch(/^zeren_inbox_open 1$/m)
  expect(body).toMatch(/^process_resident_memory_bytes /m)
  expect(body).not.toMatch(/zhangsan|楼道灯/)
})

test('shows it on a public address only to who has a token', async () => {
  const config = parseConfig({ PUBLIC_URL: 'https://zeren.example.cn', DATA_DIR: deps.config.dataDir })
  const open = await buildApp({ ...deps, config })
  expect((await open.inject('/metrics')).statusCode).toBe(401)
  const bearing = (token: string) => open.inject({ url: '/metrics', headers: { authorization: `Bearer ${token}` } })
  expect((await bearing('guess')).statusCode).toBe(401)
  const token = await createToken(deps.db, deps.seal, {
    token: {
      scope: { organisationId: deps.rootOrganisationId, path: '/' },
      role: 'organisation_admin',
      readOnly: true,
      name: 'prometheus',
    },
    actor: 'test',
    now: new Date(),
  })
  expect((await bearing(token)).statusCode).toBe(200)
  await open.close()
})

describe('errors tell nothing but what helps', () => {
  test.each<[string, Error, number]>([
    ['our own fault', new Error('relation "secret_table" does not exist'), 500],
    ['a delivery that cannot be kept', new NotKeptError('the database is away'), 503],
    ['too large', Object.assign(new Error('/srv/app/file.ts'), { statusCode: 413 }), 413],
  ])('%s', async (_, error, status) => {
    const failing = await buildApp(deps)
    failing.get('/fails', async () => {
      throw error
    })
    const answer = await failing.inject('/fails')
    expect(answer.statusCode).toBe(status)
    expect(Object.keys(answer.json())).toEqual(['statusCode', 'message'])
    expect(answer.body).not.toMatch(/secret_table|srv|away|at /)
    await failing.close()
  })

  test('an address that is not there', async () => {
    expect((await app.inject('/wp-login.php')).json()).toEqual({ statusCode: 404, message: '没有这个地址。' })
  })
})

test('slow clients are cut and disturb nobody', async () => {
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const port = Number(new URL(address).port)
  const open: Socket[] = []
  let cut = 0
  for (let i = 0; i < 300; i++) {
    const socket = dial(port, '127.0.0.1', () => {
      // Half of them never end their headers, half their body.
      if (i % 2 === 0) socket.write('POST /webhooks/wecom HTTP/1.1\r\nHost: x\r\nX-Slow: ')
      else socket.write('POST /webhooks/wecom HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n<xml>')
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      cut++
    })
    socket.resume()
    open.push(socket)
  }
  const waits: number[] = []
  const until = performance.now() + 15_000
  while (cut < open.length && performance.now() < until) {
    const startedAt = performance.now()
    await fetch(`${address}/healthz`)
    waits.push(performance.now() - startedAt)
    await sleep(100)
  }
  expect(cut).toBe(open.length)
  waits.sort((a, b) => a - b)
  expect(waits[Math.floor(waits.length * 0.99)]).toBeLessThan(500)
  expect(waits[waits.length >> 1]).toBeLessThan(100)
})
