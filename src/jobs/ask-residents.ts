import { surveyText } from '../decide/replies/survey.ts'
import type { Deps } from '../deps.ts'
import { addDays, civilDate, instantOf } from '../domain/calendar.ts'
import { ANSWERABLE_HOURS } from '../domain/service-chat.ts'
import { askKey, type ResidentToAsk, residentsToAsk } from '../store/opinion-asks.ts'
import { voiceOfAccount } from '../store/opinion-voices.ts'
import { type CappedDebt, oweWithinCap } from '../store/weekly-cap.ts'
import type { Schedule } from './schedule.ts'
import { waysOf } from './ways-of-today.ts'

const HOUR_MS = 3_600_000
const ASKED_AT_ONCE = 500

/** By day, where 微信客服 is set up: residents who wrote there of late get one line with a link of their own, once in a round. */
export const askResidents: Schedule = {
  name: 'ask-residents',
  every: { ms: 10 * 60_000 },
  async run(deps, now) {
    if (deps.service === null) return []
    const { timezone } = deps.config
    const today = civilDate(now, timezone)
    const residents = await residentsToAsk(deps.pool, { now, today, limit: ASKED_AT_ONCE })
    if (residents.length === 0) return []
    const ways = await waysOf(deps.db, timezone, { now, today })
    const awake = residents.filter(({ organisationId }) => !ways.get(organisationId)?.quietUntil)
    // A review request like any other; who is nobody of the roster has no week that could be full.
    return oweWithinCap(
      deps.db,
      awake.map((resident) => debtTo(deps, resident)),
      { now, timezone },
    )
  },
}

function debtTo({ seal, config }: Deps, resident: ResidentToAsk): CappedDebt {
  const { identityId, account, organisationId, roundId, zoneCode, zoneName, closesOn, heardAt } = resident
  const path = `/z/${encodeURIComponent(zoneCode)}/survey/${voiceOfAccount(seal, roundId, identityId)}`
  const text = surveyText({ zoneName, closesOn, url: new URL(path, config.publicUrl).href })
  const answerable = heardAt.getTime() + ANSWERABLE_HOURS * HOUR_MS
  const over = instantOf(addDays(closesOn, 1), '00:00', config.timezone).getTime()
  return {
    ...{ organisationId, key: askKey(roundId, identityId), lane: 'digest', purpose: 'review' },
    to: [{ channel: 'kf', externalId: account, personId: null }],
    ...{ content: { type: 'text', text }, line: '', caseId: null, checkInId: null, notBefore: null },
    deadline: new Date(Math.min(answerable, over)),
  }
}
