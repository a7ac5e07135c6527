import type { Deps } from '../deps.ts'
import { type CivilDate, civilDate } from '../domain/calendar.ts'
import { chunksOf } from '../domain/group.ts'
import { freezeList } from '../domain/review/frozen-list.ts'
import { ASKED_IN } from '../domain/review/opinions.ts'
import { roundsToOpen } from '../domain/review/periods.ts'
import { requestsAtOpening } from '../domain/review/requests.ts'
import type { Db } from '../store/database.ts'
import {
  type BranchToReview,
  branchesToReview,
  type EndedRound,
  endRounds,
  finishSettled,
  insertRequests,
  insertRounds,
  listsOfBranches,
  type NewRound,
  type OpenedRound,
} from '../store/review-rounds.ts'
import { type Note, transact } from '../store/transact.ts'
import { evaluationsPart } from './evaluations-part.ts'
import { opinionsPart } from './opinions-part.ts'
import type { Schedule } from './schedule.ts'
import { spotCheckPart } from './spot-check-part.ts'

/** Opened by one transaction: short enough that a cut loses a second's work, and nothing else. */
const BRANCHES_AT_ONCE = 100

/** What more a kind of round needs when it opens, or leaves when it ends, in the same transaction. */
export interface RoundPart {
  opened?(deps: Deps, tx: Db, rounds: readonly OpenedRound[], now: Date): Promise<void>
  ended?(deps: Deps, tx: Db, rounds: readonly EndedRound[], now: Date): Promise<void>
}

const PARTS: readonly RoundPart[] = [opinionsPart, evaluationsPart, spotCheckPart]

/** Each night: rounds whose last day is over end, those whose first day has come begin, with those that were missed. */
export const turnReviewRounds: Schedule = {
  name: 'turn-review-rounds',
  every: { pattern: '25 0 * * *' },
  async run(deps, now) {
    const today = civilDate(now, deps.config.timezone)
    await endAll(deps, { today, now })
    const branches = await branchesToReview(deps.db, { today, timezone: deps.config.timezone })
    const due = branches.filter((branch) => roundsToOpen(today, branch).length > 0)
    for (const some of chunksOf(due, BRANCHES_AT_ONCE)) await openAll(deps, some, { today, now })
    return []
  },
}

interface Transaction {
  tx: Db
  note: Note
}

interface At {
  today: CivilDate
  now: Date
}

async function endAll(deps: Deps, { today, now }: At): Promise<void> {
  const deeds = (rounds: readonly EndedRound[]) =>
    rounds.map((round) => deed(round, { action: `review_${round.state}`, detail: {}, now }))
  await transact(deps.db, async (tx, note) => note(...deeds(await finishSettled(tx, { today, now }))))
  for (;;) {
    const ended = await transact(deps.db, async (tx, note) => {
      const rounds = await endRounds(tx, { today, now })
      for (const part of PARTS) await part.ended?.(deps, tx, rounds, now)
      await note(...deeds(rounds))
      return rounds.length
    })
    if (ended === 0) return
  }
}

/** In one transaction; where that fails each on its own, so that a branch whose round cannot begin keeps back no other. */
async function openAll(deps: Deps, branches: readonly BranchToReview[], at: At): Promise<void> {
  try {
    await transact(deps.db, (tx, note) => open(deps, { tx, note }, branches, at))
  } catch (error) {
    const [{ branchId } = { branchId: null }, ...others] = branches
    // Tried again the next night, or by the next start's catching up.
    if (others.length === 0) deps.log.error({ branch_id: branchId, err: error }, 'opening review rounds failed')
    else for (const branch of branches) await openAll(deps, [branch], at)
  }
}

async function open(deps: Deps, { tx, note }: Transaction, branches: readonly BranchToReview[], { today, now }: At) {
  const ids = branches.map((branch) => branch.branchId)
  const lists = new Map((await listsOfBranches(tx, ids, today)).map((list) => [list.branchId, list]))
  const planned = branches.flatMap((branch) => newRounds(branch, lists.get(branch.branchId), today))
  const rounds = await insertRounds(tx, planned, now)
  const requests = rounds.flatMap(({ id, organisationId, closesOn, frozen }) =>
    requestsAtOpening(frozen.list).map((asked) => ({
      ...{ ...asked, organisationId, roundId: id, dueOn: closesOn },
      ...{ zoneId: null, aboutPersonId: null },
    })),
  )
  await insertRequests(tx, requests, now)
  for (const part of PARTS) await part.opened?.(deps, tx, rounds, now)
  await note(
    ...rounds.map((round) => deed(round, { action: 'review_opened', detail: { hash: round.frozen.hash }, now })),
  )
}

/** A branch without zones has nothing to be asked about; it is looked at again tomorrow. */
function newRounds(
  { branchId, organisationId, ...known }: BranchToReview,
  list: { zones: NewRound['frozen']['list']['zones']; people: NewRound['frozen']['list']['people'] } | undefined,
  today: CivilDate,
): NewRound[] {
  if (!list || list.zones.length === 0 || list.people.length === 0) return []
  return roundsToOpen(today, known).map(({ late: _, ...round }) => {
    const { kind, period } = round
    const { zones, people } = list
    const told = { kind, period, branchId, frozenOn: today, sharePercent: known.sharePercent, zones, people }
    const asked = ASKED_IN.includes(kind) ? { questions: known.questions } : {}
    const voted = kind === 'democratic_appraisal' ? { choices: known.gradeNames } : {}
    return { ...round, branchId, organisationId, frozen: freezeList({ ...told, ...asked, ...voted }) }
  })
}

function deed(
  { id, organisationId }: Pick<OpenedRound, 'id' | 'organisationId'>,
  { action, detail, now }: { action: string; detail: unknown; now: Date },
) {
  return { organisationId, at: now, actor: 'system', action, subject: `review_round:${id}`, detail }
}
