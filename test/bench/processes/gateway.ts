/**
 * DingTalk's stream gateway reduced to what a load needs: tickets by rote, frames over the WebSocket, acks counted. How
 * the real one behaves is the matter of the tests. Frames as in the protocol notes, §1.2 and §2.2.
 */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { percentile } from '../figures.ts'

process.once('disconnect', () => process.exit())
const ACK_LIMIT_MS = 60_000

/** Send `count` bot messages, at most `window` of them not acknowledged. */
export interface FramesOrder {
  count: number
  window: number
}

export type FramesResult = { perSecond: number; p99: number } | { fault: string }

const server = createServer((request, response) => {
  request.resume()
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(answerOf(request)))
})
const sockets = new WebSocketServer({ server })
/** Told of the id of every acknowledged frame. */
let onAck: ((messageId: string) => void) | null = null

sockets.on('connection', (socket) => {
  socket.on('message', (data) => {
    const { code, headers } = JSON.parse(String(data)) as { code?: number; headers?: { messageId?: string } }
    if (code === 200 && headers?.messageId !== undefined) onAck?.(headers.messageId)
  })
})

function answerOf(request: IncomingMessage): object {
  if (request.url?.startsWith('/v1.0/gateway/connections/open')) {
    return { endpoint: `${url().replace('http', 'ws')}/connect`, ticket: randomUUID() }
  }
  return { accessToken: 'bench', expireIn: 7200, access_token: 'bench', expires_in: 7200, errcode: 0, errmsg: 'ok' }
}

function url(): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

let series = 0

function frame(): { id: string; text: string } {
  series += 1
  const id = `frame-${series}`
  const now = Date.now()
  const message = {
    conversationId: `cidBench${series % 200}==`,
    conversationType: '1',
    msgId: `msgBench${now}-${series}==`,
    msgtype: 'text',
    text: {
      content: ` ${1 + (series % 6)}号楼${1 + (series % 3)}单元楼道灯坏了两天了,老人晚上下楼不方便,编号${series}`,
    },
    senderStaffId: `member${series % 200}`,
    senderNick: '王秀兰',
    senderId: '$:LWCP_v1:$bench',
    senderCorpId: 'dingbench',
    chatbotCorpId: 'dingbench',
    chatbotUserId: '$:LWCP_v1:$bot',
    robotCode: 'dingbench',
    createAt: now,
    sessionWebhook: `${url()}/robot/sendBySession?session=bench${series % 200}`,
    sessionWebhookExpiredTime: now + 5_400_000,
  }
  const headers = {
    appId: 'bench',
    connectionId: 'bench',
    contentType: 'application/json',
    messageId: id,
    time: String(now),
    topic: '/v1.0/im/bot/messages/get',
  }
  return { id, text: JSON.stringify({ specVersion: '1.0', type: 'CALLBACK', headers, data: JSON.stringify(message) }) }
}

/** Frames are made beforehand; they go to whatever connections are open, in turn. */
async function deliver({ count, window }: FramesOrder): Promise<FramesResult> {
  const links = [...sockets.clients].filter((socket) => socket.readyState === socket.OPEN)
  if (links.length === 0) return { fault: 'no connection is open' }
  const frames = Array.from({ length: count }, frame)
  const sentAtMs = new Map<string, number>()
  const latencies: number[] = []
  const startedMs = performance.now()
  let next = 0
  const sendNext = () => {
    const following = frames[next]
    if (!following) return
    sentAtMs.set(following.id, performance.now())
    links[next % links.length]?.send(following.text)
    next += 1
  }
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve({ fault: `${latencies.length} of ${count} were acknowledged` }), ACK_LIMIT_MS)
    onAck = (id) => {
      const sent = sentAtMs.get(id)
      if (sent === undefined) return
      sentAtMs.delete(id)
      latencies.push(performance.now() - sent)
      if (latencies.length < count) return sendNext()
      clearTimeout(late)
      resolve({ perSecond: count / ((performance.now() - startedMs) / 1000), p99: percentile(latencies, 0.99) })
    }
    for (let i = 0; i < window; i++) sendNext()
  })
}

process.on('message', async (order: FramesOrder) => process.send?.(await deliver(order)))
server.listen(0, '127.0.0.1', () => process.send?.({ url: url() }))
