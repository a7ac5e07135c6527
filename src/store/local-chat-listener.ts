import pg from 'pg'
import type { Logger } from 'pino'
import { TRANSCRIPT_BELL } from './local-chat.ts'

const FIRST_RETRY_MS = 250
const LONGEST_RETRY_MS = 5_000

export interface TranscriptListener {
  close(): Promise<void>
}

/**
 * Hear of every transcript that grows, on a connection of its own.
 *
 * `heard` gets the account, or `null` after a new connection: bells may have been missed, so look at all of them.
 * A lost connection is made again for ever, with growing pauses.
 */
export function listenToTranscripts(
  options: pg.PoolConfig,
  heard: (account: string | null) => void,
  log: Logger,
): TranscriptListener {
  let client: pg.Client | null = null
  let retry: NodeJS.Timeout | null = null
  let pauseMs = FIRST_RETRY_MS
  let closed = false

  async function open(): Promise<void> {
    const opened = new pg.Client(options)
    client = opened
    opened.on('error', () => again(opened))
    opened.on('end', () => again(opened))
    opened.on('notification', ({ channel, payload }) => {
      if (channel === TRANSCRIPT_BELL && payload) heard(payload)
    })
    try {
      await opened.connect()
      await opened.query(`listen ${TRANSCRIPT_BELL}`)
      pauseMs = FIRST_RETRY_MS
      heard(null)
    } catch (error) {
      log.warn({ err: error }, 'the local chat cannot listen for new messages yet')
      again(opened)
    }
  }

  function again(lost: pg.Client): void {
    if (closed || client !== lost) return
    client = null
    void lost.end().catch(() => undefined)
    retry = setTimeout(() => void open(), pauseMs)
    pauseMs = Math.min(pauseMs * 2, LONGEST_RETRY_MS)
  }

  void open()
  return {
    async close() {
      closed = true
      if (retry) clearTimeout(retry)
      await client?.end().catch(() => undefined)
    },
  }
}
