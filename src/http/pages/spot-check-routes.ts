/** `/review/spot/:roundId`: a spot check for whoever looks at its zones, answers for one, or belongs to the branch. */
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { checkedText } from '../../decide/replies/spot-check.ts'
import { todayOf } from '../../deps.ts'
import { addDays, type CivilDate } from '../../domain/calendar.ts'
import { isTick, type Ticks } from '../../domain/review/checklist.ts'
import { periodSpan } from '../../domain/review/periods.ts'
import {
  checkBegun,
  type SampledZoneView,
  type SpotCheckReader,
  type SpotCheckRound,
  sampledZones,
  spotCheckReader,
  spotCheckRound,
} from '../../store/spot-check.ts'
import { findingPhotoKey } from '../../store/spot-check-findings.ts'
import { tellResult } from '../../store/spot-check-result.ts'
import { keepChecklist, replaceZone, type SpotCheckRefusal, sayOwnWords } from '../../store/spot-check-writes.ts'
import { drizzleOn, inTransaction } from '../../store/sql.ts'
import { noteOn, transact } from '../../store/transact.ts'
import { zoneHalfYear } from '../../store/zone-half-year.ts'
import { MAX_PHOTO_BYTES, photoLimits, readPhotoUpload } from '../photo-upload.ts'
import { withOwnPictures } from './headers.ts'
import { askToSignIn, nothingHere } from './review-frame.ts'
import { UUID } from './review-record-routes.ts'
import { forbid, formOf, type PageDeps, send, signedIn } from './session.ts'
import { addFinding, type FindingTold } from './spot-check-findings.ts'
import { mayOpen, spotCheckPage } from './spot-check-page.ts'
import { type SentPhoto, sendPhoto } from './spot-check-photos.ts'
import { isSpotCheckDone, SPOT_CHECK_DONE, SPOT_CHECK_REFUSALS, type SpotCheckDone } from './spot-check-words.ts'
import { type SpotCheckZonePage, spotCheckZonePage } from './spot-check-zone-page.ts'

/** So long somebody has to put right what was found, unless another day is chosen. */
const DUE_DAYS = 30

/** A tick for each duty, and what stands beside them. */
const FIELDS_MAX = 100
/** Of words, three for a character. */
const FIELD_BYTES = 16_384
/** A photo that is too large is left unread and refused on the page, unless it is beyond what phones make. */
const SENT_BYTES_MAX = 4 * MAX_PHOTO_BYTES
const PHOTO = '/review/spot/:roundId/:code/photo/:findingId'

interface Asked {
  Params: { roundId: string; code: string }
  Querystring: { done?: string }
}
interface AskedPhoto extends Asked {
  Params: Asked['Params'] & { findingId: string }
}

export function spotCheckRoutes(deps: PageDeps): FastifyPluginAsync {
  return async (app) => {
    await app.register(multipart, photoLimits(FIELDS_MAX, FIELD_BYTES))
    app.get<Asked>('/review/spot/:roundId', { exposeHeadRoute: false }, async (request, reply) => {
      const signed = await signedIn(deps, request)
      if (!signed) return askToSignIn(reply)
      const seen = await look(deps, request.params.roundId, signed.personId)
      return seen ? send(reply, spotCheckPage({ ...seen, csrf: signed.csrf })) : nothingHere(reply)
    })
    app.get<Asked>('/review/spot/:roundId/:code', { exposeHeadRoute: false }, async (request, reply) => {
      const signed = await signedIn(deps, request)
      if (!signed) return askToSignIn(reply)
      const { done } = request.query
      const said = isSpotCheckDone(done) ? { words: SPOT_CHECK_DONE[done], isRefusal: false } : null
      const page = await zonePage(deps, request, { ...signed, said, typed: {} })
      return page === null ? nothingHere(reply) : send(reply.headers(withOwnPictures(deps.config.publicUrl)), page)
    })
    app.get<AskedPhoto>(PHOTO, { exposeHeadRoute: false }, async (request, reply) => {
      const signed = await signedIn(deps, request)
      if (!signed) return askToSignIn(reply)
      const { roundId, findingId } = request.params
      const opened = await openedZone(deps, request, signed.personId)
      const key =
        opened && UUID.test(findingId)
          ? await findingPhotoKey(deps.db, { roundId, zoneId: opened.zone.id, findingId })
          : null
      return (key !== null && (await sendPhoto(deps, reply, key))) || nothingHere(reply)
    })
    takes(deps, app, 'check', checkSaid)
    takes(deps, app, 'own-words', ownWordsSaid)
    takes(deps, app, 'replace', replaceSaid)
  }
}

