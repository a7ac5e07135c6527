import { readFile } from 'node:fs/promises'
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import files from '@fastify/static'
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { isChoice } from '../../ballots/box.ts'
import { voterOf } from '../../ballots/link.ts'
import { hashOf, type SigningKeys, signBlindly } from '../../ballots/signing.ts'
import { todayOf } from '../../deps.ts'
import { type BallotRound, ballotRound, mayVote } from '../../store/ballot-rounds.ts'
import { addBallotBoxes, castBallot, takeTickets } from '../../store/ballots.ts'
import { BALLOT_PROGRAMS, BALLOT_WORDS, ballotPage, noBallotPage } from './ballot-page.ts'
import { ballotHeaders } from './headers.ts'
import { isFromElsewhere } from './resident-forms.ts'
import { SCRIPTS, type Script, scriptFor, writerOf } from './script.ts'
import { type PageDeps, send } from './session.ts'

/** A whole branch sits in one room, behind one address. */
const PAGES_PER_MINUTE = 600
const BALLOTS_PER_MINUTE = 6_000
/** Of a branch with 600 members. */
const MAX_BODY_BYTES = 256 * 1_024

/** Where the package with the voter's half of the signatures lies: served as it is, so that anybody can compare it. */
const LIBRARY_FOLDER = fileURLToPath(new URL('.', import.meta.resolve('@cloudflare/blindrsa-ts')))

/** Longer than the keys of a small branch take; who waits for more is told so. */
const WAIT_MS = 3_000
const AGAIN_S = 5

interface Asked {
  Params: { token: string }
  Querystring: { lang?: unknown }
}

function scriptOf({ query, headers }: FastifyRequest): Script {
  return scriptFor((query as Asked['Querystring']).lang, headers['accept-language'])
}

/**
 * The page on which members vote about one another. Between the two requests of a ballot nothing is handed on: the one
 * for signatures knows who asks and sees nothing, the one that casts sees a ballot and is asked by nobody.
 */
export function ballotPages(deps: PageDeps): FastifyPluginAsync {
  return async (app) => {
    app.addHook('onRequest', async (_request, reply) => {
      reply.headers(ballotHeaders(deps.config.publicUrl))
    })
    await app.register(scripts)
    app.get<Asked>('/b/:token', { exposeHeadRoute: false, ...limit(PAGES_PER_MINUTE) }, (request, reply) =>
      showPage(deps, request, reply),
    )
    const large = { bodyLimit: MAX_BODY_BYTES, ...limit(PAGES_PER_MINUTE) }
    app.post<Asked>('/b/:token/tickets', large, (request, reply) => giveTickets(deps, request, reply))
    app.post('/b/cast', limit(BALLOTS_PER_MINUTE), (request, reply) => takeBallot(deps, request, reply))
  }
}

function limit(max: number) {
  return { config: { rateLimit: { max } } }
}

async function scripts(app: FastifyInstance): Promise<void> {
  const program = await readFile(new URL('./static/ballot.js', import.meta.url), 'utf8')
  for (const script of SCRIPTS) {
    // Nothing in it is Chinese but what it says.
    app.get(BALLOT_PROGRAMS[script], limit(PAGES_PER_MINUTE), async (_request, reply) =>
      reply.type('text/javascript; charset=utf-8').header('cache-control', 'no-cache').send(writerOf(script)(program)),
    )
  }
  await app.register(files, {
    ...{ root: LIBRARY_FOLDER, prefix: '/pages/ballot/blindrsa/', decorateReply: false, index: false },
    ...{ allowedPath: (path: string) => path.endsWith('.js'), cacheControl: true, maxAge: '1h' },
  })
}

/** Who asks and about what, or the words why they cannot vote. */
async function openBooth(
  deps: PageDeps,
  token: string,
): Promise<{ round: BallotRound; personId: string } | { status: number; words: string }> {
  const voter = voterOf(deps.seal, token)
  const today = todayOf(deps)
  const round = voter === null ? null : await ballotRound(deps.pool, voter.roundId, today)
  if (voter === null || round === null) return { status: 404, words: BALLOT_WORDS.unknown }
  if (round.refusal !== null) return { status: 410, words: BALLOT_WORDS[round.refusal] }
  const { personId } = voter
  if (!(await mayVote(deps.pool, round, { personId, today }))) return { status: 403, words: BALLOT_WORDS.foreign }
  return { round, personId }
}

async function showPage(deps: PageDeps, request: FastifyRequest<Asked>, reply: FastifyReply): Promise<FastifyReply> {
  const booth = await openBooth(deps, request.params.token)
  const script = scriptOf(request)
  if ('words' in booth) return send(reply.code(booth.status), noBallotPage(booth.words, script))
  const round = await withBoxes(deps, booth.round)
  if (isReady(round)) return send(reply, ballotPage({ round, voterId: booth.personId, script }))
  return send(reply.code(503).header('refresh', AGAIN_S), noBallotPage(BALLOT_WORDS.preparing, script))
}

