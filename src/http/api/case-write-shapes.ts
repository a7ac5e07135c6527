/** Shapes of what other programs tell and order. */
import Type from 'typebox'
import { CASE_EVENTS, type CaseEvent } from '../../domain/case.ts'
import { CATEGORIES, codesOf, URGENCIES } from '../../domain/vocabulary.ts'
import { code, object, paging } from './shapes.ts'

export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      pattern: '^[!-~]{1,200}$',
      description: 'What is sent again under the same key within two days is done once, and answered the same way.',
    }),
  ),
})
export const NewCaseBody = object({
  text: Type.String({
    minLength: 1,
    maxLength: 1000,
    description: 'In the words of who tells it: place, what, since when.',
  }),
  zone: Type.Optional(Type.String({ maxLength: 16, description: 'Code of the zone; default: as the words place it.' })),
  category: Type.Optional(code(codesOf(CATEGORIES), 'Default: as the words tell.')),
  urgency: Type.Optional(code(codesOf(URGENCIES), 'Default: as the words tell.')),
  byResident: Type.Optional(Type.Boolean({ description: 'Told by a resident, not by the holder of the token.' })),
  scope: paging.scope,
})

/** Only who told a matter confirms it or takes it back, and only the clock lets it expire. */
const NOT_FOR_PROGRAMS = ['confirm', 'withdraw', 'expire'] as const satisfies readonly CaseEvent[]
type ProgramStep = Exclude<CaseEvent, (typeof NOT_FOR_PROGRAMS)[number]>

/** What a program may order of a case: the steps that are a secretary's to take, and what a secretary decides beside. */
export type ProgramEvent = ProgramStep | 'grant' | 'refuse'
const PROGRAM_EVENTS: readonly ProgramEvent[] = [...CASE_EVENTS.filter(isForPrograms), 'grant', 'refuse']

function isForPrograms(event: CaseEvent): event is ProgramStep {
  return !(NOT_FOR_PROGRAMS as readonly CaseEvent[]).includes(event)
}

export const NewCaseEvent = object({
  event: code(PROGRAM_EVENTS),
  reason: Type.Optional(
    Type.String({
      maxLength: 500,
      description:
        'What was done (close), why (return, close_as, refuse), the question (ask) or the answer (answer, back).',
    }),
  ),
  on: Type.Optional(
    Type.String({
      pattern: '^\\d{4}-\\d\\d-\\d\\d$',
      description: 'Planned for (schedule), asked again (refer), until (grant).',
    }),
  ),
  to: Type.Optional(code(['answered_unresolved', 'not_ours', 'duplicate'], 'How it ends (close_as).')),
  duplicateOf: Type.Optional(
    Type.String({ maxLength: 40, description: 'The case that goes on (close_as, duplicate).' }),
  ),
  body: Type.Optional(Type.String({ maxLength: 40, description: 'Whom outside it goes to (refer): `12345`, `物业`.' })),
  number: Type.Optional(Type.String({ maxLength: 40, description: 'The number that it has there (refer).' })),
})
