/** The smallest correct client of a stream, for tests of the fake alone: it acks what it gets, as it is told to. */
import { once } from 'node:events'
import { WebSocket } from 'ws'

export interface ReceivedFrame {
  specVersion?: string
  type: string
  headers: Record<string, string>
  data: string
}

export interface StreamClient {
  frames: ReceivedFrame[]
  socket: WebSocket
  /** What is sent back as `data` of the ack; `null`: no ack. */
  answer: (frame: ReceivedFrame) => object | null
  closed: Promise<unknown>
}

const TOPICS = [
  { type: 'EVENT', topic: '*' },
  { type: 'CALLBACK', topic: '/v1.0/im/bot/messages/get' },
  { type: 'CALLBACK', topic: '/v1.0/card/instances/callback' },
]

interface Application {
  url: string
  clientId: string
  clientSecret: string
}

/** Asks for a connection. */
export async function openTicket(
  { url, clientId, clientSecret }: Application,
  subscriptions: readonly object[] = TOPICS,
): Promise<{ endpoint: string; ticket: string }> {
  const response = await fetch(`${url}/v1.0/gateway/connections/open`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ clientId, clientSecret, subscriptions, ua: 'test/1.0' }),
  })
  if (!response.ok) throw new Error(`open was answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as { endpoint: string; ticket: string }
}

/** A live connection; frames without an ack of their own are answered `{}`. */
export async function connectStream(
  application: Application,
  subscriptions?: readonly object[],
): Promise<StreamClient> {
  const { endpoint, ticket } = await openTicket(application, subscriptions)
  const socket = new WebSocket(`${endpoint}?ticket=${encodeURIComponent(ticket)}`)
  const client: StreamClient = { frames: [], socket, answer: () => ({}), closed: once(socket, 'close') }
  socket.on('error', () => undefined)
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data)) as ReceivedFrame
    client.frames.push(frame)
    const answer = client.answer(frame)
    if (answer === null || frame.headers.messageId === undefined) return
    const headers = { messageId: frame.headers.messageId, contentType: 'application/json' }
    socket.send(JSON.stringify({ code: 200, message: 'OK', headers, data: JSON.stringify(answer) }))
  })
  await once(socket, 'open')
  return client
}
