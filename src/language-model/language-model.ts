/** Any OpenAI-compatible chat endpoint: one question in, one checked JSON answer out, within a deadline and a budget. */
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Slots } from '../channels/slots.ts'
import { AnswerCache } from './answer-cache.ts'
import { Breaker } from './breaker.ts'
import { readCompletion, readJson } from './completion.ts'
import { type Endpoint, post, until } from './exchange.ts'
import { ModelError } from './model-error.ts'
import { completionBody, type Prompted, RUNGS, type Rung } from './rungs.ts'

export interface Question<T> extends Prompted {
  /** Id and version of the prompt. */
  prompt: string
  /** The answer as it may be used; `null`: it is none, and worth another try. */
  read: (json: unknown) => T | null
}

export interface LanguageModel {
  /**
   * @param stop ends it at once, as if the deadline had come
   * @throws ModelError; nothing is waited for longer than the deadline
   */
  ask<T>(question: Question<T>, stop?: AbortSignal): Promise<T>
}

/** What was used today, for all processes together. */
export interface TokenLedger {
  usedToday(): Promise<number>
  use(tokenCount: number): Promise<void>
}

export interface LanguageModelOptions {
  endpoint: Endpoint & { model: string; dailyTokens: number }
  ledger: TokenLedger
  nowMs?: () => number
  /** How a question ended: `ok`, `cached`, or the fault. */
  onAnswer?: (result: string) => void
  onTokens?: (count: number) => void
  onRest?: (resting: boolean) => void
  deadlineMs?: number
}

const DEADLINE_MS = 8_000
const AT_ONCE = 4
const RETRIES_MAX = 2
const FIRST_PAUSE_MS = 250
const CACHE = { lifeMs: 24 * 3_600_000, max: 500 }

export function createLanguageModel(options: LanguageModelOptions): LanguageModel {
  return new OpenAiCompatible(options)
}

class OpenAiCompatible implements LanguageModel {
  readonly #options: LanguageModelOptions
  readonly #slots = new Slots(AT_ONCE)
  readonly #breaker: Breaker
  readonly #cache: AnswerCache
  /** The surest rung that this endpoint is known to take. */
  #rung = 0

  constructor(options: LanguageModelOptions) {
    this.#options = options
    const nowMs = options.nowMs ?? (() => performance.now())
    this.#breaker = new Breaker(nowMs, (resting) => options.onRest?.(resting))
    this.#cache = new AnswerCache(nowMs, CACHE)
  }

  async ask<T>(question: Question<T>, stop?: AbortSignal): Promise<T> {
    const { onAnswer } = this.#options
    const key = this.#keyOf(question)
    const known = this.#cache.get(key)
    const cached = known && question.read(known.json)
    if (cached !== null) {
      onAnswer?.('cached')
      return cached
    }
    try {
      const { json, answer } = await this.#slots.run(() => this.#askGuarded(question, stop))
      this.#cache.set(key, json)
      onAnswer?.('ok')
      return answer
    } catch (error) {
      onAnswer?.(error instanceof ModelError ? error.fault : 'unreachable')
      throw error
    }
  }

  #keyOf({ prompt, user }: Question<unknown>): string {
    const { model, baseUrl } = this.#options.endpoint
    return createHash('sha256')
      .update(JSON.stringify([prompt, baseUrl, model, user.normalize('NFKC')]))
      .digest('hex')
  }

  /** Nothing is asked of an endpoint that rests, nor beyond the day's budget. */
  async #askGuarded<T>(question: Question<T>, stop?: AbortSignal): Promise<Answered<T>> {
    const { ledger, endpoint } = this.#options
    if ((await ledger.usedToday()) >= endpoint.dailyTokens) throw new ModelError('spent', "the day's budget is used up")
    if (!this.#breaker.letsThrough()) throw new ModelError('resting', 'the endpoint failed again and again')
    try {
      const answered = await this.#askAgainAndAgain(question, until(this.#options.deadlineMs ?? DEADLINE_MS, stop))
      this.#breaker.succeeded()
      return answered
    } catch (error) {
      this.#breaker.failed()
      throw error
    }
  }

  /** Down the rungs while the endpoint does not know one; the same once more where that may help. */
  async #askAgainAndAgain<T>(question: Question<T>, signal: AbortSignal): Promise<Answered<T>> {
    let rung = this.#rung
    let again = false
    for (let retries = 0; ; ) {
      try {
        const answered = await this.#askOnce(question, { rung: RUNGS[rung] ?? 'prompt', again, signal })
        this.#rung = rung
        return answered
      } catch (error) {
        const fault =
          error instanceof ModelError ? error : new ModelError('unreachable', 'asking failed', { cause: error })
        if (fault.fault === 'unsupported' && rung < RUNGS.length - 1) {
          rung++
          continue
        }
        if (!fault.retryable || retries >= RETRIES_MAX) throw fault
        again = fault.fault === 'blank' || fault.fault === 'invalid'
        await pause(pauseMs(fault, retries++), signal)
      }
    }
  }

  async #askOnce<T>(
    question: Question<T>,
    how: { rung: Rung; again: boolean; signal: AbortSignal },
  ): Promise<Answered<T>> {
    const { endpoint, ledger, onTokens } = this.#options
    const { signal, ...way } = how
    const body = completionBody(question, { ...way, model: endpoint.model, baseUrl: endpoint.baseUrl })
    const { content, tokenCount } = readCompletion(await post(endpoint, { path: '/chat/completions', body, signal }))
    // Where it is not told: Chinese is about a token a sign.
    const used = tokenCount ?? body.length + content.length
    onTokens?.(used)
    await ledger.use(used)
    const json = readJson(content)
    const answer = question.read(json)
    if (answer === null) throw new ModelError('invalid', 'the answer is not of the form that was asked for')
    return { json, answer }
  }
}

interface Answered<T> {
  json: unknown
  answer: T
}

/** @throws ModelError `late` when the deadline comes first */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {
    throw new ModelError('late', 'no whole answer came in time')
  })
}

/** As long as the provider says; else longer each time, and not the same for all. */
function pauseMs({ retryAfterMs }: ModelError, retries: number): number {
  return retryAfterMs ?? FIRST_PAUSE_MS * 2 ** retries * (0.5 + Math.random())
}
