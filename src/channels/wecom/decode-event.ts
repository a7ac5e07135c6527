import type { InboundEvent, Sender } from '../channel.ts'
import type { InnerHead } from './inner.ts'
import { pointOf } from './point.ts'
import { childOf, textOf, type XmlElement } from './xml.ts'

/** The life cycle of the application: WeCom takes the rights of one that is not used [D 90240, 2025-11]. */
const APP_ALERTS = new Set([
  'inactive_alert',
  'close_inactive_agent',
  'reopen_inactive_agent',
  'low_active_alert',
  'low_active',
  'active_restored',
])

interface EventContext {
  head: InnerHead
  /** In lower case: WeCom writes `LOCATION` and `click`, older samples `CLICK`. */
  event: string
  from: Sender
}

/** What an event of §1.9–1.12 means for us, `other` for all that we have no use for. */
export function decodeEvent(root: XmlElement, { head, event, from }: EventContext): InboundEvent {
  const base = { type: 'event' as const, from: from.externalId === 'sys' ? null : from, sentAt: head.sentAt }
  return { ...base, ...meaningOf(root, event) }
}

// A plain `Omit` would merge the members of the union into one.
type WithoutBase<T> = T extends unknown ? Omit<T, 'type' | 'from' | 'sentAt'> : never
type Meaning = WithoutBase<InboundEvent>

function meaningOf(root: XmlElement, event: string): Meaning {
  if (APP_ALERTS.has(event)) return { event: 'app_alert', name: event }
  const key = textOf(root, 'EventKey') ?? ''
  switch (event) {
    case 'enter_agent':
      return { event: 'entered' }
    case 'subscribe':
      return { event: 'subscribed' }
    case 'unsubscribe':
      return { event: 'unsubscribed' }
    case 'click':
      return { event: 'menu', key }
    case 'scancode_push':
    case 'scancode_waitmsg':
      return { event: 'scanned', key, result: textOf(childOf(root, 'ScanCodeInfo'), 'ScanResult') ?? '' }
    case 'location':
      return located(event, pointOf(root, 'Latitude', 'Longitude'))
    case 'location_select':
      return located(event, pointOf(childOf(root, 'SendLocationInfo'), 'Location_X', 'Location_Y'))
    case 'change_contact':
      return directoryChange(root)
    case 'change_external_contact':
      return residentChange(root)
    case 'change_external_chat':
      // Says only that something changed: `MemChangeList` comes in two shapes and is to be fetched anew anyway (§1.12).
      return {
        event: 'group_changed',
        chatId: textOf(root, 'ChatId') ?? '',
        change: textOf(root, 'ChangeType') ?? '',
        detail: textOf(root, 'UpdateDetail'),
        memberCount: countOf(textOf(root, 'MemChangeCnt')),
      }
    case 'kf_msg_or_event':
      return { event: 'service_called', openKfId: textOf(root, 'OpenKfId') ?? '', token: textOf(root, 'Token') }
    default:
      return { event: 'other', name: event }
  }
}

function countOf(text: string | null): number | null {
  return text !== null && /^\d{1,5}$/.test(text) ? Number(text) : null
}

function located(event: string, point: ReturnType<typeof pointOf>): Meaning {
  return point === null ? { event: 'other', name: event } : { event: 'located', ...point }
}

const DIRECTORY_CHANGES = new Map<string, 'joined' | 'changed' | 'left'>([
  ['create_user', 'joined'],
  ['update_user', 'changed'],
  ['delete_user', 'left'],
])

/** `update_user` brings only what changed, and `NewUserID` where the account was renamed [F EventSamples/_/Contact]. */
function directoryChange(root: XmlElement): Meaning {
  const change = textOf(root, 'ChangeType') ?? ''
  return {
    event: 'directory_changed',
    change: DIRECTORY_CHANGES.get(change) ?? 'other',
    externalId: textOf(root, 'UserID')?.toLowerCase() ?? null,
    newExternalId: textOf(root, 'NewUserID')?.toLowerCase() ?? null,
    name: textOf(root, 'Name'),
  }
}

/**
 * Residents come and go. `half` means that the resident has the member, not yet the other way round; both events may
 * follow each other, and only one carries the welcome code [J, D 92277].
 */
function residentChange(root: XmlElement): Meaning {
  const change = textOf(root, 'ChangeType') ?? ''
  const member = textOf(root, 'UserID')?.toLowerCase() ?? ''
  const resident = textOf(root, 'ExternalUserID') ?? ''
  switch (change) {
    case 'add_external_contact':
    case 'add_half_external_contact':
      return {
        event: 'resident_added',
        member,
        resident,
        state: textOf(root, 'State'),
        welcomeCode: textOf(root, 'WelcomeCode'),
      }
    case 'del_external_contact':
    case 'del_follow_user':
      return { event: 'resident_removed', member, resident }
    default:
      return { event: 'other', name: change === '' ? 'change_external_contact' : change }
  }
}
