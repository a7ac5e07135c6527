import type { Understanding } from '../understanding.ts'

/** Below this the local engine is unsure of a reading, so that a second one is worth asking for. */
const UNSURE_BELOW = 0.5

/**
 * Whether a second reader is asked about a report without anybody wanting it.
 *
 * Not about an emergency: it was alerted already, and nothing that a second reader says could help in time.
 */
export function worthSecondReading({ intent, records, confidence }: Understanding): boolean {
  if (intent !== 'report' || records.length === 0) return false
  const emergency = records.some((r) => r.kind === 'incident' && r.urgency === 'emergency')
  return confidence < UNSURE_BELOW && !emergency
}
