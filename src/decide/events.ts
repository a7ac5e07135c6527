import type { InboundEvent } from '../channels/channel.ts'
import { type CivilDate, civilDate } from '../domain/calendar.ts'
import { zoneOfState } from '../domain/zone-state.ts'
import { todo } from './commands/todo.ts'
import type { Decision } from './decision.ts'
import { directoryChanged } from './directory.ts'
import { zoneOf } from './find.ts'
import { helpText } from './replies/commands.ts'
import { residentWelcome, welcomeText } from './replies/welcome.ts'
import { withReceipt } from './replies/words.ts'
import { readService } from './service.ts'
import { say } from './tell.ts'
import { receiptOf, type Turn } from './turn.ts'

/** WeCom takes a welcome for twenty seconds after the event. */
const WELCOME_MS = 20_000
const DAY_MS = 86_400_000

/** What the platform tells of its own. What we do not know is kept in the inbox and answered by nothing. */
export function happened(turn: Turn, event: InboundEvent): Decision[] {
  switch (event.event) {
    case 'entered':
    case 'subscribed':
      return turn.facts.sender.firstContact || event.event === 'subscribed' ? [welcome(turn)] : []
    case 'menu':
      return event.key === 'todo' ? todo(turn) : [say(turn, helpText(turn.facts.sender.person))]
    case 'resident_added':
      return residentAdded(turn, event)
    case 'group_changed':
      return [...groupJoined(turn, event), ...groupRenewed(event)]
    case 'directory_changed':
      return directoryChanged(turn, event)
    case 'service_called':
      return readService(event)
    default:
      return []
  }
}

/** Short, and at most once per account, whichever way it came. */
function welcome(turn: Turn): Decision {
  const { facts, now } = turn
  return {
    do: 'tell',
    tell: {
      key: `welcome/${facts.sender.identityId}`,
      to: [facts.sender.address],
      lane: 'reply',
      purpose: 'welcome',
      content: { type: 'text', text: withReceipt(welcomeText(facts), receiptOf(turn)) },
      about: null,
      notBefore: null,
      deadline: new Date(now.getTime() + DAY_MS),
    },
  }
}

function residentAdded(
  turn: Turn,
  { state, welcomeCode, sentAt }: Extract<InboundEvent, { event: 'resident_added' }>,
): Decision[] {
  const { facts } = turn
  const { sender, settings, inbox } = facts
  const zone = zoneOf(facts, zoneOfState(state))
  const placed: Decision[] = zone
    ? [
        { do: 'place_resident', identityId: sender.identityId, zoneCode: zone.code },
        { do: 'count_visits', of: { zoneCode: zone.code }, kind: 'scan', on: todayOf(turn), count: 1 },
      ]
    : []
  if (welcomeCode === null) return placed
  return [
    ...placed,
    {
      do: 'tell',
      tell: {
        key: `welcome/${inbox?.id ?? welcomeCode}`,
        to: [sender.address],
        lane: 'reply',
        purpose: 'welcome',
        content: { type: 'welcome', code: welcomeCode, ...residentWelcome(zone, settings) },
        about: null,
        notBefore: null,
        deadline: new Date(sentAt.getTime() + WELCOME_MS),
      },
    },
  ]
}

/** Residents came into a group; whose it is is known by its id. Who they are is not looked at. */
function groupJoined(
  turn: Turn,
  { chatId, change, detail, memberCount }: Extract<InboundEvent, { event: 'group_changed' }>,
): Decision[] {
  if (detail !== 'add_member' && change !== 'chat_add_member') return []
  return [{ do: 'count_visits', of: { groupId: chatId }, kind: 'join', on: todayOf(turn), count: memberCount ?? 1 }]
}

/** Links to join a group on DingTalk end with its owner or its name [KB 0791], and with the group. */
const ENDS_LINKS = new Set(['chat_update_owner', 'chat_update_title', 'chat_disband'])

/** How calls about a group name it comes with its events alone. */
function groupRenewed({ chatId, callId, change }: Extract<InboundEvent, { event: 'group_changed' }>): Decision[] {
  if (callId === undefined) return []
  return [{ do: 'note_group', groupId: chatId, chatId: callId, linkEnded: ENDS_LINKS.has(change) }]
}

function todayOf({ facts, now }: Turn): CivilDate {
  return civilDate(now, facts.settings.timezone)
}
