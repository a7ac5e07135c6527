/** A wire that tests can spoil: TCP between the product and a server, or between a platform and several web processes. */
import { connect, createServer, type Server, type Socket } from 'node:net'

export interface Target {
  host: string
  port: number
}

/** One connection through the proxy: what was dialled, and what was dialled on for it. */
interface Pair {
  down: Socket
  up: Socket | null
}

export interface ProxyOptions {
  /** Where connections lead: each to the next of these, and past those that refuse. */
  targets: readonly Target[]
  /** Looks at what goes to the server. `cut`: it is still passed on, but no answer comes back, as both ends are reset. */
  watch?: (chunk: Buffer) => 'pass' | 'cut'
  /** Port for a proxy that comes back where it was. */
  port?: number
}

export class SpoiledWire {
  readonly #options: ProxyOptions
  readonly #server: Server
  readonly #pairs = new Set<Pair>()
  #next = 0
  #silent = false
  /** Added to every chunk, in both directions. */
  latencyMs = 0
  /** Connections cut by `watch`. */
  cutCount = 0

  constructor(options: ProxyOptions) {
    this.#options = options
    this.#server = createServer((down) => this.#accept(down))
  }

  /** Listens on 127.0.0.1; resolves with the port. Also ends `refuse()`. */
  listen(port = this.#options.port ?? 0): Promise<number> {
    return new Promise((resolve) => {
      this.#server.listen(port, '127.0.0.1', () => {
        const address = this.#server.address()
        resolve(address !== null && typeof address === 'object' ? address.port : port)
      })
    })
  }

  /** Nobody listens any more and all connections are reset: the server's machine is there, the server is not. */
  async refuse(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.reset()
    await closed
  }

  /** From now on every byte vanishes in both directions, also on new connections: nothing is told to anybody. */
  blackHole(): void {
    this.#silent = true
  }

  /** The wire is good again for new connections; those from the black hole stay dead, as after a long outage. */
  heal(): void {
    this.#silent = false
    this.reset()
  }

  /** Both ends are told that the other one hung up. */
  cut(): void {
    for (const { down, up } of this.#pairs) for (const socket of [down, up]) socket?.end()
  }

  /** Both ends get a reset. */
  reset(): void {
    for (const pair of this.#pairs) resetPair(pair)
  }

  /** The server's end is gone, and the client is not told. */
  halfOpen(): void {
    for (const pair of this.#pairs) {
      const { up } = pair
      pair.up = null
      up?.removeAllListeners('close').destroy()
    }
  }

  async close(): Promise<void> {
    if (this.#server.listening) await this.refuse()
  }

  #accept(down: Socket): void {
    const pair: Pair = { down, up: null }
    this.#pairs.add(pair)
    down.setNoDelay(true).pause()
    down.on('error', () => {})
    down.once('close', () => {
      this.#pairs.delete(pair)
      pair.up?.destroy()
    })
    if (!this.#silent) this.#dial(pair, this.#options.targets.length)
  }

  #dial(pair: Pair, triesLeft: number): void {
    const target = this.#options.targets[this.#next++ % this.#options.targets.length]
    if (target === undefined || triesLeft === 0) {
      resetPair(pair)
      return
    }
    const up = connect(target)
    const refused = () => this.#dial(pair, triesLeft - 1)
    up.once('error', refused)
    up.once('connect', () => {
      up.off('error', refused).on('error', () => {})
      up.setNoDelay(true)
      this.#join(pair, up)
    })
  }

  #join(pair: Pair, up: Socket): void {
    const { down } = pair
    if (down.destroyed) {
      up.destroy()
      return
    }
    pair.up = up
    up.once('close', () => down.destroy())
    up.on('data', (chunk) => this.#pass(chunk, up, down))
    down.on('data', (chunk) => {
      const cut = !this.#silent && this.#options.watch?.(chunk) === 'cut'
      this.#pass(chunk, down, up)
      if (!cut) return
      this.cutCount++
      // The end after the bytes: the server gets them all, and does what they say.
      up.removeAllListeners('data').end()
      down.resetAndDestroy()
    })
    for (const [from, to] of [
      [down, up],
      [up, down],
    ] as const) {
      from.once('end', () => to.end())
      to.on('drain', () => from.resume())
    }
    down.resume()
  }

  #pass(chunk: Buffer, from: Socket, to: Socket): void {
    if (this.#silent) return
    const write = () => {
      if (to.writable && !to.write(chunk)) from.pause()
    }
    if (this.latencyMs === 0) write()
    else setTimeout(write, this.latencyMs)
  }
}

function resetPair({ down, up }: Pair): void {
  for (const socket of [down, up]) if (socket && !socket.destroyed) socket.resetAndDestroy()
}

/** Where an address of PostgreSQL, Redis or HTTP leads. */
export function targetOf(address: string): Target {
  const { hostname, port } = new URL(address)
  return { host: hostname, port: Number(port) }
}

/** The same address by way of a proxy. */
export function through(address: string, proxyPort: number): string {
  const url = new URL(address)
  url.hostname = '127.0.0.1'
  url.port = String(proxyPort)
  return url.href
}
