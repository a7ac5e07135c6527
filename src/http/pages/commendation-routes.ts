/** `/review/commendations`: for whom they are, who gave them, and who leads the branch. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import {
  answerCommendation,
  type CommendationShown,
  commendationById,
  commendationsFor,
  giveCommendation,
} from '../../store/commendations.ts'
import { peopleOfBranch } from '../../store/people-of-branch.ts'
import { transact } from '../../store/transact.ts'
import {
  COMMENDATION_DONE,
  COMMENDING_REFUSALS,
  commendationPage,
  commendationSheet,
  commendationsPage,
  commendPage,
} from './commendation-pages.ts'
import { askToSignIn, nothingHere } from './review-frame.ts'
import { type ReviewReader, reviewReader } from './review-reader.ts'
import { forbid, formOf, type PageDeps, send } from './session.ts'

const LIST = '/review/commendations'
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

type OfOne = { Params: { id: string }; Querystring: { done?: string } }
type Form = Partial<Record<string, string>>

export function commendationRoutes(deps: PageDeps): FastifyPluginAsync {
  return async (app) => {
    app.get(LIST, { exposeHeadRoute: false }, async (request, reply) => {
      const reader = await reviewReader(deps, request)
      if (!reader) return askToSignIn(reply)
      const branchIds = reader.leads.map(({ id }) => id)
      return send(
        reply,
        commendationsPage(reader, await commendationsFor(deps.db, { personId: reader.personId, branchIds })),
      )
    })
    app.get<{ Querystring: { branch?: string } }>(`${LIST}/new`, { exposeHeadRoute: false }, async (request, reply) => {
      const reader = await reviewReader(deps, request)
      if (!reader) return askToSignIn(reply)
      return showGiving(deps, { reader, reply }, { branch: request.query.branch ?? '' }, null)
    })
    app.post(LIST, (request, reply) => commend(deps, request, reply))
    app.get<OfOne>(`${LIST}/:id`, { exposeHeadRoute: false }, async (request, reply) => {
      const found = await find(deps, request)
      if (found === null) return askToSignIn(reply)
      if (!found.one) return nothingHere(reply)
      const done = COMMENDATION_DONE[request.query.done ?? ''] ?? null
      return send(reply, commendationPage({ ...found, done }))
    })
    app.get<OfOne>(`${LIST}/:id/print`, { exposeHeadRoute: false }, async (request, reply) => {
      const found = await find(deps, request)
      if (found === null) return askToSignIn(reply)
      return found.one ? send(reply, commendationSheet(found.one)) : nothingHere(reply)
    })
    app.post<OfOne>(`${LIST}/:id/public`, (request, reply) => answer(deps, request, reply))
  }
}

type Found = { reader: ReviewReader; one: CommendationShown } | { reader: ReviewReader; one: null }

/** `null`: nobody is signed in. Without `one`: there is none, or it is none of the reader's. */
async function find(deps: PageDeps, request: FastifyRequest<OfOne>): Promise<Found | null> {
  const reader = await reviewReader(deps, request)
  if (!reader) return null
  const { id } = request.params
  const one = UUID.test(id) ? await commendationById(deps.db, id) : null
  const { personId, leads } = reader
  const theirs =
    one !== null &&
    (one.person.id === personId || one.giver?.id === personId || leads.some((branch) => branch.id === one.branch.id))
  return theirs ? { reader, one } : { reader, one: null }
}

async function showGiving(
  deps: PageDeps,
  { reader, reply }: { reader: ReviewReader; reply: FastifyReply },
  filled: Form,
  problem: string | null,
): Promise<FastifyReply> {
  const branch = [...reader.leads, ...reader.above].find(({ id }) => id === filled.branch)
  if (!branch) return nothingHere(reply)
  const people = await peopleOfBranch(deps.db, branch.id, reader.today)
  return send(reply.code(problem === null ? 200 : 409), commendPage({ reader, branch, people, filled, problem }))
}

async function commend(deps: PageDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const reader = await reviewReader(deps, request)
  const form = formOf(request)
  if (!reader || form.csrf !== reader.csrf) return forbid(reply)
  const branch = [...reader.leads, ...reader.above].find(({ id }) => id === form.branch)
  if (!branch) return nothingHere(reply)
  const again = (problem: string) => showGiving(deps, { reader, reply }, form, problem)
  if (!UUID.test(form.person ?? '')) return again(COMMENDING_REFUSALS.not_of_branch)
  const given = {
    ...{ branchId: branch.id, roundId: null, personId: form.person ?? '', givenBy: reader.personId },
    ...{ reason: form.reason ?? '', caseCodes: codesIn(form.codes ?? '') },
  }
  const at = { today: reader.today, now: deps.now() }
  const giving = await transact(deps.db, (tx, note) => giveCommendation({ tx, note }, given, at))
  if ('refusal' in giving) return again(COMMENDING_REFUSALS[giving.refusal])
  return reply.redirect(`${LIST}/${giving.id}?done=given`, 303)
}

/** As people write them: in a row, with anything between. */
function codesIn(text: string): string[] {
  return text
    .toUpperCase()
    .split(/[\s,，、;；]+/u)
    .filter((code) => code !== '')
}

async function answer(deps: PageDeps, request: FastifyRequest<OfOne>, reply: FastifyReply): Promise<FastifyReply> {
  const found = await find(deps, request)
  const form = formOf(request)
  if (found === null || form.csrf !== found.reader.csrf) return forbid(reply)
  const isPublic = form.public === 'yes'
  const asked = { id: found.one?.id ?? '', personId: found.reader.personId, isPublic }
  const isTheirs =
    found.one?.person.id === asked.personId &&
    (await transact(deps.db, (tx, note) => answerCommendation({ tx, note }, asked, deps.now())))
  if (!isTheirs) return nothingHere(reply)
  return reply.redirect(`${LIST}/${asked.id}?done=${isPublic ? 'public' : 'private'}`, 303)
}
