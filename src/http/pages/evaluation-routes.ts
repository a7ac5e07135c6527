import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { todayOf } from '../../deps.ts'
import { appealTo, mayGrade } from '../../domain/review/graders.ts'
import { isSecretaryOf } from '../../domain/roles.ts'
import {
  agree,
  appeal,
  asOfNow,
  type By,
  decideAppeal,
  giveGrade,
  leadersOf,
  saySummary,
} from '../../store/evaluation-acts.ts'
import { evidenceOf } from '../../store/evaluation-evidence.ts'
import { peersPicture, residentsPictures } from '../../store/evaluation-pictures.ts'
import { concludeUnseen, handOver, openGrade } from '../../store/evaluation-showing.ts'
import { type Evaluation, evaluationById, evaluationOf, evaluationsOfRound } from '../../store/evaluations.ts'
import { branchesLedBy } from '../../store/led-branches.ts'
import { settingsFor } from '../../store/settings.ts'
import { evidencePage } from './evaluation-evidence-page.ts'
import { gradingPage } from './evaluation-grading-page.ts'
import { evaluationListPage } from './evaluation-list-page.ts'
import { ownEvaluationPage } from './evaluation-page.ts'
import type { Pictures } from './evaluation-parts.ts'
import { type Done, doneWords, EVALUATION_REFUSALS } from './evaluation-words.ts'
import { askToSignIn, nothingHere } from './review-frame.ts'
import { forbid, formOf, type PageDeps, send, signedIn } from './session.ts'

type Signed = NonNullable<Awaited<ReturnType<typeof signedIn>>>
type Refused = keyof typeof EVALUATION_REFUSALS

const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/
const UNPROCESSABLE = 422

/** Members' years: one's own, those that one grades, and the records behind every number. */
export function evaluationRoutes(deps: PageDeps): FastifyPluginAsync {
  return async (app) => {
    ownRoutes(app, deps)
    leaderRoutes(app, deps)
    evidenceRoute(app, deps)
  }
}

interface OfRound {
  Params: { roundId: string }
  Querystring: { done?: string }
}

function ownRoutes(app: FastifyInstance, deps: PageDeps): void {
  app.get<OfRound>('/review/year/:roundId', { exposeHeadRoute: false }, async (request, reply) => {
    const signed = await signedIn(deps, request)
    if (!signed) return askToSignIn(reply)
    return showOwn(deps, reply, { signed, roundId: request.params.roundId, done: request.query.done })
  })
  const own = (path: string, act: (whose: Whose, form: Form, by: By) => Promise<Refused | null>) =>
    app.post<OfRound>(`/review/year/:roundId/${path}`, async (request, reply) => {
      const sent = await formSent(deps, request)
      if (!sent) return forbid(reply)
      const { roundId } = request.params
      if (!ID.test(roundId)) return nothingHere(reply)
      const { signed, form, by } = sent
      const refusal = await act({ roundId, personId: signed.personId }, form, by)
      if (refusal === null) return reply.redirect(`/review/year/${roundId}?done=${ownDone(path, form)}`, 303)
      return showOwn(deps, reply.code(UNPROCESSABLE), { signed, roundId, refusal, written: form.text ?? null })
    })
  own('summary', (whose, { text = '', do: what }, by) =>
    saySummary(deps.db, whose, { text, handIn: what === 'hand-in' }, by),
  )
  own('open', (whose, _form, by) => openGrade(deps.db, whose, by))
  own('agree', (whose, _form, by) => agree(deps.db, whose, by))
  own('appeal', (whose, { text = '', to = '' }, by) => appeal(deps.db, whose, { text, to }, by))
}

type Form = ReturnType<typeof formOf>
interface Whose {
  roundId: string
  personId: string
}

function ownDone(path: string, form: Form): Done {
  if (path === 'summary') return form.do === 'hand-in' ? 'handed-in' : 'kept'
  return path === 'agree' ? 'agreed' : path === 'open' ? 'opened' : 'appealed'
}

/** A form of this page, sent by who is signed in; `null`: neither. */
async function formSent(deps: PageDeps, request: FastifyRequest) {
  const signed = await signedIn(deps, request)
  const form = formOf(request)
  if (!signed || form.csrf !== signed.csrf) return null
  const by: By = { by: signed.personId, now: deps.now(), timezone: deps.config.timezone }
  return { signed, form, by }
}

