import type { Deps } from '../deps.ts'
import { type AppraisalToCount, appraisalsToCount, appraisalsWithoutBoxes } from '../store/appraisals.ts'
import { addBallotBoxes, closeBallots } from '../store/ballots.ts'
import { finishRound } from '../store/review-rounds.ts'
import { settingsFor } from '../store/settings.ts'
import { inTransaction } from '../store/sql.ts'
import type { Schedule } from './schedule.ts'

/** Keys take a tenth of a second each: of what a minute has, the rest is for messages. */
const BUSY_MS = 20_000
const COUNTED_AT_ONCE = 50

/** Boxes for the ballots of appraisals that have begun, the nearest end first; those of ended ones are counted and destroyed. */
export const turnAppraisals: Schedule = {
  name: 'turn-appraisals',
  every: { ms: 60_000 },
  async run(deps, now) {
    for (const round of await appraisalsToCount(deps.pool, COUNTED_AT_ONCE)) await count(deps, round, now)
    await makeBoxes(deps)
    return []
  },
}

/** One by one: a cut costs one key. Whoever opens the page of ballots before is waited for by nobody else. */
async function makeBoxes({ pool, seal, log }: Deps): Promise<void> {
  const startedMs = performance.now()
  for (const { roundId, subjectIds } of await appraisalsWithoutBoxes(pool)) {
    for (const subjectId of subjectIds) {
      if (performance.now() - startedMs > BUSY_MS) return
      await addBallotBoxes(pool, seal, { roundId, subjectIds: [subjectId] })
    }
    log.info({ round_id: roundId }, 'the boxes of an appraisal are ready')
  }
}

async function count({ pool, db, seal, log }: Deps, round: AppraisalToCount, now: Date): Promise<void> {
  const { roundId, organisationId, list } = round
  try {
    const { appraisalQuorum: quorum } = await settingsFor(db, organisationId)
    await inTransaction(pool, async (sql) => {
      await closeBallots(sql, seal, { roundId, organisationId, list, quorum, actor: 'system', now })
      await finishRound(sql, roundId, now)
    })
  } catch (error) {
    // The others go on; this one is counted a minute later.
    log.error({ round_id: roundId, err: error }, 'counting ballots failed')
  }
}
