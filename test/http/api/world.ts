/** The API on a real database with the demo, a second branch, and cases in both. */
import { randomBytes } from 'node:crypto'
import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify'
import { pino } from 'pino'
import { parseConfig } from '../../../src/config.ts'
import { readRoster } from '../../../src/documents/roster.ts'
import type { ApiDeps } from '../../../src/http/api/deps.ts'
import { api } from '../../../src/http/api/plugin.ts'
import { loadDemo } from '../../../src/store/demo.ts'
import { findScope } from '../../../src/store/organisations.ts'
import { importRoster } from '../../../src/store/roster.ts'
import { caseHistory, cases, checkIns } from '../../../src/store/schema/cases.ts'
import { createSeal } from '../../../src/store/seal.ts'
import { createToken, type NewToken } from '../../../src/store/tokens.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'

export interface ApiWorld {
  app: FastifyInstance
  deps: ApiDeps
  database: TestDatabase
  clock: { now: Date }
  /** Outbox ids that were rung for. */
  rung: bigint[]
  token(scope?: string, changes?: Partial<Omit<NewToken, 'scope'>>): Promise<string>
  get(path: string, token?: string | null): Promise<{ status: number; body: Answer }>
  send(method: 'POST' | 'PUT', path: string, body: unknown, token?: string): Promise<{ status: number; body: Answer }>
  open(told: Partial<typeof cases.$inferInsert> & { code: string; zone?: string }): Promise<string>
  checkIn(told: Partial<typeof checkIns.$inferInsert> & { zone: string }): Promise<string>
  close(): Promise<void>
}
/** What came back, looked into by the tests. */
type Answer = Record<string, never> & {
  items: Record<string, never>[]
  nextCursor: string | null
  detail: string
}

export const TIMEZONE = 'Asia/Shanghai'

const REAL_BRANCH = `支部,责任区编号,类型,范围,姓名,角色,企业微信账号,手机,上级组织
东山支部,D1,社区,1-9号楼,马书记,书记,ma,13800138000,东山街道/东山社区
东山支部,D2,社区,东山广场,牛党员,党员,niu,13800138001,`

export async function apiWorld(environment: Record<string, string> = {}): Promise<ApiWorld> {
  const database = await testDatabase()
  const { db, pool } = database
  const clock = { now: new Date('2026-11-20T02:00:00Z') }
  const rung: bigint[] = []
  const deps: ApiDeps = {
    config: parseConfig({ DATA_DIR: '/nowhere', TIMEZONE, ...environment }),
    db,
    pool,
    seal: createSeal(randomBytes(32)),
    bells: { ring: (_bell, ids) => void rung.push(...ids), depth: async () => ({ inbound: 0, outbound: 0 }) },
    channels: new Map(),
    log: pino({ level: 'silent' }),
    now: () => clock.now,
  }
  const limits = { maxRecipients: 1000 } as const
  Object.assign(deps, {
    channels: new Map([
      ['wecom', limits],
      ['local', limits],
    ]),
  })
  const importing = { seal: deps.seal, actor: 'cli', now: clock.now, timezone: TIMEZONE }
  await loadDemo(db, deps.seal, importing)
  const reading = readRoster(REAL_BRANCH.split('\n').map((line) => line.split(',')))
  if (!reading) throw new Error('the roster was not read')
  await importRoster(db, reading.roster, importing)
  const app = Fastify()
  await app.register(api(deps))
  let anyToken: string | null = null

  const world: ApiWorld = {
    ...{ app, deps, database, clock, rung },
    async token(path = '/', changes = {}) {
      const scope = await findScope(db, path)
      if (!scope) throw new Error(`no ${path}`)
      const token = { scope, role: 'organisation_admin' as const, readOnly: false, name: 'test', ...changes }
      return createToken(db, deps.seal, { token, actor: 'cli', now: clock.now })
    },
    get: (path, token) => request({ method: 'GET', url: `/api/v1${path}` }, token),
    send: (method, path, body, token) => request({ method, url: `/api/v1${path}`, payload: body as object }, token),
    async open({ zone, ...told }) {
      const place = await placeOfZone(zone ?? told.code.split('-')[0] ?? '')
      const row = { ...CASE, ...place, createdAt: clock.now, updatedAt: clock.now, ...told }
      const [added] = await db.insert(cases).values(row).returning({ id: cases.id })
      const caseId = added?.id ?? ''
      const step = { caseId, organisationId: row.organisationId, step: 1, at: clock.now, toState: row.state }
      await db.insert(caseHistory).values({ ...step, event: 'open', byRole: 'zone_member', reason: '刘大爷说的' })
      return caseId
    },
    async checkIn({ zone, ...told }) {
      const row = { ...CHECK_IN, ...(await placeOfZone(zone)), createdAt: clock.now, ...told }
      const [added] = await db.insert(checkIns).values(row).returning({ id: checkIns.id })
      return added?.id ?? ''
    },
    async close() {
      await app.close()
      await database.drop()
    },
  }

  async function request(options: InjectOptions, token?: string | null) {
    anyToken ??= await world.token()
    const bearer = token === undefined ? anyToken : token
    const headers = bearer === null ? {} : { authorization: `Bearer ${bearer}` }
    const response = await app.inject({ ...options, headers })
    return { status: response.statusCode, body: response.json<Answer>() }
  }
  async function placeOfZone(code: string) {
    const { rows } = await database.pool.query<{ id: string; branch_id: string; organisation_id: string }>(
      "select id, branch_id, organisation_id from zones where code = $1 union all select null, null, id from organisations where path = '/' limit 1",
      [code],
    )
    const [found] = rows
    return {
      zoneId: found?.id ?? null,
      branchId: found?.branch_id ?? null,
      organisationId: found?.organisation_id ?? '',
    }
  }
  return world
}

const CASE = {
  kind: 'incident',
  category: 'facility',
  urgency: 'normal',
  state: 'new',
  placeText: '3号楼2单元401室刘大爷家',
  building: '3',
  unit: '2',
  room: '401',
  occurredOn: '2026-11-18',
  text: '3号楼2单元楼道灯坏了两天了',
  sourceStart: 0,
  sourceEnd: 10,
  confidence: 0.9,
  channel: 'local',
  recordNumber: 0,
  reporterRole: 'zone_member',
} as const satisfies Partial<typeof cases.$inferInsert>

const CHECK_IN = {
  activity: 'patrol',
  state: 'kept',
  text: '巡查了一圈',
  sourceStart: 0,
  sourceEnd: 5,
  confidence: 0.9,
  channel: 'local',
  recordNumber: 0,
} as const satisfies Partial<typeof checkIns.$inferInsert>
