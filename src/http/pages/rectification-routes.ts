/** `/review/rectifications`: what is to be put right, for those whom it concerns. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { mayRecheck, type RectificationStep } from '../../domain/review/rectification.ts'
import { APPEAL_OUTCOMES, type AppealOutcome } from '../../domain/review/vocabulary.ts'
import { appealRectification, decideRectificationAppeal, decidersOf } from '../../store/appeals.ts'
import { peopleOfBranch } from '../../store/people-of-branch.ts'
import { type RectificationShown, rectificationById, rectificationsFor } from '../../store/rectification-lists.ts'
import { answerRectification, markRectificationSeen, takeRectificationStep } from '../../store/rectification-steps.ts'
import { giveRectification } from '../../store/rectifications.ts'
import { transact } from '../../store/transact.ts'
import { givePage, rectificationsPage } from './rectification-list-page.ts'
import { type Part, rectificationPage } from './rectification-page.ts'
import {
  ANSWER_REFUSALS,
  APPEAL_REFUSALS,
  DECIDING_REFUSALS,
  DONE,
  GIVING_REFUSALS,
  STEP_REFUSALS,
} from './rectification-words.ts'
import { askToSignIn, nothingHere } from './review-frame.ts'
import { type ReviewReader, reviewReader } from './review-reader.ts'
import { forbid, formOf, type PageDeps, send } from './session.ts'

const LIST = '/review/rectifications'
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/
const DAY = /^\d{4}-\d{2}-\d{2}$/
const STEPS: readonly RectificationStep[] = ['report', 'pass', 'not_yet', 'extend', 'cancel']

type OfOne = { Params: { id: string }; Querystring: { done?: string } }
type Form = Partial<Record<string, string>>

export function rectificationRoutes(deps: PageDeps): FastifyPluginAsync {
  return async (app) => {
    app.get(LIST, { exposeHeadRoute: false }, async (request, reply) => {
      const reader = await reviewReader(deps, request)
      if (!reader) return askToSignIn(reply)
      const branchIds = reader.leads.map(({ id }) => id)
      const all = await rectificationsFor(deps.db, { personId: reader.personId, branchIds }, deps.config.timezone)
      return send(reply, rectificationsPage(reader, all))
    })
    app.get<{ Querystring: { branch?: string } }>(`${LIST}/new`, { exposeHeadRoute: false }, async (request, reply) => {
      const reader = await reviewReader(deps, request)
      if (!reader) return askToSignIn(reply)
      return showGiving(deps, { reader, reply }, { branch: request.query.branch ?? '' }, null)
    })
    app.post(LIST, (request, reply) => give(deps, request, reply))
    app.get<OfOne>(`${LIST}/:id`, { exposeHeadRoute: false }, async (request, reply) => {
      const found = await find(deps, request)
      if (found === null) return askToSignIn(reply)
      if (!found.one) return nothingHere(reply)
      const seen = await see(deps, found)
      return showOne(deps, reply, seen, { done: DONE[request.query.done ?? ''] ?? null })
    })
    app.post<OfOne>(`${LIST}/:id/step`, (request, reply) => acted(deps, request, reply, step))
    app.post<OfOne>(`${LIST}/:id/answer`, (request, reply) => acted(deps, request, reply, answer))
    app.post<OfOne>(`${LIST}/:id/appeal`, (request, reply) => acted(deps, request, reply, appeal))
    app.post<OfOne>(`${LIST}/:id/decide`, (request, reply) => acted(deps, request, reply, decide))
  }
}

interface Found {
  reader: ReviewReader
  one: RectificationShown
  part: Part
}

/** `null`: nobody is signed in. Without `one`: there is none, or it is none of the reader's. */
async function find(
  deps: PageDeps,
  request: FastifyRequest<OfOne>,
): Promise<Found | { reader: ReviewReader; one: null } | null> {
  const reader = await reviewReader(deps, request)
  if (!reader) return null
  const { id } = request.params
  const one = UUID.test(id) ? await rectificationById(deps.db, id, deps.config.timezone) : null
  const part = one && partOf(reader, one)
  return one && part ? { reader, one, part } : { reader, one: null }
}

/** Opened by the member it counts as read: from today on they may appeal, on this very page. */
async function see(deps: PageDeps, found: Found): Promise<Found> {
  const { reader, one, part } = found
  if (!part.isMember || one.seenOn !== null) return found
  const seen = { id: one.id, personId: reader.personId }
  await transact(deps.db, (tx, note) => markRectificationSeen({ tx, note }, seen, deps.now()))
  return { ...found, one: { ...one, seenOn: reader.today } }
}

/** `null`: it is none of the reader's. */
function partOf({ personId, leads }: ReviewReader, one: RectificationShown): Part | null {
  const isMember = one.person.id === personId
  const isHelper = one.helper?.id === personId
  const isGiver = one.giver?.id === personId
  const leadsIt = leads.some(({ id }) => id === one.branch.id)
  const isRechecker = one.rechecker === null ? leadsIt || isGiver : one.rechecker.id === personId
  const mayDecide = one.appeal?.to.id === personId
  if (!isMember && !isHelper && !isGiver && !leadsIt && !isRechecker && !mayDecide) return null
  const theirs = { personId: one.person.id, helperId: one.helper?.id ?? null }
  const isOther = mayRecheck(theirs, personId)
  return {
    isMember,
    mayReport: isMember || isHelper,
    mayRecheck: isOther && isRechecker,
    mayChange: isOther && (leadsIt || isGiver),
    mayDecide,
    knowsWhy: isMember || isGiver || leadsIt || mayDecide,
  }
}

