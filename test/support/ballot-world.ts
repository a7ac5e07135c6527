/** A branch of seven with a democratic appraisal that is open, and voters who keep to the protocol as the page does. */
import { randomBytes, webcrypto } from 'node:crypto'
import { type BlindRSA, RSABSSA } from '@cloudflare/blindrsa-ts'
import type { FastifyInstance } from 'fastify'
import { buildApp } from '../../src/app.ts'
import { ballotToken } from '../../src/ballots/link.ts'
import { jsonHash } from '../../src/domain/canonical-json.ts'
import { type DigestWorld, digestWorld } from './digest-world.ts'

const NAMES = ['陈书华', '张建国', '王卫东', '李秀英', '赵玉兰', '孙德明', '周海燕']
const HEAD = '支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,上级组织'
const ROSTER = [
  HEAD,
  `幸福支部,,,,,${NAMES[0]},书记,chen,/东山街道`,
  ...NAMES.slice(1).map((name, i) => `幸福支部,A${i + 1},${i + 1}片,社区,${i + 1}号楼,${name},党员,member${i},`),
  '幸福支部,A1,1片,社区,1号楼,外来人,外单位党员,guest,',
  '东山支部,D1,广场,社区,东山广场,牛爱民,党员,niu,',
].join('\n')

/** What a voter's phone holds about one ballot. */
export interface Held {
  token: Buffer
  /** `null`: nothing was meant by it. */
  inverse: Uint8Array | null
  blinded: string
}

export interface BallotWorld {
  deps: DigestWorld['deps']
  app: FastifyInstance
  roundId: string
  organisationId: string
  list: { people: { id: string; roles: ['zone_member'] | ['branch_secretary'] | ['guest_member']; zoneCodes: [] }[] }
  /** Ids of those who vote. */
  voters: string[]
  idOf(name: string): Promise<string>
  pathOf(personId: string): string
  /** The page as it is once the boxes are there; `headers` as the browser sends them. */
  opens(personId: string, headers?: Record<string, string>): Promise<{ statusCode: number; body: string }>
  /** Blind a fresh token for everybody but the voter; of those that are not `meant` only what looks like one, at once. */
  prepare(voterId: string, meant?: readonly string[]): Promise<Map<string, Held>>
  tickets(voterId: string, held: ReadonlyMap<string, Held>): Promise<{ status: number; body: Record<string, unknown> }>
  /** The signatures as the voter holds them at the end. */
  signed(voterId: string, held: ReadonlyMap<string, Held>): Promise<Map<string, { token: string; signature: string }>>
  cast(subjectId: string, signed: { token: string; signature: string }, choice: number | null): Promise<number>
  /** Another process over the same database. */
  restart(): Promise<void>
  close(): Promise<void>
}

export const BALLOT_DAY = new Date('2026-12-10T10:00:00+08:00')
const suite: BlindRSA = RSABSSA.SHA384.PSS.Randomized()

export async function ballotWorld(): Promise<BallotWorld> {
  const { deps, personId: idOf } = await digestWorld(ROSTER)
  deps.clock.now = BALLOT_DAY
  const running = { app: await buildApp(deps) }
  const voters = await Promise.all(NAMES.map(idOf))
  const guest = { id: await idOf('外来人'), roles: ['guest_member'] as ['guest_member'], zoneCodes: [] as [] }
  const members = voters.map((id, i) => ({
    ...{ id, zoneCodes: [] as [] },
    roles: (i === 0 ? ['branch_secretary'] : ['zone_member']) as ['zone_member'] | ['branch_secretary'],
  }))
  const list = { people: [...members, guest] }
  const { rows } = await deps.pool.query<{ id: string; organisation_id: string }>(
    `insert into review_rounds (organisation_id, branch_id, kind, period, state, opens_on, closes_on, list, list_hash)
     select organisation_id, id, 'democratic_appraisal', '2026', 'open', '2026-12-01', '2026-12-25', $1, $2
       from branches where name = '幸福支部' returning id, organisation_id`,
    [JSON.stringify(list), jsonHash(list)],
  )
  const [round] = rows
  if (!round) throw new Error('the round was not made')
  const roundId = round.id
  const pathOf = (personId: string) => `/b/${ballotToken(deps.seal, { roundId, personId })}`
  const keyOf = async (subjectId: string) => {
    const { rows: boxes } = await deps.pool.query<{ public_key: Buffer }>(
      'select public_key from ballot_boxes where round_id = $1 and subject_id = $2',
      [roundId, subjectId],
    )
    const spki = new Uint8Array(boxes[0]?.public_key ?? [])
    return webcrypto.subtle.importKey('spki', spki, { name: 'RSA-PSS', hash: 'SHA-384' }, true, ['verify'])
  }
  const prepare: BallotWorld['prepare'] = async (voterId, meant = voters) => {
    const held = new Map<string, Held>()
    for (const subjectId of voters.filter((id) => id !== voterId)) {
      if (!meant.includes(subjectId)) {
        // Below any modulus: one that is signed like any other.
        const blinded = Buffer.concat([Buffer.alloc(1), randomBytes(255)]).toString('base64')
        held.set(subjectId, { token: Buffer.alloc(0), inverse: null, blinded })
        continue
      }
      const message = suite.prepare(webcrypto.getRandomValues(new Uint8Array(32)))
      const { blindedMsg, inv } = await suite.blind(await keyOf(subjectId), message)
      const blinded = Buffer.from(blindedMsg).toString('base64')
      held.set(subjectId, { token: Buffer.from(message), inverse: inv, blinded })
    }
    return held
  }
  const tickets: BallotWorld['tickets'] = async (voterId, held) => {
    const blinded = Object.fromEntries([...held].map(([id, one]) => [id, one.blinded]))
    const answer = await running.app.inject({ method: 'POST', url: `${pathOf(voterId)}/tickets`, payload: { blinded } })
    return { status: answer.statusCode, body: answer.json() }
  }
  return {
    get app() {
      return running.app
    },
    ...{ deps, roundId, organisationId: round.organisation_id, list, voters, idOf, pathOf, prepare, tickets },
    async opens(personId, headers = {}) {
      for (;;) {
        const answer = await running.app.inject({ url: pathOf(personId), headers })
        if (answer.statusCode !== 503) return answer
      }
    },
    async signed(voterId, held) {
      const { status, body } = await tickets(voterId, held)
      if (status !== 200) throw new Error(`no tickets: ${status} ${JSON.stringify(body)}`)
      const signatures = body.signatures as Record<string, string>
      const meant = [...held].flatMap(([id, { token, inverse }]) => (inverse === null ? [] : [{ id, token, inverse }]))
      const finished = meant.map(async ({ id, ...one }) => {
        const blindly = Buffer.from(signatures[id] ?? '', 'base64')
        const signature = await suite.finalize(await keyOf(id), new Uint8Array(one.token), blindly, one.inverse)
        const signed = { token: one.token.toString('base64'), signature: Buffer.from(signature).toString('base64') }
        return [id, signed] as const
      })
      return new Map(await Promise.all(finished))
    },
    async cast(subjectId, signed, choice) {
      const payload = { round: roundId, subject: subjectId, choice, ...signed }
      return (await running.app.inject({ method: 'POST', url: '/b/cast', payload })).statusCode
    },
    async restart() {
      await running.app.close()
      running.app = await buildApp(deps)
    },
    async close() {
      await running.app.close()
      await deps.close()
    },
  }
}
