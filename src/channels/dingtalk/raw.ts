import { z } from 'zod'
import { CallbackRefused } from '../refused.ts'

const base = { data: z.string(), receivedMs: z.number() }

/** What the inbox keeps of everything that DingTalk sends: its data as they came, as JSON text, and what stood beside. */
const raw = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('message'), ...base }),
  z.object({ kind: z.literal('card'), ...base }),
  z.object({
    kind: z.literal('event'),
    ...base,
    eventType: z.string(),
    /** Of several people that an event names, the one that this row is about. */
    userId: z.string().nullable(),
  }),
])
export type Raw = z.infer<typeof raw>

/** @throws CallbackRefused `malformed` */
export function readRaw(text: string): Raw {
  try {
    return raw.parse(JSON.parse(text))
  } catch (cause) {
    throw new CallbackRefused('malformed', 'What was kept of DingTalk cannot be read', { cause })
  }
}

/** The data of a frame or a body. @throws CallbackRefused `malformed` when they are no JSON object */
export function readData(json: string): Record<string, unknown> {
  const data = parse(json)
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new CallbackRefused('malformed', 'The data are no JSON object')
  }
  return data as Record<string, unknown>
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw new CallbackRefused('malformed', 'The data are no JSON', { cause })
  }
}