function isReady({ subjects }: BallotRound): boolean {
  return subjects.every(({ publicKey }) => publicKey !== null)
}

/** Rounds whose boxes are being made: all who open the page meanwhile wait for the same. */
const making = new Map<string, Promise<void>>()

/** Boxes are made in the night in which the round opens; where that is not done yet, whoever comes first begins it. */
async function withBoxes(deps: PageDeps, round: BallotRound): Promise<BallotRound> {
  if (isReady(round)) return round
  const made = making.get(round.id) ?? makeBoxes(deps, round)
  making.set(round.id, made)
  await Promise.race([made, pause(WAIT_MS, null, { ref: false })])
  return (await ballotRound(deps.pool, round.id, todayOf(deps))) ?? round
}

/** Goes on when nobody waits any more. Throws nothing: who comes next begins it again. */
async function makeBoxes({ pool, seal, log }: PageDeps, { id: roundId, subjects }: BallotRound): Promise<void> {
  // The last first: the worker, which may be at it too, begins with the first.
  const subjectIds = subjects.map(({ id }) => id).reverse()
  try {
    await addBallotBoxes(pool, seal, { roundId, subjectIds })
  } catch (error) {
    log.warn({ round_id: roundId, err: error }, 'making the boxes of an appraisal failed')
  } finally {
    making.delete(roundId)
  }
}

function refuse(reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply.code(status).send({ statusCode: status, message: writerOf(scriptOf(reply.request))(message) })
}

async function giveTickets(deps: PageDeps, request: FastifyRequest<Asked>, reply: FastifyReply): Promise<FastifyReply> {
  if (isFromElsewhere(request)) return refuse(reply, 403, BALLOT_WORDS.malformed)
  const booth = await openBooth(deps, request.params.token)
  if ('words' in booth) return refuse(reply, booth.status, booth.words)
  const { round, personId } = booth
  if (!isReady(round)) return refuse(reply, 503, BALLOT_WORDS.preparing)
  const blinded = blindedOf(request.body)
  const others = round.subjects.filter(({ id }) => id !== personId)
  // All at once or nothing: who leaves somebody out would be known by it.
  if (blinded.size !== others.length || !others.every(({ id }) => blinded.has(id))) {
    return refuse(reply, 422, BALLOT_WORDS.mismatch)
  }
  const wishes = [...blinded].map(([subjectId, message]) => ({ subjectId, blindedHash: hashOf(message) }))
  const keys = await takeTickets(deps.pool, deps.seal, { roundId: round.id, voterId: personId, wishes })
  if (keys === null) return refuse(reply, 409, BALLOT_WORDS.taken)
  const signatures = await signAll(keys, blinded)
  return signatures === null ? refuse(reply, 400, BALLOT_WORDS.malformed) : reply.send({ signatures })
}

/** What the page sent, by subject. Anything else in it is left out. */
function blindedOf(body: unknown): Map<string, Buffer> {
  const told = (body as { blinded?: unknown } | null)?.blinded
  if (typeof told !== 'object' || told === null) return new Map()
  return new Map(
    Object.entries(told).flatMap(([id, text]) =>
      typeof text === 'string' ? [[id, Buffer.from(text, 'base64')] as const] : [],
    ),
  )
}

/** A millisecond each: others get their turn between two. */
async function signAll(
  keys: ReadonlyMap<string, SigningKeys>,
  blinded: ReadonlyMap<string, Buffer>,
): Promise<Record<string, string> | null> {
  const signatures: Record<string, string> = {}
  for (const [subjectId, pair] of keys) {
    const signature = signBlindly(pair, blinded.get(subjectId) ?? Buffer.alloc(0))
    if (signature === null) return null
    signatures[subjectId] = signature.toString('base64')
    await nextTurn()
  }
  return signatures
}

async function takeBallot(deps: PageDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const ballot = ballotOf(request.body)
  if (ballot === null) return refuse(reply, 400, BALLOT_WORDS.malformed)
  const outcome = await castBallot(deps.pool, deps.seal, { ...ballot, today: todayOf(deps) })
  if (outcome === 'late') return refuse(reply, 410, BALLOT_WORDS.over)
  if (outcome === 'unknown_choice') return refuse(reply, 400, BALLOT_WORDS.malformed)
  if (outcome === 'foreign') return refuse(reply, 403, BALLOT_WORDS.malformed)
  return reply.code(204).send()
}

const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

function ballotOf(body: unknown) {
  const { round, subject, choice, token, signature } = (body ?? {}) as Record<string, unknown>
  if (typeof round !== 'string' || typeof subject !== 'string' || !ID.test(round) || !ID.test(subject)) return null
  if (typeof token !== 'string' || typeof signature !== 'string' || !isChoice(choice)) return null
  const signed = { token: Buffer.from(token, 'base64'), signature: Buffer.from(signature, 'base64') }
  return { roundId: round, subjectId: subject, choice, ...signed }
}
