/** Shapes of cases, check-ins, zones, members and of what was told, and of how they are asked for. */
import Type from 'typebox'
import { ATTACHMENT_PHASES, CASE_EVENTS, CASE_NOTES, CASE_STATES, EXTENSIONS } from '../../domain/case.ts'
import {
  ACTIVITIES,
  CASE_KINDS,
  CASE_SOURCES,
  CATEGORIES,
  CHANNELS,
  codesOf,
  LANES,
  PURPOSES,
  ROLES,
  URGENCIES,
  ZONE_KINDS,
} from '../../domain/vocabulary.ts'
import { ATTACHMENT_KINDS } from '../../store/schema/cases.ts'
import { DELIVERY_STATES } from '../../store/schema/outbox.ts'
import {
  code,
  codeOrNull,
  created,
  dateOrNull,
  flagOrNull,
  instant,
  instantOrNull,
  object,
  orNull,
  paging,
  several,
  textOrNull,
} from './shapes.ts'

const zone = Type.Optional(Type.Array(Type.String({ maxLength: 16 }), { maxItems: 50, description: 'Zone codes.' }))
const channel = several(CHANNELS)

export const CaseQuery = object({
  ...paging,
  ...created,
  zone,
  channel: several(CASE_SOURCES),
  state: several(codesOf(CASE_STATES)),
  category: several(codesOf(CATEGORIES)),
  kind: several(codesOf(CASE_KINDS)),
  urgency: several(codesOf(URGENCIES)),
})
export const CheckInQuery = object({
  ...paging,
  ...created,
  zone,
  channel,
  activity: several(codesOf(ACTIVITIES)),
  state: several(['draft', 'kept', 'withdrawn']),
})
export const ZoneQuery = object({ ...paging, zone, kind: several(codesOf(ZONE_KINDS)) })
export const MemberQuery = object({ ...paging, zone, role: several(codesOf(ROLES)) })
export const OutboxQuery = object({
  ...paging,
  ...created,
  channel,
  lane: several(LANES),
  purpose: several(PURPOSES),
  state: several(DELIVERY_STATES),
})

const Place = object({
  text: Type.String(),
  building: textOrNull(),
  unit: textOrNull(),
  floor: textOrNull(),
  room: textOrNull(),
})
const OccurredAt = object({ date: Type.String({ format: 'date' }), time: textOrNull('`HH:MM`') })
const ACTORS = [...codesOf(ROLES), 'resident', 'system'] as const
const By = object({ role: code(ACTORS), personId: textOrNull() })
const Clock = object({ dueAt: instantOrNull(), pausedAt: instantOrNull(), doneAt: instantOrNull() })
const STEPS = [...CASE_EVENTS, 'open', 'edit', 'assign', ...CASE_NOTES] as const

export const CaseShape = object({
  code: Type.String({ description: 'Given with the draft and never changed, like `A3-0017`.' }),
  zone: textOrNull(),
  branch: textOrNull(),
  kind: code(codesOf(CASE_KINDS)),
  category: code(codesOf(CATEGORIES)),
  urgency: code(codesOf(URGENCIES)),
  state: code(codesOf(CASE_STATES)),
  status: codeOrNull(['open', 'closed']),
  place: orNull(Place),
  occurredAt: orNull(OccurredAt),
  text: textOrNull('Phones, ID numbers and plates masked; null for sensitive categories.'),
  channel: code(CASE_SOURCES),
  reportedBy: By,
  handledBy: textOrNull('Id of the person who handles it.'),
  external: orNull(
    object({ body: Type.String(), number: textOrNull('The number that it has there.'), askAgainOn: dateOrNull() }),
  ),
  scheduledOn: dateOrNull(),
  extension: code(EXTENSIONS),
  escalation: Type.Integer({ description: '0 nobody, 1 handler and backup, 2 secretary, 3 organisation above.' }),
  duplicateOf: textOrNull('Code of the case that goes on instead.'),
  createdAt: instant(),
  updatedAt: instant(),
  respondedAt: instantOrNull(),
  closedAt: instantOrNull(),
  reopenedAt: instantOrNull(),
  verified: flagOrNull('Somebody else than the handler saw that it is done; null: nobody was asked yet.'),
  satisfied: flagOrNull('What the reporter said of the outcome; null: nothing.'),
  clocks: object({ accept: Clock, resolve: Clock, verify: Clock }),
  attachments: Type.Array(object({ kind: code(ATTACHMENT_KINDS), phase: code(ATTACHMENT_PHASES), at: instant() }), {
    description: 'What was sent along, as it was told (before) or as it was done (after).',
  }),
  history: Type.Array(
    object({
      at: instant(),
      by: By,
      event: code(STEPS),
      from: codeOrNull(codesOf(CASE_STATES)),
      to: code(codesOf(CASE_STATES)),
      reason: textOrNull(),
    }),
  ),
})

export const CheckInShape = object({
  id: Type.String(),
  zone: textOrNull(),
  branch: textOrNull(),
  activity: code(codesOf(ACTIVITIES)),
  state: code(['draft', 'kept', 'withdrawn']),
  place: orNull(Place),
  occurredAt: orNull(OccurredAt),
  text: textOrNull('Masked; null for a talk, of which only is known that it took place.'),
  channel: code(CHANNELS),
  personId: textOrNull(),
  createdAt: instant(),
  updatedAt: instant(),
})

export const ZoneShape = object({
  code: Type.String(),
  name: Type.String(),
  kind: code(codesOf(ZONE_KINDS)),
  branch: Type.String(),
  organisation: Type.String({ description: 'Path in the organisation tree.' }),
  householdCount: Type.Unsafe<number | null>({ type: ['integer', 'null'], description: 'null: nobody told.' }),
  areas: Type.Array(object({ text: Type.String(), building: textOrNull(), unit: textOrNull() })),
  members: Type.Array(
    object({ personId: Type.String(), name: Type.String(), role: code(codesOf(ROLES)), backup: Type.Boolean() }),
  ),
})

export const MemberShape = object({
  personId: Type.String(),
  name: Type.String(),
  branch: textOrNull(),
  organisation: Type.String(),
  assignments: Type.Array(
    object({ role: code(codesOf(ROLES)), zone: textOrNull(), branch: Type.String(), backup: Type.Boolean() }),
  ),
  channels: Type.Array(code(CHANNELS)),
})

export const DeliveryShape = object({
  key: Type.String({ description: 'What is told to whom about what: told once for ever.' }),
  channel: code(CHANNELS),
  lane: code(LANES),
  purpose: code(PURPOSES),
  to: Type.String({ description: 'The account on the channel.' }),
  personId: textOrNull(),
  about: textOrNull('Code of the case.'),
  state: code(DELIVERY_STATES),
  reason: textOrNull(),
  attempts: Type.Integer(),
  createdAt: instant(),
  dueAt: instant(),
  sentAt: instantOrNull(),
  deadlineAt: instant(),
})
