/** What a round of 微信客服 does beside reading: hands residents to people, tells members what waits. */

import type { Content } from '../channels/channel.ts'
import type { Service } from '../channels/wecom/kf/service.ts'
import { handedToPerson, nobodyAtWork, wordsWait } from '../decide/replies/service.ts'
import type { Deps } from '../deps.ts'
import { receiptCode } from '../domain/receipt.ts'
import { ChannelError } from '../errors.ts'
import { endAskForPerson, waitingForPerson, wordsThatWait } from '../store/kf-chats.ts'
import { type Debt, owe } from '../store/outbox.ts'
import { inTransaction } from '../store/sql.ts'
import { readService } from './read-service.ts'

const TOGETHER = 50
/** WeCom takes the word that goes with the handing over for so long. */
const WORD_MS = 20_000
const DAY_MS = 86_400_000
/**
 * So long it is tried to reach WeCom, then they are told as if nobody were at work; and so long whoever was quicker has
 * the time to say the word that goes with it.
 */
const PATIENCE_MS = 60_000

/** One round of 微信客服: read, hand over, tell. Nothing where it is not set up. */
export async function serveResidents(deps: Deps, stop?: AbortSignal): Promise<void> {
  const { service } = deps
  if (service === null) return
  await readService(deps, stop)
  await handToPeople(deps, service)
  await tellWhatWaits(deps)
}

async function handToPeople(deps: Deps, service: Service): Promise<void> {
  for (const asked of await waitingForPerson(deps.pool, TOGETHER)) {
    const answer = await handOver(deps, service, asked)
    if (answer === 'later') continue
    const now = deps.now()
    const owed = await inTransaction(deps.pool, async (sql) => {
      const mine = await endAskForPerson(sql, asked.identity_id, asked.asked_at)
      if (mine.length === 0 || answer === null) return []
      const key = `to-person/${asked.identity_id}/${asked.asked_at.getTime()}`
      const to = [{ channel: 'kf' as const, externalId: asked.external_id, personId: null }]
      const isWord = answer.type === 'welcome'
      const deadline = new Date(now.getTime() + (isWord ? WORD_MS : DAY_MS))
      return owe(
        sql,
        [
          {
            ...SAID,
            purpose: isWord ? 'welcome' : 'reply',
            organisationId: asked.organisation_id,
            key,
            to,
            content: answer,
            deadline,
          },
        ],
        now,
      )
    })
    deps.bells.ring('outbound', owed)
  }
}

const SAID = { lane: 'reply', purpose: 'reply', caseId: null, checkInId: null, notBefore: null } as const

/** What the resident is told; `null`: nothing, they are with a person already. */
async function handOver(
  deps: Deps,
  service: Service,
  asked: { external_id: string; asked_at: Date; identity_id: string },
): Promise<Content | null | 'later'> {
  const refused = nobodyAtWork(receiptCode(BigInt(asked.asked_at.getTime())))
  const isLate = deps.now().getTime() - asked.asked_at.getTime() > PATIENCE_MS
  try {
    const done = await service.handToPerson(asked.external_id)
    if (done.by === 'nobody') return refused
    if (done.by === 'others') return isLate ? null : 'later'
    return done.code === null ? null : { type: 'welcome', code: done.code, text: handedToPerson(), url: null }
  } catch (error) {
    deps.log.warn({ err: error, identity_id: asked.identity_id }, 'handing a resident to a person failed')
    const givenUp = error instanceof ChannelError && error.fault === 'rejected'
    return givenUp || isLate ? refused : 'later'
  }
}

/** Whoever works on a matter hears, once for each time, that what was said about it has not reached the resident yet. */
async function tellWhatWaits(deps: Deps): Promise<void> {
  const now = deps.now()
  const waiting = await wordsThatWait(deps.pool, now, TOGETHER)
  const debts = waiting.map(
    (words): Debt => ({
      ...SAID,
      organisationId: words.organisation_id,
      key: words.key,
      to: [{ channel: words.channel, externalId: words.external_id, personId: words.person_id }],
      content: wordsWait(words.code, receiptCode(BigInt(now.getTime()))),
      caseId: words.case_id,
      deadline: new Date(now.getTime() + DAY_MS),
    }),
  )
  deps.bells.ring('outbound', await owe(deps.pool, debts, now))
}