interface ShownOwn {
  signed: Signed
  roundId: string
  done?: string | undefined
  refusal?: Refused
  written?: string | null
}

async function showOwn(deps: PageDeps, reply: FastifyReply, shown: ShownOwn): Promise<FastifyReply> {
  const { signed, roundId, refusal, written = null, done } = shown
  const { personId, csrf } = signed
  const found = ID.test(roundId) ? await evaluationOf(deps.db, { roundId, personId }) : null
  if (!found) return showList(deps, reply, { signed, roundId })
  const { timezone } = deps.config
  const today = todayOf(deps)
  const evaluation = await asOfNow(deps.db, found, { now: deps.now(), timezone })
  const leaders = await leadersOf(deps.db, found, today)
  const page = ownEvaluationPage({
    ...{ evaluation, today, timezone, csrf, written, pictures: await picturesOf(deps, found) },
    appealTo: appealTo({ personId, gradedBy: found.content.gradedBy ?? '' }, leaders),
    leads: (await readerIn(deps, personId, found.round.branchId)).leads,
    problem: refusal === undefined ? null : EVALUATION_REFUSALS[refusal],
    done: doneWords(done),
  })
  return send(reply, page)
}

async function picturesOf({ db }: PageDeps, evaluation: Evaluation): Promise<Pictures> {
  return { residents: await residentsPictures(db, evaluation), peers: await peersPicture(db, evaluation) }
}

/** Who reads, and whether they lead the branch itself: above it nobody looks at single members. */
async function readerIn(deps: PageDeps, personId: string, branchId: string) {
  const led = await branchesLedBy(deps.db, personId, todayOf(deps))
  const person = led?.person ?? null
  const above = person?.assignments.some((post) => post.role === 'organisation_admin' && post.below?.has(branchId))
  const leads =
    person !== null &&
    (isSecretaryOf(person.assignments, branchId) ||
      (!above && led?.branches.some(({ id }) => id === branchId) === true))
  return { person, leads }
}

interface OfPerson {
  Params: { roundId: string; personId: string }
  Querystring: { done?: string }
}

function leaderRoutes(app: FastifyInstance, deps: PageDeps): void {
  app.get<OfRound>('/review/year/:roundId/all', { exposeHeadRoute: false }, async (request, reply) => {
    const signed = await signedIn(deps, request)
    return signed ? showList(deps, reply, { signed, roundId: request.params.roundId }) : askToSignIn(reply)
  })
  app.get<OfPerson>('/review/year/:roundId/of/:personId', { exposeHeadRoute: false }, async (request, reply) => {
    const signed = await signedIn(deps, request)
    if (!signed) return askToSignIn(reply)
    return showGrading(deps, reply, { signed, whose: request.params, done: request.query.done })
  })
  const led = (path: string, done: Done, act: (whose: Whose, form: Form, by: By) => Promise<Refused | null>) =>
    app.post<OfPerson>(`/review/year/:roundId/of/:personId/${path}`, async (request, reply) => {
      const sent = await formSent(deps, request)
      if (!sent) return forbid(reply)
      const whose = request.params
      if (!areIds(whose)) return nothingHere(reply)
      const { signed, form, by } = sent
      const refusal = await act(whose, form, by)
      if (refusal === null) {
        return reply.redirect(`/review/year/${whose.roundId}/of/${whose.personId}?done=${done}`, 303)
      }
      const written = { grade: form.grade ?? '', words: form.words ?? '' }
      return showGrading(deps, reply.code(UNPROCESSABLE), { signed, whose, refusal, written })
    })
  led('grade', 'graded', (whose, { grade = '', words = '' }, by) =>
    giveGrade(deps.db, whose, { grade, reason: words }, by),
  )
  led('hand-over', 'handed-over', (whose, _form, by) => handOver(deps.db, whose, by))
  led('conclude', 'concluded', (whose, { words = '' }, by) => concludeUnseen(deps.db, whose, { reason: words }, by))
  led('decide', 'decided', (whose, { grade = '', words = '' }, by) => {
    const outcome = grade === '' ? 'upheld' : 'changed'
    return decideAppeal(deps.db, whose, { outcome, answer: words, grade: grade === '' ? null : grade }, by)
  })
}

