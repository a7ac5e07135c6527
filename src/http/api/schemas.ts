/** Shapes of the JSON API, for checking, for answering and for its description. */
import Type, { type TProperties, type TSchema } from 'typebox'
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
import { AUDIENCES } from '../../store/announcements.ts'
import { ATTACHMENT_KINDS } from '../../store/schema/cases.ts'
import { DELIVERY_STATES } from '../../store/schema/outbox.ts'

type Codes = readonly [string, ...string[]]

const code = <T extends string>(codes: readonly T[], description?: string) =>
  Type.Unsafe<T>({ type: 'string', enum: [...codes], ...(description && { description }) })
const codeOrNull = <T extends string>(codes: readonly T[]) =>
  Type.Unsafe<T | null>({ type: ['string', 'null'], enum: [...codes, null] })
const textOrNull = (description?: string) =>
  Type.Unsafe<string | null>({ type: ['string', 'null'], ...(description && { description }) })
const instant = () => Type.Unsafe<Date>({ type: 'string', format: 'date-time' })
const instantOrNull = () => Type.Unsafe<Date | null>({ type: ['string', 'null'], format: 'date-time' })
const dateOrNull = () => Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'date' })
const flagOrNull = (description: string) => Type.Unsafe<boolean | null>({ type: ['boolean', 'null'], description })
const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const object = <T extends TProperties>(properties: T) => Type.Object(properties, { additionalProperties: false })

export const ProblemShape = object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
})

/** A list parameter: given once with commas, or several times. */
const several = (codes: Codes) =>
  Type.Optional(Type.Array(code(codes), { maxItems: 50, description: 'Comma-separated, or repeated.' }))

const paging = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  cursor: Type.Optional(Type.String({ maxLength: 500, description: '`nextCursor` of the page before.' })),
  scope: Type.Optional(
    Type.String({ maxLength: 500, description: 'Path in the organisation tree; default: all of the token.' }),
  ),
}
const INSTANT = 'A date (`2026-11-22`, in the time zone of the installation) or an instant with its offset.'
const created = {
  from: Type.Optional(Type.String({ maxLength: 40, description: `Created at or after. ${INSTANT}` })),
  to: Type.Optional(Type.String({ maxLength: 40, description: `Created before; a date is included. ${INSTANT}` })),
}
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
export const PageQuery = object(paging)
export const ScopeQuery = object({ scope: paging.scope })
export const CodeParams = Type.Object({ code: Type.String({ maxLength: 40 }) })

export const pageOf = <T extends TSchema>(item: T) => object({ items: Type.Array(item), nextCursor: textOrNull() })

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

export const AnnouncementShape = object({
  id: Type.String(),
  scope: Type.String(),
  audience: code(AUDIENCES),
  text: Type.String(),
  at: instant(),
  toldAt: instantOrNull(),
  recipientCount: Type.Unsafe<number | null>({ type: ['integer', 'null'] }),
  createdAt: instant(),
})
export const NewAnnouncement = object({
  text: Type.String({ minLength: 1, maxLength: 600 }),
  audience: code(AUDIENCES),
  scope: paging.scope,
  at: Type.Optional(
    Type.String({ maxLength: 40, description: 'Not before this instant, with its offset; default: now.' }),
  ),
})

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

/** Events of the transition table that are a secretary's to take, and what a secretary decides beside. */
export const PROGRAM_EVENTS = [
  'accept',
  'start',
  'schedule',
  'ask',
  'answer',
  'refer',
  'back',
  'return',
  'close',
  'close_as',
  'good',
  'not_good',
  'grant',
  'refuse',
] as const
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

const webhook = {
  id: Type.String(),
  url: Type.String(),
  scope: Type.String({ description: 'Path of the organisation; it hears of all cases there and below.' }),
}
export const WebhookShape = object({
  ...webhook,
  active: Type.Boolean({ description: 'False: the receiver answered 410, and is told nothing more.' }),
  createdAt: instant(),
  waitingCount: Type.Integer(),
  failedCount: Type.Integer({ description: 'Given up, of the last 30 days.' }),
  lastSentAt: instantOrNull(),
  lastFault: textOrNull('Why a try failed last: `http 500`, `unreachable`, `rejected` (not a public address).'),
})
export const NewWebhook = object({ url: Type.String({ minLength: 1, maxLength: 500 }), scope: paging.scope })
export const AddedWebhook = object({
  ...webhook,
  secret: Type.String({ description: 'Key of the signatures, `whsec_…`. Shown once.' }),
})
export const WebhookParams = Type.Object({ id: Type.String({ maxLength: 40 }) })

const timeOfDay = () => Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })
const settings = {
  draftMinutes: Type.Integer(),
  quietFrom: timeOfDay(),
  quietUntil: timeOfDay(),
  privacyNotice: Type.String(),
  weeklyCap: Type.Integer(),
}
export const SettingsShape = object({
  scope: Type.String(),
  settings: object(settings),
  setBy: Type.Record(Type.String(), textOrNull('Path of the organisation that set it; null: the default.')),
})
export const SettingsChanges = Type.Partial(
  object(
    Object.fromEntries(
      Object.entries(settings).map(([key, { type }]) => [key, Type.Unsafe<unknown>({ type: [type, 'null'] })]),
    ),
  ),
  { additionalProperties: false, minProperties: 1, description: 'A key set to null is inherited again.' },
)
