import { z } from 'zod'

/** Java clients take no more in one frame [JAVA WebsocketTransportConnector]. */
export const MOST_FRAME_BYTES = 256 * 1024

/** A frame from DingTalk [DP]. Headers are strings there; what comes otherwise is made one. */
export interface Frame {
  type: string
  topic: string
  messageId: string | null
  headers: Readonly<Record<string, string>>
  /** JSON text. */
  data: string
}

const frame = z.object({
  type: z.string(),
  headers: z.record(z.string(), z.unknown()),
  data: z.unknown(),
})

/** Reads a frame; `null` where it is none. Throws nothing. */
export function readFrame(text: string): Frame | null {
  try {
    const parsed = frame.safeParse(JSON.parse(text))
    if (!parsed.success) return null
    const { type, data } = parsed.data
    const headers = stringsOf(parsed.data.headers)
    return {
      type,
      topic: headers.topic ?? '',
      messageId: headers.messageId ?? null,
      headers,
      data: typeof data === 'string' ? data : JSON.stringify(data ?? null),
    }
  } catch {
    return null
  }
}

function stringsOf(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [],
    ),
  )
}

/** What is sent back for a frame. */
export interface Ack {
  code: 200 | 400 | 404
  /** JSON text. */
  data: string
}

export const MALFORMED: Ack = { code: 400, data: '{}' }
export const UNKNOWN: Ack = { code: 404, data: '{}' }

/** As DingTalk reads it [DP]. */
export function ackText(messageId: string, { code, data }: Ack): string {
  const message = code === 200 ? 'OK' : code === 404 ? 'unknown topic' : 'malformed'
  return JSON.stringify({ code, message, headers: { messageId, contentType: 'application/json' }, data })
}
