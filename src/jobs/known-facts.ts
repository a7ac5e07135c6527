/** What 知道了 looks at beside the snapshot: nothing else asks for it. */
import { saysKnown } from '../decide/commands/acknowledge.ts'
import type { Facts } from '../decide/facts.ts'
import type { Deps } from '../deps.ts'
import { civilDate } from '../domain/calendar.ts'
import type { Sql } from '../store/sql.ts'
import { askedToKnow } from '../store/to-ask.ts'
import type { Understood } from './understand-messages.ts'

/** The facts with the zones of which the sender was asked whether they know. */
export async function withAskedToKnow(
  { config }: Deps,
  sql: Sql,
  { one, facts }: { one: Understood; facts: Facts },
  now: Date,
): Promise<Facts> {
  const { person, inGroup } = facts.sender
  if (!person || inGroup || !one.reading || !saysKnown(one.reading.plain)) return facts
  const today = civilDate(now, config.timezone)
  return { ...facts, askedToKnow: await askedToKnow(sql, { personId: person.id, today }, now) }
}
