/** What a phrase by which zones are drawn looks at beside the snapshot: nothing else asks for it. */
import type { Facts, PersonFacts } from '../decide/facts.ts'
import type { Deps } from '../deps.ts'
import { civilDate } from '../domain/calendar.ts'
import { mask } from '../domain/privacy.ts'
import { phraseText } from '../domain/review/seed.ts'
import { roundsToDraw, sealPhrase } from '../store/spot-check-draw.ts'
import type { Sql } from '../store/sql.ts'
import type { Understood } from './understand-messages.ts'

/** The facts with the rounds that wait for a phrase of the sender's, and the phrase, encrypted. */
export async function withDrawing(
  { seal, config }: Deps,
  sql: Sql,
  { one, facts }: { one: Understood; facts: Facts },
  now: Date,
): Promise<Facts> {
  const order = one.reading?.understanding.command
  const { person } = facts.sender
  if (order?.name !== 'seed_phrase' || !person) return facts
  const branchIds = branchesOf(person)
  const rounds = await roundsToDraw(sql, seal, { branchIds, today: civilDate(now, config.timezone) })
  // It is published with the record.
  const text = phraseText(mask(order.args.text ?? ''))
  return { ...facts, drawing: { rounds, phrase: text === null ? null : { text, sealed: sealPhrase(seal, text) } } }
}

function branchesOf({ branchId, assignments }: PersonFacts): string[] {
  const reached = assignments.flatMap((post) => [post.branchId, ...(post.below ?? [])])
  return [...new Set([...(branchId === null ? [] : [branchId]), ...reached])]
}
