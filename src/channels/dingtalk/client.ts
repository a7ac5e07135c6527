import type { Alarms } from '../../alarms.ts'
import type { DingtalkConfig } from '../../config.ts'
import type { Lane } from '../../domain/vocabulary.ts'
import { ChannelError } from '../../errors.ts'
import { harmless } from '../exchange.ts'
import { type FreshToken, TokenSource } from '../token.ts'
import type { Budget, UsageKind } from './budget.ts'
import { faultOfAnswer, isMonthUsedUp, isTokenDead } from './faults.ts'
import { type Exchange, openDingtalkHttp } from './http.ts'

const CONNECTIONS = 16
const TIMEOUT_MS = 10_000
/** DingTalk advises five to ten minutes [KB 0001]. */
const TOKEN_EARLY_MS = 5 * 60_000
/** Keys that were refused are not tried again at once by everything that wants to be sent. */
const CREDENTIALS_REST_MS = 30_000

export interface DingtalkClientOptions {
  config: Pick<DingtalkConfig, 'clientId' | 'clientSecret' | 'apiBase' | 'oapiBase'>
  budget: Budget
  now: () => Date
  alarms?: Alarms
  timeoutMs?: number
}

/** An answer that says that all is well. */
export type DingtalkAnswer = Readonly<Record<string, unknown>>

/** What a call costs: a call of the month in the caller's lane, or nothing. */
export type Cost = Lane | 'free'

export interface FormBody {
  contentType: string
  bytes: Buffer
}

/** The calls of one application. All throw ChannelError. */
export interface DingtalkClient {
  /** `path` begins with `/v1.0/`. A call whose doing twice is harmless says so, and is then never `ambiguous`. */
  call(request: ApiCall): Promise<DingtalkAnswer>
  /** A call of the old API that only reads or uploads, by its path. */
  callOld(
    path: string,
    request: { query?: Record<string, string>; body: object | FormBody; cost: Cost },
  ): Promise<DingtalkAnswer>
  /** Post to a sessionWebhook; whether it may be posted to at all is `isReplyAddress`. */
  reply(url: string, body: object, lane: Lane): Promise<void>
  close(): Promise<void>
}

export interface ApiCall {
  method: 'GET' | 'POST' | 'PUT'
  path: string
  body?: object
  cost: Cost
  harmless?: boolean
}

export function createDingtalkClient(options: DingtalkClientOptions): DingtalkClient {
  const { config } = options
  const { exchange, spend, withToken, close } = openLine(options)
  return {
    call({ method, path, body, cost, ...rest }) {
      const answer = withToken(cost, (token) => ({
        ...{ method, url: `${config.apiBase}${path}`, api: path },
        ...json(body, { 'x-acs-dingtalk-access-token': token }),
      }))
      return rest.harmless === true ? harmless(answer) : answer
    },
    callOld(path, { query, body, cost }) {
      const sent = isForm(body) ? { headers: { 'content-type': body.contentType }, body: body.bytes } : json(body, {})
      return harmless(
        withToken(cost, (token) => {
          const url = `${config.oapiBase}${path}?${new URLSearchParams({ access_token: token, ...query })}`
          return { method: 'POST', url, api: path, ...sent }
        }),
      )
    },
    async reply(url, body, lane) {
      await spend('webhook', lane, () => exchange({ method: 'POST', url, api: 'sessionWebhook', ...json(body, {}) }))
    },
    close,
  }
}

/** What all calls of one application share: the connections, the token, the month. */
function openLine(options: DingtalkClientOptions) {
  const { config, budget, now, alarms } = options
  const http = openDingtalkHttp({ timeoutMs: options.timeoutMs ?? TIMEOUT_MS, connections: CONNECTIONS })
  const exchange = async (asked: Exchange): Promise<DingtalkAnswer> => {
    const answer = await http.exchange(asked)
    const fault = faultOfAnswer(asked.api, answer)
    if (fault !== null) throw fault
    return answer.json ?? {}
  }
  const tokens = new TokenSource({
    fetch: watched(() => fetchToken(exchange, config), { now, ...(alarms ? { alarms } : {}) }),
    now,
    earlyMs: TOKEN_EARLY_MS,
  })

  /** Counted and paced; DingTalk's own word that the month is over is kept for all. */
  const spend = async <T>(kind: UsageKind, cost: Cost, make: () => Promise<T>): Promise<T> => {
    if (cost === 'free') return make()
    await budget.reserve(kind, cost)
    try {
      return await make()
    } catch (error) {
      throw isMonthUsedUp(error) ? await budget.noteUsedUp(kind, cost) : error
    }
  }
  /** Make a call; if its token is dead, once more with another. */
  const withToken = async (cost: Cost, ask: (token: string) => Exchange): Promise<DingtalkAnswer> => {
    const token = await tokens.current()
    try {
      return await spend('api', cost, () => exchange(ask(token)))
    } catch (error) {
      if (!isTokenDead(error)) throw error
      const other = await tokens.insteadOf(token)
      return spend('api', cost, () => exchange(ask(other)))
    }
  }

  return { exchange, spend, withToken, close: () => http.close() }
}

/**
 * Whether a sessionWebhook is one of DingTalk's: it comes with a message, and whoever could make us post to an address
 * of their choice would reach into our network.
 */
export function isReplyAddress(url: string, bases: readonly string[]): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, port, origin, username, password } = new URL(url)
  if (username !== '' || password !== '') return false
  if (bases.some((base) => new URL(base).origin === origin)) return true
  return protocol === 'https:' && port === '' && /(^|\.)dingtalk\.com$/.test(hostname)
}

/** Form bodies are refused here with `Missingbody`, so it is JSON [KB 0033]. */
async function fetchToken(
  exchange: (asked: Exchange) => Promise<DingtalkAnswer>,
  { apiBase, clientId, clientSecret }: DingtalkClientOptions['config'],
): Promise<FreshToken> {
  const path = '/v1.0/oauth2/accessToken'
  const keys = json({ appKey: clientId, appSecret: clientSecret }, {})
  const { accessToken, expireIn } = await harmless(
    exchange({ method: 'POST', url: `${apiBase}${path}`, api: path, ...keys }),
  )
  const seconds = Number(expireIn)
  if (typeof accessToken !== 'string' || accessToken === '' || !(seconds > 0)) {
    throw new ChannelError('unreachable', 'DingTalk gave no access token')
  }
  return { token: accessToken, lifetimeMs: seconds * 1000 }
}

/** Alarms when there is no token, and a rest after keys were refused. */
function watched(
  fetch: () => Promise<FreshToken>,
  { now, alarms }: Pick<DingtalkClientOptions, 'now' | 'alarms'>,
): () => Promise<FreshToken> {
  let refused: { error: unknown; untilMs: number } | null = null
  return async () => {
    if (refused !== null && now().getTime() < refused.untilMs) throw refused.error
    try {
      const fresh = await fetch()
      refused = null
      alarms?.clear('token_failing')
      return fresh
    } catch (error) {
      const fault = error instanceof ChannelError ? error.fault : 'fault'
      if (fault === 'misconfigured') refused = { error, untilMs: now().getTime() + CREDENTIALS_REST_MS }
      alarms?.raise('token_failing', `dingtalk ${fault}`)
      throw error
    }
  }
}

function json(body: object | undefined, headers: Record<string, string>) {
  if (body === undefined) return { headers }
  return { headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: JSON.stringify(body) }
}

function isForm(body: object): body is FormBody {
  return 'bytes' in body && Buffer.isBuffer(body.bytes)
}
