import { addWorkingDays, addWorkingHours, type WorkTime } from './calendar.ts'
import type { Category, Urgency } from './vocabulary.ts'

/** How long something may take; `null`: as the matter itself asks. */
export type Span = { workingDays: number } | { workingHours: number } | { minutes: number } | null

/** The clocks of a case. Each starts on entering its state, is stopped by its own event, and is never reset by an edit. */
export interface Clocks {
  accept: Span
  resolve: Span
  verify: Span
}

/** Defaults of the casework conventions. Only an emergency counts the hours of the night. */
export const CLOCKS: Readonly<Record<Urgency, Clocks>> = {
  normal: { accept: { workingDays: 1 }, resolve: { workingDays: 5 }, verify: { workingDays: 2 } },
  urgent: { accept: { workingHours: 2 }, resolve: { workingDays: 1 }, verify: { workingDays: 1 } },
  emergency: { accept: { minutes: 15 }, resolve: null, verify: { workingDays: 1 } },
}

/** Where a category asks for less than a normal matter has. */
const CATEGORY_CLOCKS: Readonly<Partial<Record<Category, Partial<Clocks>>>> = {
  environment: { resolve: { workingHours: 8 } },
}

/** When a matter that becomes 待受理 at `from` should be accepted and resolved. */
export function dueClocks(
  matter: { category: Category; urgency: Urgency },
  from: Date,
  time: WorkTime,
): { acceptDueAt: Date | null; resolveDueAt: Date | null } {
  const override = matter.urgency === 'normal' ? CATEGORY_CLOCKS[matter.category] : undefined
  const clocks = { ...CLOCKS[matter.urgency], ...override }
  return { acceptDueAt: dueAt(from, clocks.accept, time), resolveDueAt: dueAt(from, clocks.resolve, time) }
}

/** The instant at which `span` is over. */
function dueAt(from: Date, span: Span, time: WorkTime): Date | null {
  if (span === null) return null
  if ('minutes' in span) return new Date(from.getTime() + span.minutes * 60_000)
  if ('workingHours' in span) return addWorkingHours(from, span.workingHours, time)
  return addWorkingDays(from, span.workingDays, time)
}
