import { Agent, request } from 'undici'
import { ChannelError } from '../../errors.ts'
import { connectionFault, connectionOptions, headerText, readAtMost } from '../exchange.ts'

const MOST_JSON_BYTES = 1024 * 1024

/** One exchange with a server of DingTalk. */
export interface Exchange {
  method: 'GET' | 'POST' | 'PUT'
  url: string
  /** As errors and logs call it: never with its query, which may hold the token or the session. */
  api: string
  headers?: Readonly<Record<string, string>>
  body?: Buffer | string
}

export interface Answer {
  status: number
  contentType: string
  /** What it says; `null`: no JSON object, which is what servers in between give. */
  json: Readonly<Record<string, unknown>> | null
}

export interface DingtalkHttp {
  /** @throws ChannelError where there was no whole answer; what the answer says is the caller's to judge */
  exchange(exchange: Exchange): Promise<Answer>
  close(): Promise<void>
}

/**
 * Connections to DingTalk's servers. `connections` is the greatest number to one of them; further calls wait.
 *
 * Redirects are not followed: DingTalk has none, so one would lead to somebody else.
 */
export function openDingtalkHttp(options: { timeoutMs: number; connections: number }): DingtalkHttp {
  const dispatcher = new Agent(connectionOptions(options))
  return {
    close: () => dispatcher.close(),
    exchange: async ({ method, url, api, headers, body }) => {
      const asked = { platform: 'DingTalk', api }
      try {
        const response = await request(url, {
          ...{ dispatcher, method, body: body ?? null },
          headers: { accept: 'application/json', ...headers },
        })
        const bytes = await readAtMost(response.body, { ...asked, maxBytes: MOST_JSON_BYTES })
        const contentType = headerText(response.headers['content-type']) ?? ''
        return { status: response.statusCode, contentType, json: jsonObject(bytes) }
      } catch (error) {
        throw error instanceof ChannelError ? error : connectionFault(asked, error)
      }
    },
  }
}

function jsonObject(bytes: Buffer): Answer['json'] {
  try {
    const json: unknown = JSON.parse(bytes.toString('utf8'))
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Record<string, unknown>) : null
  } catch {
    return null
  }
}
