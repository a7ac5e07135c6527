import { Pool } from 'undici'
import { ChannelError } from '../../errors.ts'
import { connectionFault, connectionOptions, headerText, readAtMost } from '../exchange.ts'

/** One exchange with WeCom's server. */
export interface Exchange {
  method: 'GET' | 'POST'
  /** Below `/cgi-bin/`, as errors and logs call it: never with its query, which holds the token. */
  api: string
  query: Readonly<Record<string, string>>
  body?: RequestBody
  maxBytes: number
  /** A file is wanted; errors come as JSON all the same, with status 200. */
  file?: boolean
}

export interface RequestBody {
  contentType: string
  bytes: Buffer | string
}

export interface Answer {
  contentType: string
  disposition: string | null
  bytes: Buffer
  /** What the answer says; `null`: it is a file. */
  json: Readonly<Record<string, unknown>> | null
}

export interface WecomHttp {
  exchange(exchange: Exchange): Promise<Answer>
  close(): Promise<void>
}

/**
 * Connections to one WeCom server. `connections` is the greatest number of calls at once; further ones wait.
 *
 * Redirects are not followed: WeCom has none, so one would lead to somebody else.
 */
export function openWecomHttp(apiBase: string, options: { timeoutMs: number; connections: number }): WecomHttp {
  const base = new URL(apiBase)
  const prefix = `${base.pathname.replace(/\/+$/, '')}/cgi-bin/`
  const pool = new Pool(base.origin, connectionOptions(options))

  return {
    close: () => pool.close(),
    exchange: async ({ method, api, query, body, maxBytes, file }) => {
      try {
        const response = await pool.request({
          method,
          path: `${prefix}${api}?${new URLSearchParams(query)}`,
          headers: body ? { 'content-type': body.contentType } : {},
          body: body?.bytes ?? null,
        })
        const { statusCode, headers } = response
        if (statusCode !== 200) {
          await response.body.dump()
          throw unexpectedStatus(api, statusCode)
        }
        const contentType = headerText(headers['content-type']) ?? ''
        const disposition = headerText(headers['content-disposition'])
        const bytes = await readAtMost(response.body, { platform: 'WeCom', api, maxBytes })
        // A file of a person may be JSON too, but then it has a name [T].
        const isFile = file === true && (disposition !== null || !/json|text\/plain/.test(contentType))
        return { contentType, disposition, bytes, json: isFile ? null : readJson(api, bytes) }
      } catch (error) {
        throw error instanceof ChannelError ? error : connectionFault({ platform: 'WeCom', api }, error)
      }
    },
  }
}

/** @throws ChannelError `ambiguous`: WeCom did something, but what cannot be read */
function readJson(api: string, bytes: Buffer): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(bytes.toString('utf8'))
    if (typeof json === 'object' && json !== null) return json as Record<string, unknown>
  } catch {
    // Falls through: no JSON and no object are the same to us.
  }
  throw unreadableAnswer(api)
}

export function unreadableAnswer(api: string): ChannelError {
  return new ChannelError('ambiguous', `WeCom's answer to ${api} cannot be read`)
}

/** WeCom answers 200 and says in the body what is wrong; anything else comes from something in between. */
function unexpectedStatus(api: string, status: number): ChannelError {
  const message = `WeCom answered with HTTP status ${status} to ${api}`
  if (status >= 500) return new ChannelError('ambiguous', message)
  if (status === 429) return new ChannelError('rate_limited', message, { retryAfterMs: 60_000 })
  return new ChannelError('misconfigured', `${message}: check WECOM_API_BASE`, { retryAfterMs: 60_000 })
}
