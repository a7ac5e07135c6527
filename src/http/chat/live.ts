import { createServer } from 'node:http'
import websocket from '@fastify/websocket'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import type { Pool } from 'pg'
import { transcriptOf } from '../../store/local-chat.ts'
import { listenToTranscripts, type TranscriptListener } from '../../store/local-chat-listener.ts'
import { NOT_PLAYABLE, refuse } from './acts.ts'
import type { ChatDeps } from './keep-act.ts'
import { type ChatLine, chatLine } from './lines.ts'
import { playedBy } from './played.ts'
import { SESSION_COOKIE, sessionEnd } from './session.ts'

/** Lines that a newly opened window gets. */
const NEWEST_LINES = 200
const LINES_PER_FRAME = 200
/** A window that hears nothing for twice this long connects again. */
const HEARTBEAT_MS = 20_000
const MAX_WINDOWS = 500
/** Windows have nothing to say here: what people do is posted. */
const MAX_PAYLOAD_BYTES = 1_024
const LIVE_PATH = '/chat/live'
const TRY_AGAIN_LATER = 1_013
const SESSION_OVER = 4_001

/** A frame to a window: lines after the cursor that it had, and its new cursor. */
export interface LiveFrame {
  lines: ChatLine[]
  cursor: string | null
}

interface Socket {
  readonly readyState: number
  readonly OPEN: number
  send(data: string): void
  close(code?: number): void
}

/** One open window, and how far it has read. */
interface LiveWindow {
  socket: Socket
  account: string
  cursor: bigint | null
  endsAt: Date | null
  reading: boolean
  /** The bell rang while it was reading. */
  stale: boolean
}

/**
 * Take WebSockets on the path of the live transcript; elsewhere an upgrade is refused, for nobody would close its socket.
 *
 * To be registered before any hook that refuses: the library closes the socket of a refused request only then.
 */
export async function acceptWebSockets(app: FastifyInstance): Promise<void> {
  // Never listens: it hands on what is meant for the chat.
  const upgrades = createServer()
  app.server.on('upgrade', (request, socket, head) => {
    const wanted = request.url?.split('?')[0] === LIVE_PATH && request.headers.upgrade?.toLowerCase() === 'websocket'
    if (wanted) upgrades.emit('upgrade', request, socket, head)
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  })
  await app.register(websocket, { options: { server: upgrades, maxPayload: MAX_PAYLOAD_BYTES } })
}

/** `GET /chat/live?as=ACCOUNT&after=CURSOR`: the transcript over a WebSocket, from the cursor on and then as it grows. */
export function chatLive(deps: ChatDeps): FastifyPluginAsync {
  return async (app) => {
    const windows = new Set<LiveWindow>()
    let listener: TranscriptListener | null = null

    function bring(window: LiveWindow): void {
      bringLines(deps.pool, window).catch((error: unknown) => {
        deps.log.warn({ err: error }, 'a window of the local chat could not be brought up to date')
        // It comes back with its cursor.
        window.socket.close(TRY_AGAIN_LATER)
      })
    }
    function heard(account: string | null): void {
      for (const window of windows) if (account === null || window.account === account) bring(window)
    }
    const heartbeat = setInterval(() => {
      for (const { socket, endsAt } of windows) {
        if (endsAt && endsAt <= deps.now()) socket.close(SESSION_OVER)
        else if (socket.readyState === socket.OPEN) socket.send('{}')
      }
    }, HEARTBEAT_MS)
    heartbeat.unref()
    app.addHook('onClose', async () => {
      clearInterval(heartbeat)
      await listener?.close()
    })

    app.get<{ Querystring: { as?: string; after?: string } }>(
      LIVE_PATH,
      {
        websocket: true,
        preValidation: async (request, reply) => {
          const person = request.query.as ? await playedBy(deps, request.query.as) : null
          if (!person) return refuse(reply, 403, NOT_PLAYABLE)
        },
      },
      (socket, request) => {
        if (windows.size >= MAX_WINDOWS) return socket.close(TRY_AGAIN_LATER)
        const { as = '', after } = request.query
        const cursor = after && /^\d{1,18}$/.test(after) ? BigInt(after) : null
        const endsAt = sessionEnd(deps, request.cookies[SESSION_COOKIE])
        const window = { socket, account: as.toLowerCase(), cursor, endsAt, reading: false, stale: false }
        windows.add(window)
        socket.on('close', () => windows.delete(window))
        listener ??= listenToTranscripts(deps.pool.options, heard, deps.log)
        bring(window)
      },
    )
  }
}

/** Send what the window does not have yet; one reading at a time, and once more if the bell rang meanwhile. */
async function bringLines(pool: Pool, window: LiveWindow): Promise<void> {
  window.stale = true
  if (window.reading) return
  window.reading = true
  try {
    while (window.stale && window.socket.readyState === window.socket.OPEN) {
      window.stale = false
      const first = window.cursor === null
      const limit = first ? NEWEST_LINES : LINES_PER_FRAME
      const lines = await transcriptOf(pool, window.account, { cursor: window.cursor, limit })
      window.cursor = lines.at(-1)?.id ?? window.cursor ?? 0n
      if (!first && lines.length === LINES_PER_FRAME) window.stale = true
      // A new window hears at once that there is nothing, too.
      if (first || lines.length > 0) {
        const shown = lines.map((line) => chatLine(window.account, line))
        window.socket.send(JSON.stringify({ lines: shown, cursor: String(window.cursor) } satisfies LiveFrame))
      }
    }
  } finally {
    window.reading = false
  }
}
