/** One answer of a reading is in doubt: the card asks for it, once. */
import type { Card } from '../channels/channel.ts'
import { ACTIVITIES, type Activity, CATEGORIES, type Category } from '../domain/vocabulary.ts'
import type { Doubt, OtherKind, UnderstoodRecord } from '../understanding/understanding.ts'
import { attachmentsOf } from './attachments.ts'
import type { PendingQuestion } from './facts.ts'
import { pending } from './pending.ts'
import { answerLabels, doubtCard } from './replies/doubt-card.ts'
import { asksForPlace, type DraftShown } from './replies/draft-card.ts'
import type { SpokenTurn } from './turn.ts'

/** An answer that was offered: what it says of the record that stands under `number` on the card. */
export type Offered = { number: number } & (
  | { about: 'category'; category: Category }
  | { about: 'activity'; activity: Activity }
  /** `other`: `null` where it stays what it is. */
  | { about: 'kind'; other: OtherKind | null }
  | { about: 'intent'; intent: 'report' | 'enquiry' | 'chat' }
)

/** A card that asks something, and what it waits for. */
export interface Asking {
  card: Card
  asked: PendingQuestion
}

/**
 * The card of a draft with its likeliest answers to choose from. `null`: nothing is asked, since the card asks for a place
 * already, or tells of danger, or what came along would be lost with another kind of record.
 *
 * `records`: in the order told, which is how `doubt` counts them.
 */
export function askWhichAnswer(
  turn: SpokenTurn,
  shown: DraftShown,
  { doubt, records }: { doubt: Doubt; records: readonly UnderstoodRecord[] },
): Asking | null {
  const { items } = shown
  const number = numberOnCard(records, doubt.record)
  const item = items[number - 1]
  if (!item || items.some((i) => asksForPlace(i) || (i.kind === 'case' && i.urgency === 'emergency'))) return null
  if ((doubt.about === 'kind' || doubt.about === 'intent') && (items.length > 1 || bringsMore(turn))) return null
  const labels = answerLabels(doubt, item)
  const options = doubt.likeliest.map(({ answer }, i) => ({
    id: offerId(doubt, number, answer),
    label: labels[i] ?? '',
  }))
  const card = doubtCard(shown, { about: doubt.about, number, options })
  return { card, asked: pending('doubt', turn.now, { options }) }
}

/** Matters are numbered before what was done. */
function numberOnCard(records: readonly UnderstoodRecord[], index: number): number {
  const kind = records[index]?.kind
  const before = records.slice(0, index).filter((r) => r.kind === kind).length
  const matters = kind === 'checkin' ? records.filter((r) => r.kind === 'incident').length : 0
  return matters + before + 1
}

function bringsMore({ message, facts }: SpokenTurn): boolean {
  return attachmentsOf(message).length > 0 || facts.conversation.loose.length > 0
}

/** `category.1.fire`, `kind.1.checkin.patrol`: no sign in it that parts a button's action. */
function offerId(doubt: Doubt, number: number, answer: string): string {
  const parts = [doubt.about, number, answer]
  if (doubt.about !== 'kind' || doubt.otherwise.kind !== answer) return parts.join('.')
  const { otherwise } = doubt
  return [...parts, otherwise.kind === 'incident' ? otherwise.category : otherwise.activity].join('.')
}

/** What an option of the question says. `null`: none of ours. */
export function readOffer(id: string): Offered | null {
  const [about, digits, answer = '', otherwise = ''] = id.split('.')
  const number = Number(digits)
  switch (about) {
    case 'category':
      return isKeyOf(CATEGORIES, answer) ? { about, number, category: answer } : null
    case 'activity':
      return isKeyOf(ACTIVITIES, answer) ? { about, number, activity: answer } : null
    case 'kind':
      return { about, number, other: otherKind(otherwise, answer) }
    case 'intent':
      return answer === 'report' || answer === 'enquiry' || answer === 'chat' ? { about, number, intent: answer } : null
    default:
      return null
  }
}

function otherKind(code: string, kind: string): OtherKind | null {
  if (kind === 'incident') return isKeyOf(CATEGORIES, code) ? { kind, category: code } : null
  return kind === 'checkin' && isKeyOf(ACTIVITIES, code) ? { kind, activity: code } : null
}

function isKeyOf<T extends string>(list: Readonly<Record<T, string>>, key: string): key is T {
  return Object.hasOwn(list, key)
}
