/** Which messages a second reader is to look at. */
import type { Inbound } from '../channels/channel.ts'
import type { Decision } from '../decide/decision.ts'
import type { Facts } from '../decide/facts.ts'
import type { Deps } from '../deps.ts'
import { inboxIdOf } from '../domain/receipt.ts'
import type { Origin } from '../store/cases.ts'
import { askSecondReadings, type NewSecondReading } from '../store/second-readings.ts'
import type { Sql } from '../store/sql.ts'
import type { Turn } from '../store/turns.ts'
import { worthSecondReading } from '../understanding/second-reader/when.ts'
import type { Reading } from '../understanding/understanding.ts'

/** A message, and what was decided about it. */
interface Settled {
  turn: Turn
  inbound: Inbound
  reading: Reading | null
  facts: Facts
  origin: Origin
  decisions: readonly Decision[]
}

/** Note, in the transaction of the decision, what a second reader is to look at afterwards. */
export async function askSecondReader(
  { secondReader }: Pick<Deps, 'secondReader'>,
  sql: Sql,
  { settled, now }: { settled: readonly Settled[]; now: Date },
): Promise<void> {
  if (secondReader === null) return
  await askSecondReadings(
    sql,
    settled.flatMap((one) => unsureOf(one) ?? wantedBy(one) ?? []),
    now,
  )
}

/** A card was just made of words that the first reading is unsure of. What must not be kept is shown to nobody either. */
function unsureOf({ turn, reading, facts, origin, decisions }: Settled): NewSecondReading | null {
  if (reading === null || facts.sender.inGroup || !worthSecondReading(reading.understanding)) return null
  // Then the card was made of two messages.
  if (facts.conversation.question?.about === 'what') return null
  if (decisions.some((d) => d.do === 'forget_original')) return null
  const drafts = decisions.flatMap((d) => (d.do === 'remember' && d.draft ? [d.draft] : []))
  const fresh = drafts.find((draft) => draft.version === 1)
  if (!fresh) return null
  return { ...whoseOf(origin, facts), inboxId: turn.id, taskId: fresh.taskId }
}

/** Its sender says 改 to the card, and not yet what: the message of that card is read once more meanwhile. */
function wantedBy({ inbound, reading, facts, origin }: Settled): NewSecondReading | null {
  const { draft } = facts.conversation
  const said = reading?.answer === 'change' || reading?.answer === 'no'
  const tapped = inbound.type === 'tap' && inbound.action.startsWith('change:')
  if (draft?.version !== 1 || !(said || tapped)) return null
  const inboxId = inboxIdOf(draft.taskId.replace(/^draft-/, ''))
  if (inboxId === null) return null
  return { ...whoseOf(origin, facts), inboxId, taskId: draft.taskId }
}

function whoseOf({ organisationId }: Origin, { sender }: Facts) {
  return { organisationId, identityId: sender.identityId }
}
