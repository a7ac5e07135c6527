/** Voices to words, by any endpoint that speaks OpenAI's `/audio/transcriptions`. */
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Media } from './channels/channel.ts'
import { Breaker } from './language-model/breaker.ts'
import { type Endpoint, post, until } from './language-model/exchange.ts'
import { ModelError } from './language-model/model-error.ts'

export interface Speech {
  /**
   * What is said in a recording.
   *
   * @param stop ends it at once
   * @throws ModelError, `blank` where no words are heard
   */
  transcribe(voice: Media, stop?: AbortSignal): Promise<string>
}

export interface SpeechOptions {
  endpoint: Endpoint & { model: string }
  nowMs?: () => number
  /** How it ended: `ok`, or the fault. */
  onAnswer?: (result: string) => void
  onRest?: (resting: boolean) => void
  deadlineMs?: number
}

/** A voice has 60 seconds at most, and its sender waits. */
const DEADLINE_MS = 20_000
const PAUSE_MS = 500
const LONGEST_WORDS_CHARS = 4_000
/** Voices of our platforms are far smaller. */
const LARGEST_BYTES = 10 * 1024 * 1024

const TRANSCRIPTION = z.object({ text: z.string() })

export function createSpeech({ endpoint, nowMs, onAnswer, onRest, deadlineMs = DEADLINE_MS }: SpeechOptions): Speech {
  const breaker = new Breaker(nowMs ?? (() => performance.now()), (resting) => onRest?.(resting))
  const listen = async (voice: Media, stop?: AbortSignal): Promise<string> => {
    if (voice.bytes.length > LARGEST_BYTES) throw new ModelError('rejected', 'the recording is too large')
    if (!breaker.letsThrough()) throw new ModelError('resting', 'the endpoint failed again and again')
    try {
      const words = await transcribeTwice(endpoint, voice, until(deadlineMs, stop))
      breaker.succeeded()
      return words
    } catch (error) {
      // Silence is no fault of the endpoint.
      if (error instanceof ModelError && error.fault === 'blank') breaker.succeeded()
      else breaker.failed()
      throw error
    }
  }
  return {
    async transcribe(voice, stop) {
      try {
        const words = await listen(voice, stop)
        onAnswer?.('ok')
        return words
      } catch (error) {
        onAnswer?.(error instanceof ModelError ? error.fault : 'unreachable')
        throw error
      }
    },
  }
}

/** Once more where the endpoint was busy or away. */
async function transcribeTwice(
  endpoint: SpeechOptions['endpoint'],
  voice: Media,
  signal: AbortSignal,
): Promise<string> {
  try {
    return await transcribeOnce(endpoint, voice, signal)
  } catch (error) {
    const again = error instanceof ModelError && ['unreachable', 'rate_limited'].includes(error.fault)
    if (!again) throw error
    await sleep(PAUSE_MS * (0.5 + Math.random()), undefined, { signal }).catch(() => {
      throw new ModelError('late', 'no words came in time')
    })
    return transcribeOnce(endpoint, voice, signal)
  }
}

async function transcribeOnce(endpoint: SpeechOptions['endpoint'], voice: Media, signal: AbortSignal): Promise<string> {
  const form = new FormData()
  form.set('file', new Blob([new Uint8Array(voice.bytes)], { type: voice.contentType }), fileName(voice))
  form.set('model', endpoint.model)
  form.set('language', 'zh')
  form.set('response_format', 'json')
  const answer = await post(endpoint, { path: '/audio/transcriptions', body: form, signal })
  const { data } = TRANSCRIPTION.safeParse(answer)
  if (!data) throw new ModelError('invalid', 'the answer is no transcription')
  const words = data.text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu, ' ')
    .trim()
    .slice(0, LONGEST_WORDS_CHARS)
  if (words === '') throw new ModelError('blank', 'no words are heard')
  return words
}

/** Endpoints tell the format by the ending. The platform's own name for the file stays here. */
function fileName({ contentType, bytes }: Media): string {
  if (bytes.subarray(0, 5).toString('latin1') === '#!AMR') return 'voice.amr'
  const ending = /(amr|mpeg|mp3|mp4|m4a|ogg|opus|wav|webm|silk)/.exec(contentType)?.[1] ?? 'amr'
  return `voice.${ending === 'mpeg' ? 'mp3' : ending}`
}
