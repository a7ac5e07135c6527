import type { Category } from '../domain/vocabulary.ts'
import type { Reading, UnderstoodIncident } from '../understanding/understanding.ts'
import { type Told, toldBy } from './open-records.ts'
import type { EmergencyNumber } from './replies/emergency.ts'
import type { SpokenTurn } from './turn.ts'

/** Below this the reading of a whole message is asked about rather than believed. */
const ASK_BELOW = 0.5
/** A message read as a report so surely is one, also when it could be taken for a correction. */
const SURELY_REPORT = 0.75

/** What kind of emergency a number is called for, where the words told no record. */
const CATEGORY_OF: Readonly<Record<EmergencyNumber, Category>> = {
  '110': 'security',
  '119': 'fire',
  '120': 'hardship',
  '122': 'traffic',
}

/** What is told where life or limb is at stake now; `null` where it is not. */
export function lifeAtStake(turn: SpokenTurn): Told | null {
  const { reading, text } = turn
  const { records } = reading.understanding
  if (records.some((r) => r.kind === 'incident' && r.urgency === 'emergency' && r.state === 'open')) return toldBy(turn)
  if (reading.emergencyNumber === null || records.length > 0) return null
  const record: UnderstoodIncident = {
    kind: 'incident',
    category: CATEGORY_OF[reading.emergencyNumber],
    urgency: 'emergency',
    state: 'open',
    place: null,
    occurredAt: null,
    source: [0, text.length],
  }
  return { ...toldBy(turn), records: [record] }
}

/** Whether the words say too little to be a record, a question, an order or small talk. */
export function isUnclear({ understanding }: Reading): boolean {
  const { intent, records, command, confidence } = understanding
  switch (intent) {
    case 'report':
      return records.length === 0 || (confidence < ASK_BELOW && records.every(saysNothing))
    case 'command':
      return command === null
    case 'chat':
      return confidence < ASK_BELOW
    case 'enquiry':
      return false
  }
}

function saysNothing(record: Reading['understanding']['records'][number]): boolean {
  return (
    record.place === null && (record.kind === 'incident' ? record.category === 'other' : record.activity === 'other')
  )
}

/** Whether the words correct what was told before, rather than tell something new. */
export function isCorrection({ correction, understanding }: Reading): boolean {
  if (correction === null) return false
  if (correction.from !== null || correction.recordNumber !== undefined) return true
  return !(
    understanding.intent === 'report' &&
    understanding.records.length > 0 &&
    understanding.confidence >= SURELY_REPORT
  )
}

/** Whether the words alone tell a matter: what it is, and where. */
export function isWholeReport({ understanding }: Reading): boolean {
  const { intent, records } = understanding
  return intent === 'report' && records.length > 0 && records.every((r) => r.place !== null && !saysNothing(r))
}
