import type { Category, Urgency } from '../domain/vocabulary.ts'
import type { Evidence } from './evidence.ts'
import type { Cue } from './lexicon/cues.ts'

const URGENT_CUES: readonly Cue[] = ['urgent', 'danger', 'escalating']
/** A frail person counts where help is what is asked for. */
const CARE: readonly Category[] = ['hardship', 'patient', 'student', 'staff', 'facility']
const NO_HURRY = /不急|不着急|不用急|有空|抽空|方便的时候|不忙/
const WHOLE_BUILDING = /(?:整栋|整个|全楼|全村|全小区|整层|一栋|几十户|[0-9]+户|二十来户|都|家家)/
const SUPPLY = /停水|停电|断水|断电|没水|没电|没得水|停气|没暖气|停暖|吃水/

export interface UrgencyContext {
  category: Category
  emergency: boolean
  handled: boolean
  /** Days between the matter and the message. */
  ageDays: number
}

/** How soon somebody has to act. Words like 急 raise to urgent, never to emergency. */
export function urgencyOf(
  clauses: readonly Evidence[],
  { category, emergency, handled, ageDays }: UrgencyContext,
): Urgency {
  if (emergency) return 'emergency'
  const text = clauses.map((c) => c.words).join(',')
  if (handled || category === 'suggestion') return 'normal'
  if (NO_HURRY.test(text)) return 'normal'
  if (clauses.some((c) => c.cues.has('urgent'))) return 'urgent'
  if (SUPPLY.test(text) && (WHOLE_BUILDING.test(text) || clauses.some((c) => /栋|楼|单元|组/.test(c.words))))
    return 'urgent'
  if (CARE.includes(category) && clauses.some((c) => c.cues.has('frail'))) return 'urgent'
  // What has lasted for days and was not called urgent is not so now.
  if (ageDays >= 3) return 'normal'
  return clauses.some((c) => URGENT_CUES.some((cue) => c.cues.has(cue))) ? 'urgent' : 'normal'
}