async function showOne(
  deps: PageDeps,
  reply: FastifyReply,
  { reader, one, part }: Found,
  { problem = null, done = null, words = '' }: { problem?: string | null; done?: string | null; words?: string },
): Promise<FastifyReply> {
  const subject = { branchId: one.branch.id, personId: one.person.id, givenBy: one.giver?.id ?? null }
  const deciders = part.isMember && one.appeal === null ? await decidersOf(deps.db, subject, reader.today) : []
  return send(
    reply.code(problem === null ? 200 : 409),
    rectificationPage({ reader, one, part, deciders, problem, done, words }),
  )
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
  return send(reply.code(problem === null ? 200 : 409), givePage({ reader, branch, people, filled, problem }))
}

async function give(deps: PageDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const reader = await reviewReader(deps, request)
  const form = formOf(request)
  if (!reader || form.csrf !== reader.csrf) return forbid(reply)
  const branch = [...reader.leads, ...reader.above].find(({ id }) => id === form.branch)
  if (!branch) return nothingHere(reply)
  const personId = idIn(form.person)
  if (personId === null) return showGiving(deps, { reader, reply }, form, GIVING_REFUSALS.not_of_branch)
  const given = {
    ...{ branchId: branch.id, roundId: null, zoneId: null, personId, givenBy: reader.personId },
    ...{ what: form.what ?? '', reason: form.reason ?? '', dueOn: dayIn(form.due) ?? reader.today },
    ...{ helperId: idIn(form.helper), recheckerId: idIn(form.rechecker) },
  }
  const at = { today: reader.today, now: deps.now() }
  const giving = await transact(deps.db, (tx, note) => giveRectification({ tx, note }, given, at))
  if ('refusal' in giving) return showGiving(deps, { reader, reply }, form, GIVING_REFUSALS[giving.refusal])
  return reply.redirect(`${LIST}/${giving.id}?done=given`, 303)
}

/** What came of a form: what was done, or why not, with the words to be shown again. */
type Outcome = { done: string } | { problem: string; words: string }

async function acted(
  deps: PageDeps,
  request: FastifyRequest<OfOne>,
  reply: FastifyReply,
  act: (deps: PageDeps, found: Found, form: Form) => Promise<Outcome>,
): Promise<FastifyReply> {
  const found = await find(deps, request)
  const form = formOf(request)
  if (found === null || form.csrf !== found.reader.csrf) return forbid(reply)
  if (!found.one) return nothingHere(reply)
  const outcome = await act(deps, found, form)
  if ('problem' in outcome) return showOne(deps, reply, found, outcome)
  return reply.redirect(`${LIST}/${found.one.id}?done=${outcome.done}`, 303)
}

async function step(deps: PageDeps, { reader, one }: Found, form: Form): Promise<Outcome> {
  const name = STEPS.find((known) => known === form.step)
  // `pass` and `not_yet` share a field.
  const words = form[`reason-${name === 'not_yet' ? 'pass' : name}`] ?? ''
  if (!name) return { problem: STEP_REFUSALS.not_yours, words }
  const move = { step: name, by: reader.personId, reason: words, dueOn: dayIn(form.due) }
  const leads = reader.leads.some(({ id }) => id === one.branch.id)
  const at = { today: reader.today, now: deps.now() }
  const refusal = await transact(deps.db, (tx, note) =>
    takeRectificationStep({ tx, note }, { id: one.id, leads, move }, at),
  )
  return refusal === null ? { done: name } : { problem: STEP_REFUSALS[refusal], words }
}

async function answer(deps: PageDeps, { reader, one }: Found, form: Form): Promise<Outcome> {
  const said = { id: one.id, personId: reader.personId, text: form.answer ?? '' }
  const refusal = await transact(deps.db, (tx, note) => answerRectification({ tx, note }, said, deps.now()))
  return refusal === null ? { done: 'answer' } : { problem: ANSWER_REFUSALS[refusal], words: said.text }
}

async function appeal(deps: PageDeps, { reader, one }: Found, form: Form): Promise<Outcome> {
  const text = form.text ?? ''
  const asked = { by: reader.personId, text, toPersonId: form.to ?? '' }
  const at = { today: reader.today, now: deps.now() }
  const refusal = await transact(deps.db, (tx, note) => appealRectification({ tx, note }, one, asked, at))
  return refusal === null ? { done: 'appeal' } : { problem: APPEAL_REFUSALS[refusal], words: text }
}

async function decide(deps: PageDeps, { reader, one }: Found, form: Form): Promise<Outcome> {
  const answer = form.answer ?? ''
  const outcome = (Object.keys(APPEAL_OUTCOMES) as AppealOutcome[]).find((known) => known === form.outcome)
  if (!outcome) return { problem: DECIDING_REFUSALS.unknown_grade, words: answer }
  const asked = { by: reader.personId, outcome, answer }
  const at = { today: reader.today, now: deps.now() }
  const refusal = await transact(deps.db, (tx, note) => decideRectificationAppeal({ tx, note }, one, asked, at))
  return refusal === null ? { done: 'decide' } : { problem: DECIDING_REFUSALS[refusal], words: answer }
}

function idIn(text: string | undefined): string | null {
  return text !== undefined && UUID.test(text) ? text : null
}

function dayIn(text: string | undefined): string | null {
  return text !== undefined && DAY.test(text) && !Number.isNaN(Date.parse(text)) ? text : null
}
