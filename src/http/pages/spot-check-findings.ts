/** What somebody saw in a zone that was drawn: put down, and where they wish so, opened as a case or given to be put right. */
import { whyNotRecorded } from '../../decide/never-recorded.ts'
import { toldByProgram } from '../../decide/program.ts'
import { roundName } from '../../decide/replies/reviews.ts'
import type { CivilDate } from '../../domain/calendar.ts'
import { apply } from '../../store/apply.ts'
import { hangPhoto } from '../../store/attachments.ts'
import { nobodysFacts } from '../../store/nobodys-facts.ts'
import { type GivingRefusal, giveRectification, type Transaction } from '../../store/rectifications.ts'
import { addFindingPhoto, findingLike, insertFinding } from '../../store/spot-check-findings.ts'
import { checks, type OpenZone, openZone, type Saying, type SpotCheckRefusal } from '../../store/spot-check-writes.ts'
import { drizzleOn, inTransaction, type Sql } from '../../store/sql.ts'
import { surroundingsIn, withSurroundings } from '../../store/surroundings.ts'
import { noteOn } from '../../store/transact.ts'
import { read } from '../../understanding/read.ts'
import type { PageDeps } from './session.ts'
import { type SentPhoto, whyNotTaken, withPhoto } from './spot-check-photos.ts'
import { SPOT_CHECK_REFUSALS, type SpotCheckDone } from './spot-check-words.ts'

export interface FindingTold {
  text: string
  photo: SentPhoto
  follow: { what: 'none' } | { what: 'case' } | { what: 'rectification'; personId: string; dueOn: CivilDate }
}

const GIVING_REFUSALS: Readonly<Partial<Record<GivingRefusal, string>>> = {
  own: '整改不能自己给自己定。',
  bad_date: '整改的日子要在今天以后、一年以内。',
  not_of_branch: '这位现在不在这个支部，不能定整改。',
}
const NOT_GIVEN = '整改没有定下来，请在整改的页面上定。'

/** Nothing of it is kept where one part of it cannot be done. */
class Refused extends Error {}

/** @returns what was done, or the words why not */
export async function addFinding(
  deps: PageDeps,
  saying: Saying,
  told: FindingTold,
  { today, organisationId }: { today: CivilDate; organisationId: string },
): Promise<{ done: SpotCheckDone } | { refusal: string }> {
  const { photo } = told
  const notTaken = whyNotTaken(photo)
  if (notTaken !== null) return { refusal: notTaken }
  const add = (attachmentId: string | null) => addWith(deps, { saying, told, today, attachmentId })
  try {
    const added = Buffer.isBuffer(photo) ? withPhoto(deps, { photo, organisationId }, add) : add(null)
    return { done: (await added).done }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { refusal: photo === null ? error.message : `${error.message}照片请再选一次。` }
  }
}

interface Added {
  done: SpotCheckDone
  usesPhoto: boolean
}

interface Adding {
  saying: Saying
  told: FindingTold
  today: CivilDate
  attachmentId: string | null
}

/** @throws Refused */
async function addWith(deps: PageDeps, adding: Adding): Promise<Added> {
  const rings: bigint[] = []
  const added = await withSurroundings(deps, () =>
    inTransaction(deps.pool, async (sql) => {
      rings.length = 0
      return addIn(deps, sql, { ...adding, rings })
    }),
  )
  deps.bells.ring('outbound', rings)
  return added
}

type AddingIn = Adding & { rings: bigint[] }

/** @throws Refused, StaleSurroundings */
async function addIn(deps: PageDeps, sql: Sql, adding: AddingIn): Promise<Added> {
  const { saying, told, today, attachmentId } = adding
  const tx = drizzleOn(sql)
  const transaction = { tx, note: noteOn(tx) }
  const now = deps.now()
  const open = await openZone(transaction, saying, { today, mayWrite: checks })
  if ('refusal' in open) throw refused(open.refusal)
  if (open.zone.check) throw refused('checked')
  const reading = read({ text: told.text, sentAt: now, role: 'member' }, deps.config.timezone)
  const never = whyNotRecorded(told.text, reading)
  if (never !== null) throw new Refused(never)
  const { what } = told.follow
  const done = what === 'none' ? 'finding' : what
  // Sent twice by an impatient thumb it is one finding, and one case.
  const like = await findingLike(tx, saying, told.text)
  if (like) {
    const usesPhoto = attachmentId !== null && !like.hasPhoto
    if (usesPhoto) {
      await addFindingPhoto(transaction, saying, { open, findingId: like.id, attachmentId, now })
      if (like.caseId !== null) await hangPhoto(sql, attachmentId, like.caseId)
    }
    return { done, usesPhoto }
  }
  const caseId = what === 'case' ? await openCase(deps, sql, { ...adding, open, reading, now }) : null
  if (caseId !== null && attachmentId !== null) await hangPhoto(sql, attachmentId, caseId)
  const rectificationId = what === 'rectification' ? await giveFor(transaction, { ...adding, open, now }) : null
  const found = { open, attachmentId, caseId, rectificationId, text: told.text, now }
  if (!(await insertFinding(transaction, saying, found))) throw refused('no_words')
  return { done, usesPhoto: attachmentId !== null }
}

function refused(refusal: SpotCheckRefusal): Refused {
  return new Refused(SPOT_CHECK_REFUSALS[refusal])
}

/** As a case that the secretary tells in chat. */
async function openCase(
  deps: PageDeps,
  sql: Sql,
  {
    saying,
    told,
    open,
    reading,
    now,
    rings,
  }: AddingIn & { open: OpenZone; reading: ReturnType<typeof read>; now: Date },
): Promise<string | null> {
  const { organisationId } = open.round
  const facts = nobodysFacts(await surroundingsIn(sql, deps, { organisationId, now }))
  const role = 'branch_secretary'
  const report = { role, byResident: false, zoneCode: open.zone.code, category: null, urgency: null } as const
  const decisions = toldByProgram({ facts, now, reading, text: told.text }, report)
  const origin = {
    organisationId,
    channel: 'page',
    inboxId: null,
    identityId: null,
    personId: saying.personId,
  } as const
  const { owed, applied } = await apply(sql, [{ origin: { ...origin, role }, decisions }], {
    now,
    timezone: deps.config.timezone,
  })
  rings.push(...owed)
  return applied.flatMap((one) => one.openedCases)[0] ?? null
}

async function giveFor(
  transaction: Transaction,
  { saying, told, open, today, now }: Adding & { open: OpenZone; now: Date },
): Promise<string | null> {
  if (told.follow.what !== 'rectification') return null
  const { personId, dueOn } = told.follow
  const { round, zone } = open
  const given = await giveRectification(
    transaction,
    {
      ...{ branchId: round.branchId, roundId: round.id, zoneId: zone.id, personId, dueOn },
      ...{ what: told.text, reason: `${roundName({ round: 'spot_check', period: round.period })}发现的问题` },
      ...{ helperId: null, recheckerId: null, givenBy: saying.personId },
    },
    { today, now },
  )
  if ('refusal' in given) throw new Refused(GIVING_REFUSALS[given.refusal] ?? NOT_GIVEN)
  return given.id
}