function areIds({ roundId, personId }: Whose): boolean {
  return ID.test(roundId) && ID.test(personId)
}

async function showList(
  deps: PageDeps,
  reply: FastifyReply,
  { signed, roundId }: { signed: Signed; roundId: string },
): Promise<FastifyReply> {
  const evaluations = ID.test(roundId) ? await evaluationsOfRound(deps.db, roundId) : []
  const [first] = evaluations
  if (!first) return nothingHere(reply)
  const readerId = signed.personId
  const leaders = await leadersOf(deps.db, first, todayOf(deps))
  const opens = (one: Evaluation) => mayOpen(one, { readerId, leaders })
  const { leads } = await readerIn(deps, readerId, first.round.branchId)
  // Who was asked from above for a leader's own year, or chosen for an appeal, sees that one alone.
  const listed = leads ? evaluations : evaluations.filter(opens)
  if (listed.length === 0) return nothingHere(reply)
  return send(
    reply,
    evaluationListPage({ evaluations: listed, round: first.round, readerId, opens, csrf: signed.csrf }),
  )
}

interface Opening {
  readerId: string
  leaders: Awaited<ReturnType<typeof leadersOf>>
}

function mayOpen({ personId, appeal: asked }: Evaluation, { readerId, leaders }: Opening): boolean {
  return personId !== readerId && (asked?.toPersonId === readerId || mayGrade(readerId, personId, leaders))
}

interface ShownGrading {
  signed: Signed
  whose: Whose
  done?: string | undefined
  refusal?: Refused
  written?: { grade: string; words: string }
}

async function showGrading(deps: PageDeps, reply: FastifyReply, shown: ShownGrading): Promise<FastifyReply> {
  const { signed, whose, done, refusal, written = null } = shown
  const evaluation = areIds(whose) ? await evaluationOf(deps.db, whose) : null
  const readerId = signed.personId
  if (!evaluation) return nothingHere(reply)
  const leaders = await leadersOf(deps.db, evaluation, todayOf(deps))
  if (!mayOpen(evaluation, { readerId, leaders })) return nothingHere(reply)
  const { gradeNames } = await settingsFor(deps.db, evaluation.round.organisationId)
  const page = gradingPage({
    ...{ evaluation, readerId, gradeNames, written, csrf: signed.csrf },
    ...{ today: todayOf(deps), timezone: deps.config.timezone },
    pictures: await picturesOf(deps, evaluation),
    problem: refusal === undefined ? null : EVALUATION_REFUSALS[refusal],
    done: doneWords(done),
  })
  return send(reply, page)
}

interface OfStatement {
  Params: { evaluationId: string; about: string }
  Querystring: { activity?: string }
}

/** For the member, for who may grade, and for who decides the appeal; each reads of a record what they may read of it anywhere. */
function evidenceRoute(app: FastifyInstance, deps: PageDeps): void {
  app.get<OfStatement>('/review/evidence/:evaluationId/:about', { exposeHeadRoute: false }, async (request, reply) => {
    const signed = await signedIn(deps, request)
    if (!signed) return askToSignIn(reply)
    const { evaluationId, about } = request.params
    const found = ID.test(evaluationId) ? await evaluationById(deps.db, evaluationId) : null
    if (!found) return nothingHere(reply)
    const own = found.personId === signed.personId
    const leaders = await leadersOf(deps.db, found, todayOf(deps))
    const opens = own || (found.stage !== 'draft' && mayOpen(found, { readerId: signed.personId, leaders }))
    const { person: reader } = await readerIn(deps, signed.personId, found.round.branchId)
    const { timezone } = deps.config
    const { content } = await asOfNow(deps.db, found, { now: deps.now(), timezone })
    const activity = request.query.activity ?? null
    const statement = content.statements.find((one) => one.about === about && one.activity === activity)
    if (!opens || reader === null || !statement) return nothingHere(reply)
    const back = own ? `/review/year/${found.round.id}` : `/review/year/${found.round.id}/of/${found.personId}`
    const shown = await evidenceOf(deps, statement, { reader, timezone })
    return send(reply, evidencePage({ ...shown, statement, name: found.personName, back, csrf: signed.csrf }))
  })
}
