import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { parseObject, part } from './answers.ts'

export interface Subscription {
  type: string
  topic: string
}

export interface Frame {
  type: 'CALLBACK' | 'EVENT' | 'SYSTEM'
  headers: Readonly<Record<string, string>>
  /** JSON, as a string [DP]. */
  data: string
}

/** What a client sends back [DP]; `data` is JSON as a string. */
export interface Ack {
  code: number
  message: string
  headers: Readonly<Record<string, unknown>>
  data: string
}

export interface LinkCounters {
  /** Frames from clients that are no ack: no JSON, no `messageId`, data that is no string. */
  malformedAcks: number
  /** Acks of frames that this connection never got, or had acked before. */
  strayAcks: number
  pingsUnanswered: number
}

/** One WebSocket connection of a client. */
export class Link {
  readonly id = randomUUID().replaceAll('-', '').slice(0, 16)
  readonly openedAtMs: number
  readonly subscriptions: readonly Subscription[]
  /** Told to go: nothing is delivered here any more, late acks still count [DP]. */
  leaving = false
  readonly #socket: WebSocket
  readonly #tcp: Socket
  readonly #counters: LinkCounters
  /** By `messageId`; a frame that came twice is acked twice. */
  readonly #waiting = new Map<string, { onAck: (ack: Ack) => void; left: number }>()
  #silent = false
  #held: string | null = null

  constructor(opened: {
    socket: WebSocket
    tcp: Socket
    subscriptions: readonly Subscription[]
    counters: LinkCounters
    nowMs: number
  }) {
    this.#socket = opened.socket
    this.#tcp = opened.tcp
    this.#counters = opened.counters
    this.subscriptions = opened.subscriptions
    this.openedAtMs = opened.nowMs
    opened.socket.on('message', (data) => this.#read(String(data)))
    opened.socket.on('error', () => undefined)
  }

  get silent(): boolean {
    return this.#silent
  }

  /** `EVENT` is subscribed as `*` alone [DP]. */
  wants({ type, headers }: Frame): boolean {
    return this.subscriptions.some(
      (s) => s.type === type && (type === 'EVENT' ? s.topic === '*' : s.topic === headers.topic),
    )
  }

  /** `onAck` is called whenever the ack comes. */
  deliver(frame: Frame, onAck: (ack: Ack) => void, order: 'as sent' | 'reversed' = 'as sent'): void {
    const messageId = frame.headers.messageId ?? ''
    this.#waiting.set(messageId, { onAck, left: (this.#waiting.get(messageId)?.left ?? 0) + 1 })
    const headers = { ...frame.headers, connectionId: this.id }
    const text = JSON.stringify({ specVersion: '1.0', type: frame.type, headers, data: frame.data })
    if (order === 'as sent') this.write(text)
    else this.#writeReversed(text)
  }

  /** Any text, also what no platform would send. Nothing passes while the line is half-open. */
  write(text: string): void {
    if (!this.#silent && this.#socket.readyState === this.#socket.OPEN) this.#socket.send(text)
  }

  /** Each second frame overtakes the one before it; one that is left alone goes after 30 ms. */
  #writeReversed(text: string): void {
    const held = this.#held
    this.#held = held === null ? text : null
    if (held !== null) {
      this.write(text)
      this.write(held)
      return
    }
    setTimeout(() => {
      if (this.#held !== text) return
      this.#held = null
      this.write(text)
    }, 30).unref()
  }

  /** Half-open: nothing is sent, nothing read, no pong; the client's own writes go into the void. */
  goSilent(forMs: number): void {
    this.#silent = true
    this.#tcp.pause()
    setTimeout(() => {
      this.#silent = false
      this.#tcp.resume()
    }, forMs).unref()
  }

  close(): void {
    this.#socket.close(1000)
  }

  /** As when a cable is cut: a reset, no closing words. */
  drop(): void {
    if (this.#tcp.destroyed) this.#socket.terminate()
    else this.#tcp.resetAndDestroy()
  }

  #read(text: string): void {
    const ack = parseAck(text)
    if (ack === null) {
      this.#counters.malformedAcks += 1
      return
    }
    const messageId = String(ack.headers.messageId)
    const waiting = this.#waiting.get(messageId)
    if (waiting === undefined) {
      this.#counters.strayAcks += 1
      return
    }
    waiting.left -= 1
    if (waiting.left === 0) this.#waiting.delete(messageId)
    waiting.onAck(ack)
  }
}

function parseAck(text: string): Ack | null {
  const json = parseObject(text)
  const headers = part(json, 'headers')
  // The answer to `disconnect` has no messageId; PY and GO send one all the same [DP].
  if (json === null || typeof headers.messageId !== 'string' || typeof json.code !== 'number') return null
  if (json.data !== undefined && typeof json.data !== 'string') return null
  return { code: json.code, message: String(json.message ?? ''), headers, data: json.data ?? '' }
}
