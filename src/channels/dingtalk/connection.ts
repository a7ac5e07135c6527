import { DWClient } from 'dingtalk-stream'
import type { RawData, WebSocket } from 'ws'
import type { DingtalkConfig } from '../../config.ts'
import { type Ack, ackText, type Frame, MOST_FRAME_BYTES, readFrame, UNKNOWN } from './frame.ts'
import { askGateway, subscriptions } from './gateway.ts'

/** A frame beyond this ends the connection before it is read; ours are a quarter of it. */
const MOST_PAYLOAD_BYTES = 4 * MOST_FRAME_BYTES

export interface ConnectionOptions {
  config: Pick<DingtalkConfig, 'apiBase' | 'clientId' | 'clientSecret'>
  /** For the request and for the handshake, each. */
  openTimeoutMs: number
  signal: AbortSignal
  /** A frame to be answered; not those by which DingTalk looks after the connection. Must not throw. */
  onFrame: (frame: Frame, from: Connection) => void
  /** DingTalk sends nothing more here and closes in about ten seconds [DP]. */
  onGoAway: (from: Connection) => void
  onClosed: (from: Connection) => void
  /** What came and was dropped. */
  onGarbage: (reason: 'no_frame' | 'too_large' | 'unknown_type') => void
}

/** What the client keeps to itself. */
interface Inside {
  socket: WebSocket
  dw_url: string
  sslopts: { rejectUnauthorized: boolean; handshakeTimeout: number; maxPayload: number }
}

/**
 * One connection, from the request to the end of its socket; the next one is another object.
 *
 * The client of DingTalk makes the socket and hands over what comes. Everything else that it does by itself is kept from
 * happening (dingtalk.md §1.6): it would reconnect in a storm, believe a dead line, die of a frame that is no JSON, ask
 * a fixed address and write to the console.
 */
export class Connection extends DWClient {
  /** When anything last came from the other side, by `performance.now()`. */
  heardAtMs = performance.now()
  openedAtMs = performance.now()
  readonly #options: ConnectionOptions
  #closed = false

  constructor(options: ConnectionOptions) {
    const { clientId, clientSecret } = options.config
    const own = { clientId, clientSecret, keepAlive: false, autoReconnect: false, subscriptions: subscriptions() }
    super(own)
    this.#options = options
  }

  get #inside(): Inside {
    // The client declares these private, and offers no other way to a proxy, a limit of size or a ping.
    return this as unknown as Inside
  }

  get isOpen(): boolean {
    return this.#inside.socket?.readyState === 1
  }

  /** @throws GatewayRefusal, or the error of the handshake; then the connection is over */
  async open(): Promise<void> {
    await this.getEndpoint()
    await this.#openSocket()
  }

  override async getEndpoint(): Promise<this> {
    const { config, openTimeoutMs, signal } = this.#options
    const inside = this.#inside
    inside.dw_url = await askGateway(config, { timeoutMs: openTimeoutMs, signal })
    inside.sslopts = { rejectUnauthorized: true, handshakeTimeout: openTimeoutMs, maxPayload: MOST_PAYLOAD_BYTES }
    return this
  }

  /** The client's own listeners write to the console and plan to reconnect; only what hands over frames is left of them. */
  #openSocket(): Promise<void> {
    this._connect().catch(() => undefined)
    const { socket } = this.#inside
    for (const event of ['open', 'close', 'error', 'pong']) socket.removeAllListeners(event)
    const hear = () => {
      this.heardAtMs = performance.now()
    }
    socket.on('ping', hear).on('pong', hear)
    return new Promise((resolve, reject) => {
      const giveUp = () => socket.terminate()
      this.#options.signal.addEventListener('abort', giveUp, { once: true })
      if (this.#options.signal.aborted) giveUp()
      socket.once('open', () => {
        this.#options.signal.removeEventListener('abort', giveUp)
        hear()
        resolve()
      })
      socket.on('error', (error) => {
        reject(error)
        socket.terminate()
      })
      socket.once('close', () => {
        this.#options.signal.removeEventListener('abort', giveUp)
        reject(new Error('the socket was closed before it was open'))
        this.#end()
      })
    })
  }

  #end(): void {
    if (this.#closed) return
    this.#closed = true
    this.#options.onClosed(this)
  }

  override onDownStream(data: RawData | string): void {
    this.heardAtMs = performance.now()
    const { onGarbage } = this.#options
    const small = sizeOf(data) <= MOST_FRAME_BYTES
    const frame = small ? readFrame(data.toString()) : null
    if (frame === null) onGarbage(small ? 'no_frame' : 'too_large')
    else if (frame.type === 'SYSTEM') this.#look(frame)
    else if (frame.type === 'CALLBACK' || frame.type === 'EVENT') this.#options.onFrame(frame, this)
    else this.#refuse(frame)
  }

  /** What looks after the connection itself. Other topics than these two are of no use (§1.3). */
  #look(frame: Frame): void {
    if (frame.topic === 'ping') void this.answer(frame, { code: 200, data: frame.data })
    if (frame.topic === 'disconnect') this.#options.onGoAway(this)
  }

  #refuse(frame: Frame): void {
    this.#options.onGarbage('unknown_type')
    void this.answer(frame, UNKNOWN)
  }

  /** Sends an ack; where the socket is closed it is dropped. Resolves to whether it went out. Throws nothing. */
  answer({ messageId }: Frame, ack: Ack): Promise<boolean> {
    const { socket } = this.#inside
    if (messageId === null || !this.isOpen) return Promise.resolve(false)
    return new Promise((resolve) => socket.send(ackText(messageId, ack), (error) => resolve(!error)))
  }

  ping(): void {
    if (this.isOpen) this.#inside.socket.ping(undefined, undefined, () => undefined)
  }

  /** Closes with closing words, so that DingTalk sends nothing more here; without an answer the line is cut. */
  override disconnect(): void {
    this.#inside.socket?.close(1000)
  }

  cut(): void {
    this.#inside.socket?.terminate()
  }
}

function sizeOf(data: RawData | string): number {
  if (Array.isArray(data)) return data.reduce((sum, part) => sum + part.length, 0)
  return typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength
}