interface Seen {
  round: SpotCheckRound
  reader: SpotCheckReader
  zones: SampledZoneView[]
}

/** The round as the person may see it; `null`: there is none, or nothing in it for them. */
async function look({ db, ...deps }: PageDeps, roundId: string, personId: string): Promise<Seen | null> {
  const today = todayOf(deps)
  const round = UUID.test(roundId) ? await spotCheckRound(db, roundId, today) : null
  if (!round) return null
  const reader = await spotCheckReader(db, round, { personId, today })
  const isTheirs = reader.leads || reader.ofBranch || reader.askedZoneIds.length > 0
  return isTheirs ? { round, reader, zones: await sampledZones(db, round, today) } : null
}

type Shown = Pick<SpotCheckZonePage, 'personId' | 'csrf' | 'said' | 'typed'>

/** `null`: there is no such zone, or it is not for the person to read yet. */
async function openedZone(deps: PageDeps, { params }: Pick<FastifyRequest<Asked>, 'params'>, personId: string) {
  const seen = await look(deps, params.roundId, personId)
  const zone = seen?.zones.find(({ code }) => code === params.code)
  return seen && zone && mayOpen(seen.reader, zone) ? { ...seen, zone } : null
}

async function zonePage(deps: PageDeps, request: FastifyRequest<Asked>, shown: Shown): Promise<string | null> {
  const opened = await openedZone(deps, request, shown.personId)
  if (!opened) return null
  const { round, reader, zone } = opened
  const today = todayOf(deps)
  const span = periodSpan(round.period) ?? { startsOn: round.opensOn, endsOn: round.closesOn }
  const { timezone } = deps.config
  const records = await zoneHalfYear(deps.db, zone.id, { span, today, timezone })
  const begun = await checkBegun(deps.db, { roundId: round.id, zoneId: zone.id, personId: shown.personId })
  return spotCheckZonePage({ round, zone, reader, records, begun, dueOn: addDays(today, DUE_DAYS), ...shown })
}

interface Said {
  roundId: string
  organisationId: string
  zoneId: string
  personId: string
  form: Partial<Record<string, string>>
  photo: SentPhoto
  today: CivilDate
}
type Outcome = { done: SpotCheckDone } | { refusal: string }

/** A form of the page of a zone. What is refused stands in the form anew, with the reason above it. */
function takes(
  deps: PageDeps,
  app: FastifyInstance,
  act: string,
  say: (deps: PageDeps, said: Said) => Promise<Outcome>,
): void {
  const path = `/review/spot/:roundId/:code/${act}`
  app.post<Asked>(path, { bodyLimit: SENT_BYTES_MAX }, async (request, reply): Promise<FastifyReply> => {
    // Nobody else's photo is even read.
    const signed = await signedIn(deps, request)
    if (!signed) return forbid(reply, 'review')
    const { form, photo } = await sentBy(request)
    if (form.csrf !== signed.csrf) return forbid(reply, 'review')
    const { roundId, code } = request.params
    const { personId } = signed
    const seen = await look(deps, roundId, personId)
    const zone = seen?.zones.find((one) => one.code === code)
    if (!seen || !zone) return nothingHere(reply)
    const { organisationId } = seen.round
    const outcome = await say(deps, {
      ...{ roundId, organisationId, zoneId: zone.id, personId },
      ...{ form, photo, today: todayOf(deps) },
    })
    const way = `/review/spot/${roundId}/${encodeURIComponent(code)}`
    if ('done' in outcome) return reply.redirect(`${way}?done=${outcome.done}`, 303)
    const said = { words: outcome.refusal, isRefusal: true }
    const page = await zonePage(deps, request, { ...signed, said, typed: form })
    const headers = withOwnPictures(deps.config.publicUrl)
    return page === null ? nothingHere(reply) : send(reply.code(409).headers(headers), page)
  })
}

