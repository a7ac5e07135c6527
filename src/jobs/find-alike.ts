/** Which of the matters that are about to be opened was likely told before. */
import type { Decision, NewCase } from '../decide/decision.ts'
import type { CaseFacts, Facts } from '../decide/facts.ts'
import { mayDo } from '../decide/permit.ts'
import { openCasesOf } from '../store/open-cases.ts'
import type { Sql } from '../store/sql.ts'
import { COMPARED_DAYS, likelySame } from '../understanding/duplicates.ts'

const DAY_MS = 86_400_000

interface Decided {
  decisions: readonly Decision[]
  facts: Facts
}

/** The likely same open case of each of these, by their place in the list; those without one are left out. */
export async function findAlike(sql: Sql, decided: readonly Decided[], now: Date): Promise<Map<number, CaseFacts>> {
  const zones = new Set(decided.flatMap((one) => opened(one)?.zoneCode ?? []))
  const open = await openCasesOf(sql, [...zones], new Date(now.getTime() - COMPARED_DAYS * DAY_MS))
  return new Map(
    decided.flatMap((one, index): [number, CaseFacts][] => {
      const alike = likelySameAs(one, open, now)
      return alike ? [[index, alike]] : []
    }),
  )
}

/** The one of the open cases that is likely the same as what is about to be opened, if the sender may hear of it. */
export function likelySameAs(decided: Decided, open: readonly CaseFacts[], now: Date): CaseFacts | null {
  const told = opened(decided)
  if (!told) return null
  const turn = { facts: decided.facts, now }
  const candidates = open
    .filter((c) => c.zoneCode === told.zoneCode && mayDo(turn, 'see', c) && mayDo(turn, 'follow', c))
    .map((record) => ({ ...record, toldAt: record.createdAt, record }))
  return likelySame({ ...told, toldAt: now }, candidates)?.matter.record ?? null
}

/**
 * The one matter that a card is about to ask about. An emergency is never asked about, nor what is dealt with; of several
 * matters told together each would be a question of its own; in a group a question would be read by all.
 */
function opened({ decisions, facts }: Decided): NewCase | null {
  const [told, ...more] = decisions.flatMap((d) => (d.do === 'open_case' || d.do === 'open_check_in' ? [d] : []))
  if (told?.do !== 'open_case' || more.length > 0 || facts.sender.inGroup) return null
  const { state, urgency, toldAsHandled, zoneCode } = told.case
  return state === 'draft' && urgency !== 'emergency' && !toldAsHandled && zoneCode !== null ? told.case : null
}
