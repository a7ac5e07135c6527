import { request } from 'undici'
import { z } from 'zod'
import type { DingtalkConfig } from '../../config.ts'

const TOPIC_ROBOT = '/v1.0/im/bot/messages/get'
const TOPIC_CARD = '/v1.0/card/instances/callback'
export const TOPICS = { robot: TOPIC_ROBOT, card: TOPIC_CARD } as const

/** Made anew for each connection: the client would share one list among all. */
export function subscriptions(): { type: string; topic: string }[] {
  return [
    { type: 'EVENT', topic: '*' },
    { type: 'CALLBACK', topic: TOPIC_ROBOT },
    { type: 'CALLBACK', topic: TOPIC_CARD },
  ]
}

const MOST_ANSWER_BYTES = 64 * 1024
const opened = z.object({ endpoint: z.url({ protocol: /^wss?$/ }), ticket: z.string().min(1) })

/** Why DingTalk gave no connection: `secret` needs a person, `busy` a longer pause, the rest another try. */
export class GatewayRefusal extends Error {
  override name = 'GatewayRefusal'
  readonly kind: 'secret' | 'busy' | 'unreachable'
  readonly status: number | null

  constructor(kind: GatewayRefusal['kind'], status: number | null, options: ErrorOptions = {}) {
    super(`the gateway gave no connection: ${kind}${status === null ? '' : `, status ${status}`}`, options)
    this.kind = kind
    this.status = status
  }
}

/**
 * Asks for a connection: the address with its ticket, good for 90 s and one handshake [DP].
 *
 * @throws GatewayRefusal
 */
export async function askGateway(
  { apiBase, clientId, clientSecret }: Pick<DingtalkConfig, 'apiBase' | 'clientId' | 'clientSecret'>,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<string> {
  const { status, text } = await post(`${apiBase}/v1.0/gateway/connections/open`, {
    body: JSON.stringify({ clientId, clientSecret, ua: 'zeren/1.0', subscriptions: subscriptions() }),
    signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), signal]),
  })
  if (status === 401) throw new GatewayRefusal('secret', status)
  const answer = status === 200 ? opened.safeParse(jsonOf(text)) : null
  // A page of HTML or a body of no known kind is what an overloaded or banned address gets (§3).
  if (!answer?.success) throw new GatewayRefusal('busy', status)
  const address = new URL(answer.data.endpoint)
  // A WebSocket address has none, and one would be a fault of ours to the client.
  address.hash = ''
  address.searchParams.set('ticket', answer.data.ticket)
  return address.href
}

async function post(url: string, { body, signal }: { body: string; signal: AbortSignal }) {
  // Without `accept` the answer may be XML [NODE].
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  try {
    const response = await request(url, { method: 'POST', headers, body, signal })
    return { status: response.statusCode, text: await shortText(response.body) }
  } catch (cause) {
    throw new GatewayRefusal('unreachable', null, { cause })
  }
}

async function shortText(body: AsyncIterable<Buffer> & { destroy(): unknown }): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > MOST_ANSWER_BYTES) break
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