/** With a photo or without. */
async function sentBy(request: FastifyRequest): Promise<{ form: Said['form']; photo: SentPhoto }> {
  if (!request.isMultipart()) return { form: formOf(request), photo: null }
  const { fields, photo } = await readPhotoUpload(request)
  // A browser sends a field for files without any as an empty one.
  return { form: fields, photo: photo?.length === 0 ? null : photo }
}

/** A finding that stands in the form is put down whichever button was tapped. */
async function checkSaid(deps: PageDeps, said: Said): Promise<Outcome> {
  const { act, text = '' } = said.form
  const found = act === 'finding' || text.trim() !== '' || said.photo !== null ? await findingSaid(deps, said) : null
  if (found && 'refusal' in found) return found
  const kept = await ticksSaid(deps, said)
  return found && act === 'finding' && 'done' in kept ? found : kept
}

async function ticksSaid(deps: PageDeps, { form, today, roundId, zoneId, personId }: Said): Promise<Outcome> {
  const now = deps.now()
  const saying = { roundId, zoneId, personId }
  const told = { ticks: ticksIn(form), words: form.words ?? '', close: form.act === 'close' }
  const rings: bigint[] = []
  const kept = await inTransaction(deps.pool, async (sql) => {
    const tx = drizzleOn(sql)
    const done = await keepChecklist({ tx, note: noteOn(tx) }, saying, { ...told, today, now })
    if ('closed' in done && done.closed) {
      const { timezone } = deps.config
      const { round, zone } = done.closed
      const text = checkedText({ period: round.period, code: zone.code })
      rings.push(...(await tellResult(sql, done.closed, { text, now, timezone })))
    }
    return done
  })
  deps.bells.ring('outbound', rings)
  return 'refusal' in kept ? inWords(kept.refusal) : { done: told.close ? 'closed' : 'kept' }
}

const TICK_FIELD = new RegExp(`^tick-(${UUID.source.slice(1, -1)})$`)

function ticksIn(form: Said['form']): Ticks {
  return Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) => {
      const [, dutyId] = TICK_FIELD.exec(name) ?? []
      return dutyId !== undefined && isTick(value) ? [[dutyId, value]] : []
    }),
  )
}

const DATE = /^\d{4}-\d{2}-\d{2}$/

async function findingSaid(deps: PageDeps, said: Said): Promise<Outcome> {
  const { form, photo, today, organisationId, ...saying } = said
  return addFinding(deps, saying, { text: form.text ?? '', photo, follow: followOf(form) }, { today, organisationId })
}

function followOf({ follow, person = '', dueOn = '' }: Said['form']): FindingTold['follow'] {
  if (follow === 'case') return { what: 'case' }
  // A day that is none is refused as one that has passed.
  const day = DATE.test(dueOn) && !Number.isNaN(Date.parse(dueOn)) ? dueOn : '0001-01-01'
  const isPerson = UUID.test(person)
  return follow === 'rectification' && isPerson ? { what: follow, personId: person, dueOn: day } : { what: 'none' }
}

async function ownWordsSaid({ db, ...deps }: PageDeps, { form, today, ...saying }: Said): Promise<Outcome> {
  const at = { words: form.words ?? '', today, now: deps.now() }
  const refusal = await transact(db, (tx, note) => sayOwnWords({ tx, note }, saying, at))
  return refusal === null ? { done: 'words' } : inWords(refusal)
}

async function replaceSaid({ db, ...deps }: PageDeps, { form, today, ...saying }: Said): Promise<Outcome> {
  const at = { reason: form.reason ?? '', today, now: deps.now() }
  const replaced = await transact(db, (tx, note) => replaceZone({ tx, note }, saying, at))
  return 'refusal' in replaced ? inWords(replaced.refusal) : { done: 'replaced' }
}

function inWords(refusal: SpotCheckRefusal): Outcome {
  return { refusal: SPOT_CHECK_REFUSALS[refusal] }
}
