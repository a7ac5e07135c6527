/** A branch whose spot check was drawn, and people signed in to its pages. */
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { buildApp } from '../../src/app.ts'
import { civilDate } from '../../src/domain/calendar.ts'
import type { FrozenList } from '../../src/domain/review/frozen-list.ts'
import { drawZones } from '../../src/domain/review/sample.ts'
import { seedOf } from '../../src/domain/review/seed.ts'
import { turnReviewRounds } from '../../src/jobs/review-rounds.ts'
import { newToken } from '../../src/store/secret-tokens.ts'
import { addPersonLinks } from '../../src/store/sign-in-links.ts'
import { keepPhrase, sealPhrase } from '../../src/store/spot-check-draw.ts'
import { inTransaction } from '../../src/store/sql.ts'
import { type DigestWorld, digestWorld } from './digest-world.ts'

/** A Monday, the first day of the half-year's spot check. */
const SPOT_CHECK_DAY = new Date('2026-06-01T09:00:00+08:00')
const COOKIE = '__Host-zeren'
const MEMBERS = ['张建国', '王卫东', '李秀英', '赵玉兰', '孙德明', '周海燕']
const ROSTER = [
  '支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,上级组织',
  '幸福支部,,,,,陈书华,书记,chen,/东山街道',
  '幸福支部,,,,,赵普,副书记,zhaopu,',
  '幸福支部,,,,,李卫民,党员,liweimin,',
  ...MEMBERS.map((name, i) => `幸福支部,A${i + 1},${i + 1}片,社区,${i + 1}号楼,${name},党员,member${i},`),
  '东山支部,D1,广场,社区,东山广场,牛爱民,党员,niu,/东山街道',
  '东山支部,,,,,马向前,书记,ma,',
].join('\n')

export interface SpotCheckWorld extends DigestWorld {
  app: FastifyInstance
  roundId: string
  list: FrozenList
  listHash: string
  /** Phrases by the secretary and 赵普. */
  draw(): Promise<string[]>
  /** Codes that are looked at, those that came in among them. */
  sampled(): Promise<string[]>
  memberOf(code: string): string
  zoneId(code: string): string
  signIn(name: string): Promise<Visitor>
  close(): Promise<void>
}

export interface Visitor {
  open(path: string): Promise<LightMyRequestResponse>
  /** Send a form of the page at `path`. */
  submit(path: string, act: string, form: Record<string, string>): Promise<LightMyRequestResponse>
  /** The same with a photo. */
  upload(path: string, act: string, form: Record<string, string>, photo: Buffer): Promise<LightMyRequestResponse>
}

export async function spotCheckWorld(options: { opened?: boolean } = {}): Promise<SpotCheckWorld> {
  const world = await digestWorld(ROSTER)
  const { deps } = world
  deps.clock.now = SPOT_CHECK_DAY
  // Loaded that day, by the clock of the test.
  await deps.pool.query('update branches set created_at = $1', [SPOT_CHECK_DAY])
  if (options.opened !== false) await turnReviewRounds.run(deps, SPOT_CHECK_DAY)
  const { rows } = await deps.pool.query<{ id: string; list: FrozenList; list_hash: string }>(
    `select r.id, r.list, r.list_hash from review_rounds r join branches b on b.id = r.branch_id
      where r.kind = 'spot_check' and b.name = '幸福支部'`,
  )
  const [round] = rows
  if (!round) throw new Error('no spot check was opened')
  const { id: roundId, list, list_hash: listHash } = round
  const app = await buildApp(deps)
  const sampled = async () => {
    const found = await deps.pool.query<{ code: string }>(
      'select z.code from sampled_zones s join zones z on z.id = s.zone_id where s.round_id = $1 order by s.position',
      [roundId],
    )
    return found.rows.map(({ code }) => code)
  }
  return {
    ...world,
    ...{ app, roundId, list, listHash, sampled },
    memberOf: (code) => MEMBERS[Number(code.slice(1)) - 1] ?? '',
    zoneId: (code) => list.zones.find((zone) => zone.code === code)?.id ?? '',
    async draw() {
      const said = [
        { role: 'secretary', phrase: '春风又绿江南岸', personId: await world.personId('陈书华') },
        { role: 'second', phrase: '明月何时照我还', personId: await world.personId('赵普') },
      ] as const
      const seed = seedOf(listHash, said)
      for (const [after, { role, phrase, personId }] of said.entries()) {
        const saidAt = deps.now()
        const today = civilDate(saidAt, deps.config.timezone)
        const draw = after === 1 ? { seed, sample: drawZones(list, seed) } : null
        const sealed = sealPhrase(deps.seal, phrase)
        const kept = { roundId, role, personId, sealed, saidAt, today, after, draw }
        await inTransaction(deps.pool, (sql) => keepPhrase(sql, kept, saidAt))
      }
      return sampled()
    },
    signIn: (name) => signIn(world, app, name),
    async close() {
      await app.close()
      await deps.close()
    },
  }
}

async function signIn({ deps, personId }: DigestWorld, app: FastifyInstance, name: string): Promise<Visitor> {
  const { token, tokenHash } = newToken()
  const expiresAt = new Date(deps.now().getTime() + 60_000)
  await addPersonLinks(deps.pool, [
    { organisationId: deps.rootOrganisationId, personId: await personId(name), tokenHash, expiresAt },
  ])
  const { origin } = new URL(deps.config.publicUrl)
  const headers = { 'content-type': 'application/x-www-form-urlencoded', origin }
  const post = (url: string, form: Record<string, string>, cookies: Record<string, string>) =>
    app.inject({ method: 'POST', url, headers, cookies, payload: new URLSearchParams(form).toString() })
  const answer = await post('/sign-in', { token, to: 'review' }, {})
  const cookies = { [COOKIE]: answer.cookies.find((one) => one.name === COOKIE)?.value ?? '' }
  const open = (url: string) => app.inject({ url, cookies })
  const csrfAt = async (path: string) => /name="csrf" value="([^"]+)"/.exec((await open(path)).body)?.[1] ?? ''
  return {
    open,
    async submit(path, act, form) {
      return post(`${path}/${act}`, { csrf: await csrfAt(path), ...form }, cookies)
    },
    async upload(path, act, form, photo) {
      const body = new FormData()
      for (const [name, value] of Object.entries({ csrf: await csrfAt(path), ...form })) body.append(name, value)
      body.append('photo', new Blob([new Uint8Array(photo)]), 'photo.jpg')
      const request = new Request(origin, { method: 'POST', body })
      const type = request.headers.get('content-type') ?? ''
      const payload = Buffer.from(await request.arrayBuffer())
      const sent = { origin, 'content-type': type }
      return app.inject({ method: 'POST', url: `${path}/${act}`, headers: sent, cookies, payload })
    },
  }
}
