/** Shapes of announcements, subscribers and settings. */
import Type from 'typebox'
import { AUDIENCES } from '../../domain/announcement.ts'
import { code, instant, instantOrNull, object, paging, textOrNull } from './shapes.ts'

export const AnnouncementShape = object({
  id: Type.String(),
  scope: Type.String(),
  branch: textOrNull('Name of the branch that it is for alone, as ordered in chat; null: everybody of the scope.'),
  audience: code(AUDIENCES),
  zones: Type.Array(Type.String(), {
    description: 'Codes of the zones that it is for alone; empty: all of the scope.',
  }),
  text: Type.String(),
  at: instant(),
  toldAt: instantOrNull(),
  recipientCount: Type.Unsafe<number | null>({ type: ['integer', 'null'] }),
  recalledAt: instantOrNull(),
  readCount: Type.Unsafe<number | null>({
    type: ['integer', 'null'],
    description: 'Null where the platform does not tell.',
  }),
  createdAt: instant(),
})
export const NewAnnouncement = object({
  text: Type.String({ minLength: 1, maxLength: 600 }),
  audience: code(AUDIENCES),
  scope: paging.scope,
  zones: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 16 }), {
      maxItems: 50,
      description: 'Codes of zones of the scope that it is for alone; default: all.',
    }),
  ),
  at: Type.Optional(
    Type.String({ maxLength: 40, description: 'Not before this instant, with its offset; default: now.' }),
  ),
})

export const AnnouncementParams = Type.Object({ id: Type.String({ maxLength: 40 }) })

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
