/** The stream gateway: `connections/open`, tickets, and the WebSocket at `/connect` (dingtalk.md §1.1–1.4). */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocketServer } from 'ws'
import { type Call, ok, parseObject, type Reply, refused } from './answers.ts'
import { type Ack, type Frame, Link, type LinkCounters, type Subscription } from './link.ts'

export interface GatewayOptions {
  clientId: string
  clientSecret: string
  nowMs: () => number
  /** Between SYSTEM pings; how often the real platform sends them is not known. */
  pingEveryMs: number
  /** How long a connection that was told to go stays open; about 10 s [DP; ISS OC#308]. */
  leaveAfterMs: number
}

export interface GatewayCounters extends LinkCounters {
  /** Handshakes with a ticket that is used, old or unknown. */
  badTickets: number
}

const TICKET_LIFE_MS = 90_000

export class Gateway {
  readonly counters: GatewayCounters = { malformedAcks: 0, strayAcks: 0, pingsUnanswered: 0, badTickets: 0 }
  /** When connections were asked for, also in vain. */
  readonly opens: number[] = []
  /** Handshakes to refuse from now on. */
  handshakesToRefuse = 0
  duplicateShare = 0
  reversed = false
  /** Where the server listens; known once it does. */
  address = ''
  readonly #options: GatewayOptions
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 1024 * 1024 })
  readonly #tickets = new Map<string, { expiresAtMs: number; subscriptions: readonly Subscription[] }>()
  readonly #links = new Set<Link>()
  readonly #pinging: NodeJS.Timeout

  constructor(options: GatewayOptions) {
    this.#options = options
    this.#pinging = setInterval(() => this.#ping(), options.pingEveryMs)
    this.#pinging.unref()
  }

  get links(): readonly Link[] {
    return [...this.#links]
  }

  noteOpen(): void {
    this.opens.push(this.#options.nowMs())
  }

  /** `POST /v1.0/gateway/connections/open` [DP]: no token; a ticket that is good for 90 s and one handshake. */
  open({ body }: Call): Reply {
    const json = parseObject(body.toString('utf8'))
    const { clientId, clientSecret, nowMs } = this.#options
    if (json?.clientId !== clientId || json.clientSecret !== clientSecret) return authFailed()
    const subscriptions = subscriptionsOf(json.subscriptions)
    if (subscriptions === null) return refused(400, 'invalidParameter.subscriptions')
    const ticket = randomUUID()
    this.#tickets.set(ticket, { expiresAtMs: nowMs() + TICKET_LIFE_MS, subscriptions })
    return ok({ endpoint: `${this.address.replace(/^http/, 'ws')}/connect`, ticket })
  }

  upgrade(request: IncomingMessage, tcp: Socket, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://gateway')
    const ticket = url.searchParams.get('ticket') ?? ''
    const known = this.#tickets.get(ticket)
    this.#tickets.delete(ticket)
    if (this.handshakesToRefuse > 0) {
      this.handshakesToRefuse -= 1
      refuseHandshake(tcp, '503 Service Unavailable')
    } else if (url.pathname !== '/connect' || known === undefined || known.expiresAtMs <= this.#options.nowMs()) {
      this.counters.badTickets += 1
      refuseHandshake(tcp, '401 Unauthorized')
    } else {
      this.#server.handleUpgrade(request, tcp, head, (socket) => {
        const { subscriptions } = known
        const link = new Link({ socket, tcp, subscriptions, counters: this.counters, nowMs: this.#options.nowMs() })
        this.#links.add(link)
        socket.on('close', () => this.#links.delete(link))
      })
    }
  }

  /**
   * Give a frame to one connection, picked at random among those that subscribed it [DP]. A silent one is picked as
   * well: the platform learns late that a line is dead [ISS Jusoft.DingtalkStream#6, GO#16].
   *
   * @returns `false` when nobody is there
   */
  push(frame: Frame, onAck: (ack: Ack) => void): boolean {
    const able = this.links.filter((link) => !link.leaving && link.wants(frame))
    const link = able[Math.floor(Math.random() * able.length)]
    if (link === undefined) return false
    const times = Math.random() < this.duplicateShare ? 2 : 1
    for (let i = 0; i < times; i++) link.deliver(frame, onAck, this.reversed ? 'reversed' : 'as sent')
    return true
  }

  /** SYSTEM disconnect: no further delivery at once, TCP closed later [DP; ISS OC#308]. The frame has no messageId. */
  goAway(reason = 'connection is expired'): void {
    for (const link of this.links.filter(({ leaving }) => !leaving)) {
      link.leaving = true
      const headers = { topic: 'disconnect', contentType: 'application/json', time: String(this.#options.nowMs()) }
      link.write(JSON.stringify({ type: 'SYSTEM', headers, data: JSON.stringify({ reason }) }))
      setTimeout(() => link.close(), this.#options.leaveAfterMs).unref()
    }
  }

  dropAll(): void {
    for (const link of this.#links) link.drop()
  }

  goSilent(forMs: number): void {
    for (const link of this.#links) link.goSilent(forMs)
  }

  close(): void {
    clearInterval(this.#pinging)
    for (const link of this.#links) link.drop()
    this.#server.close()
  }

  /** SYSTEM ping: the client sends the data back [DP]. The real platform's measure against silence is not known: ours only counts. */
  #ping(): void {
    for (const link of this.links.filter(({ leaving }) => !leaving)) {
      const opaque = randomUUID()
      let answered = false
      const headers = {
        topic: 'ping',
        contentType: 'application/json',
        messageId: randomUUID(),
        time: String(this.#options.nowMs()),
      }
      link.deliver({ type: 'SYSTEM', headers, data: JSON.stringify({ opaque }) }, (ack) => {
        answered = parseObject(ack.data)?.opaque === opaque
      })
      setTimeout(() => {
        if (!answered) this.counters.pingsUnanswered += 1
      }, this.#options.pingEveryMs).unref()
    }
  }
}

/** [ISS zfanswer/dify-on-dingtalk#28] */
function authFailed(): Reply {
  return { status: 401, json: { requestid: randomUUID(), code: 'authFailed', message: '鉴权失败' } }
}

function refuseHandshake(tcp: Socket, status: string): void {
  tcp.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

/** EVENT has the topic `*` alone; GO subscribes SYSTEM topics as well and is let [DP, GO]. */
function subscriptionsOf(value: unknown): Subscription[] | null {
  if (!Array.isArray(value) || value.length === 0) return null
  const known = (value as Subscription[]).every(
    ({ type, topic }) => ['EVENT', 'CALLBACK', 'SYSTEM'].includes(type) && typeof topic === 'string',
  )
  return known ? (value as Subscription[]) : null
}
