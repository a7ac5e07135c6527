/** Shapes of rounds of reviews, and of how they are asked for. */
import Type from 'typebox'
import { REVIEW_KINDS, ROUND_STATES } from '../../domain/review/vocabulary.ts'
import { codesOf } from '../../domain/vocabulary.ts'
import { code, object, orNull, paging, several } from './shapes.ts'

export const ReviewQuery = object({
  ...paging,
  kind: several(codesOf(REVIEW_KINDS)),
  state: several(codesOf(ROUND_STATES)),
  period: Type.Optional(Type.String({ maxLength: 7, description: '`2026`, `2026-H1` or `2026-Q3`.' })),
})

const count = (description?: string) => Type.Integer({ minimum: 0, ...(description && { description }) })
const day = () => Type.String({ format: 'date' })

export const ReviewShape = object({
  id: Type.String(),
  kind: code(codesOf(REVIEW_KINDS)),
  period: Type.String({ description: '`2026`, `2026-H1` or `2026-Q3`.' }),
  state: code(codesOf(ROUND_STATES)),
  branch: Type.String(),
  organisation: Type.String({ description: 'Path in the organisation tree.' }),
  opensOn: day(),
  closesOn: day(),
  listHash: Type.String({ description: 'sha256 of the frozen list, hex; told before a spot check is drawn.' }),
  zoneCount: count(),
  sampledZones: Type.Array(Type.String(), { description: 'Codes of the zones that a spot check drew.' }),
  requests: object({ askedCount: count(), doneCount: count(), lapsedCount: count() }),
  coverage: orNull(
    object({
      householdCount: Type.Unsafe<number | null>({
        type: ['integer', 'null'],
        description: 'null: not all are known.',
      }),
      answerCount: count(),
    }),
  ),
  rectifications: object({
    openCount: count('Of the branch, whatever they came of.'),
    overdueCount: count(),
  }),
})
