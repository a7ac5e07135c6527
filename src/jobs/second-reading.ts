import pMap from 'p-map'
import { messageText } from '../decide/message-text.ts'
import type { Deps } from '../deps.ts'
import { type ClaimedReading, claimReadings, endReading } from '../store/second-readings.ts'
import { transcriptsOf } from '../store/transcripts.ts'
import { read } from '../understanding/read.ts'
import { suggest } from '../understanding/second-reader/suggest.ts'
import type { MessageToRead } from '../understanding/understanding.ts'
import { decideDue } from './due-conversations.ts'

const READINGS_AT_ONCE = 4

/** A process may end in the middle of it; nobody waits for more than this. */
const TRIES_MAX = 2

/**
 * Have a second reader look at messages whose card is open, and change the card where it is still untouched.
 *
 * What is under way when it is told to `stop` is left to the next process.
 */
export async function readAgain(deps: Deps, stop?: AbortSignal): Promise<void> {
  if (deps.secondReader === null) return
  const claimed = await claimReadings(deps.pool, deps.now(), READINGS_AT_ONCE)
  await pMap(claimed, (one) => readOne(deps, one, stop), {
    concurrency: READINGS_AT_ONCE,
    stopOnError: false,
  })
}

async function readOne(deps: Deps, claimed: ClaimedReading, stop?: AbortSignal): Promise<void> {
  const inboxId = BigInt(claimed.inbox_id)
  try {
    if (claimed.attempts <= TRIES_MAX) await readAndDecide(deps, claimed, stop)
    await endReading(deps.pool, inboxId, 'done')
  } catch (error) {
    if (stop?.aborted) return
    // The card stands as the first reading made it: nothing is lost, so nothing is tried again.
    deps.log.warn({ inbox_id: claimed.inbox_id, err: error }, 'a second reading failed')
    await endReading(deps.pool, inboxId, 'failed')
  }
}

/** @throws ModelError, ChannelError `malformed` */
async function readAndDecide(deps: Deps, claimed: ClaimedReading, stop?: AbortSignal): Promise<void> {
  const { secondReader, config, bells, now } = deps
  const message = await messageOf(deps, claimed)
  if (message === null || secondReader === null) return
  const { understanding } = read(message, config.timezone)
  const suggestions = suggest(understanding, await secondReader.read(message, stop))
  if (suggestions.length === 0) return
  const kinds = understanding.records.map((r) => r.kind)
  const happening = { type: 'second_reading', taskId: claimed.task_id, text: message.text, kinds, suggestions } as const
  const inboxId = BigInt(claimed.inbox_id)
  bells.ring('outbound', await decideDue(deps, [claimed], { happening, now: now(), inboxId }))
}

/** The words of the message as they were read first. `null`: they were deleted meanwhile. */
async function messageOf({ pool, seal, channels }: Deps, claimed: ClaimedReading): Promise<MessageToRead | null> {
  const { payload, channel, inbox_id, sent_at: sentAt, known } = claimed
  const inbound = payload && channels.get(channel)?.decode(seal.open('inbox', payload))
  if (inbound?.type !== 'message') return null
  const inboxId = BigInt(inbox_id)
  const text = messageText(inbound) ?? (await transcriptsOf(pool, seal, [inboxId])).get(inboxId)?.words ?? null
  return text === null ? null : { text, sentAt, role: known ? 'member' : 'resident' }
}
