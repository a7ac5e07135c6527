import { ChannelError } from '../../errors.ts'
import { harmless } from '../exchange.ts'
import { Slots } from '../slots.ts'
import { type FreshToken, TokenSource } from '../token.ts'
import { TOKEN_DEAD, wecomError } from './faults.ts'
import { Hold } from './hold.ts'
import {
  type Answer,
  type Exchange,
  openWecomHttp,
  type RequestBody,
  unreadableAnswer,
  type WecomHttp,
} from './http.ts'

/** WeCom limits concurrency per application without saying how far (45033); this is what we allow ourselves. */
const CALLS_AT_ONCE = 16
const TIMEOUT_MS = 10_000
const TOKEN_EARLY_MS = 60_000
const MOST_JSON_BYTES = 1024 * 1024

export interface WecomClientOptions {
  apiBase: string
  corpId: string
  secret: string
  now: () => Date
  /** Told the refusal when WeCom does not give a token for good, and `null` when it gives one. */
  onToken?: (refusal: ChannelError | null) => void
  /** For each of: connecting, first byte of the answer, pauses within it. */
  timeoutMs?: number
}

type Query = Readonly<Record<string, string>>
/** A JSON answer with `errcode` 0. */
export type WecomAnswer = Readonly<Record<string, unknown>>

/**
 * The calls of one application (one secret). All throw ChannelError.
 *
 * A call that only reads, or whose doing twice is harmless, is never `ambiguous`: it counts as not done.
 */
export interface WecomClient {
  /** Of at most `maxBytes`, else a megabyte. */
  get(api: string, query: Query, maxBytes?: number): Promise<WecomAnswer>
  post(api: string, body: object): Promise<WecomAnswer>
  upload(api: string, query: Query, body: RequestBody): Promise<WecomAnswer>
  /** A file; one larger than `maxBytes` is `rejected` without reading on. */
  download(api: string, query: Query, maxBytes: number): Promise<Answer>
  close(): Promise<void>
}

/** What all calls of one application share. */
interface Line {
  http: WecomHttp
  hold: Hold
  slots: Slots
}

export function createWecomClient(options: WecomClientOptions): WecomClient {
  const { apiBase, corpId, secret, now, timeoutMs } = options
  const http = openWecomHttp(apiBase, { timeoutMs: timeoutMs ?? TIMEOUT_MS, connections: CALLS_AT_ONCE })
  const line: Line = { http, hold: new Hold(now), slots: new Slots(CALLS_AT_ONCE) }
  const tokens = new TokenSource({
    fetch: () => saying(fetchToken(line, { corpid: corpId, corpsecret: secret }), options),
    now,
    earlyMs: TOKEN_EARLY_MS,
  })

  /** Make a call; if its token is dead, once more with another. */
  const call = async (exchange: Exchange): Promise<Answer> => {
    const token = await tokens.current()
    try {
      return await attempt(line, withToken(exchange, token))
    } catch (error) {
      if (!(error instanceof ChannelError) || error.code === null || !TOKEN_DEAD.has(error.code)) throw error
      return attempt(line, withToken(exchange, await tokens.insteadOf(token)))
    }
  }

  const maxBytes = MOST_JSON_BYTES
  return {
    get: async (api, query, most = maxBytes) =>
      jsonOf(await harmless(call({ method: 'GET', api, query, maxBytes: most }))),
    post: async (api, body) => {
      const request = { contentType: 'application/json; charset=utf-8', bytes: JSON.stringify(body) }
      return jsonOf(await call({ method: 'POST', api, query: {}, body: request, maxBytes }))
    },
    upload: async (api, query, body) => jsonOf(await harmless(call({ method: 'POST', api, query, body, maxBytes }))),
    download: (api, query, limit) => harmless(call({ method: 'GET', api, query, maxBytes: limit, file: true })),
    close: () => http.close(),
  }
}

async function fetchToken(line: Line, query: Query): Promise<FreshToken> {
  const exchange: Exchange = { method: 'GET', api: 'gettoken', query, maxBytes: MOST_JSON_BYTES }
  const { access_token: token, expires_in: seconds } = jsonOf(await harmless(attempt(line, exchange)))
  if (typeof token !== 'string' || token === '' || typeof seconds !== 'number') {
    throw new ChannelError('unreachable', 'WeCom gave no access token')
  }
  return { token, lifetimeMs: seconds * 1000 }
}

async function saying(asked: Promise<FreshToken>, { onToken }: WecomClientOptions): Promise<FreshToken> {
  try {
    const fresh = await asked
    onToken?.(null)
    return fresh
  } catch (error) {
    if (error instanceof ChannelError && error.fault === 'misconfigured') onToken?.(error)
    throw error
  }
}

/** One exchange, in which WeCom says 200 to everything and the body tells whether it was done. */
function attempt({ http, hold, slots }: Line, exchange: Exchange): Promise<Answer> {
  return slots.run(async () => {
    // Looked at when it is this call's turn: a hold may have begun while it waited.
    hold.check()
    const answer = await http.exchange(exchange)
    if (answer.json !== null) {
      const { errcode, errmsg } = answer.json
      if (typeof errcode !== 'number') throw unreadableAnswer(exchange.api)
      if (errcode !== 0) throw hold.note(wecomError(exchange.api, errcode, errmsg))
    }
    hold.clear()
    return answer
  })
}

function jsonOf(answer: Answer): WecomAnswer {
  return answer.json ?? {}
}

function withToken(exchange: Exchange, token: string): Exchange {
  return { ...exchange, query: { access_token: token, ...exchange.query } }
}
