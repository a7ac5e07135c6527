import pMap from 'p-map'
import type { Deps } from '../deps.ts'
import { ChannelError } from '../errors.ts'
import { claimVoices, giveUpWords, keepWords, type WaitingVoice, wakeVoice } from '../store/transcripts.ts'

const VOICES_AT_ONCE = 4

/** Tries within the time that a sender waits. */
const TRIES_MAX = 2

/**
 * Ask the endpoint for the words of voices, and have their messages handled; without words where none can be had.
 *
 * What is under way when it is told to `stop` is left to the next process.
 */
export async function transcribeVoices(deps: Deps, stop?: AbortSignal): Promise<void> {
  if (deps.speech === null) return
  const waiting = await claimVoices(deps.pool, deps.now(), VOICES_AT_ONCE)
  await pMap(waiting, (voice) => transcribeOne(deps, voice, stop), {
    concurrency: VOICES_AT_ONCE,
    stopOnError: false,
  })
}

async function transcribeOne(deps: Deps, voice: WaitingVoice, stop?: AbortSignal): Promise<void> {
  const { pool, seal, speech, channels, log } = deps
  const inboxId = BigInt(voice.inbox_id)
  try {
    const media = await channels.get(voice.channel)?.fetchMedia(voice.media_id)
    if (!media || !speech) return
    const words = await speech.transcribe(media, stop)
    if (await keepWords(pool, seal, { inboxId, words })) await handleNow(deps, inboxId)
  } catch (error) {
    if (stop?.aborted) return
    log.warn({ inbox_id: voice.inbox_id, err: error, attempt_count: voice.attempts }, 'a voice was not transcribed')
    if (isWorthAnotherTry(error) && voice.attempts < TRIES_MAX) return
    if (await giveUpWords(pool, inboxId)) await handleNow(deps, inboxId)
  }
}

/** Both platforms and endpoints say whether a fault may pass. */
function isWorthAnotherTry(error: unknown): boolean {
  if (error instanceof ChannelError) return error.retryable
  const fault = error instanceof Error && 'fault' in error ? error.fault : null
  return fault === 'unreachable' || fault === 'late' || fault === 'rate_limited'
}

/** In a statement of its own: whoever handles the message holds its row first, and the transcript second. */
async function handleNow({ pool, bells, now }: Deps, inboxId: bigint): Promise<void> {
  await wakeVoice(pool, inboxId, now())
  bells.ring('inbound', [inboxId])
}
