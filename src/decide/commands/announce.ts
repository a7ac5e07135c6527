/** 通知全体党员:周五下午两点开会: shown first, sent after a yes; taken back; whom it reached. */
import { type Audience, announced, isTooLong } from '../../domain/announcement.ts'
import type { Command } from '../../understanding/understanding.ts'
import type { AnnouncementFacts, Reach } from '../branch-work-facts.ts'
import type { Decision } from '../decision.ts'
import { passOnWords } from '../enquiry.ts'
import type { Facts, ZoneFacts } from '../facts.ts'
import { branchOf } from '../find.ts'
import { type LedBranch, ledBranch, speaksFor } from '../led-branch.ts'
import { momentOf, sayMoment } from '../moments.ts'
import { pending } from '../pending.ts'
import {
  announcedText,
  announcementCard,
  announcementsText,
  campaignTexts,
  fullTextOf,
  isLong,
  leadersAnnounce,
  nothingAnnounced,
  notInYourBranch,
  onlyLeadersAnnounce,
  recalledText,
  tooLongToAnnounce,
} from '../replies/announcements.ts'
import { orderOf } from '../said-order.ts'
import { say, show } from '../tell.ts'
import { cardSeed, type SpokenTurn, type Turn } from '../turn.ts'
import { zonesMeant, zonesOrdered } from '../zones-called.ts'

/** Whom an announcement is for. */
export interface AnnouncedTo {
  led: LedBranch
  audience: Audience
  zones: readonly ZoneFacts[]
}

/** Whom the order is for, as far as its words say it without a question. `null`: nobody, or that is to be asked. */
export function announcedTo(facts: Facts, { args }: Command): AnnouncedTo | null {
  const { person } = facts.sender
  const led = ledBranch(person)
  if (!person || !led) return null
  const named = args.zone?.split('、').map((word) => zonesMeant(facts, word)) ?? []
  if (named.some((zones) => zones.length !== 1)) return null
  const zones = named.flat().filter((zone, i, all) => all.indexOf(zone) === i)
  const inReach = zones.every((zone) => speaksFor(person, led, zone.branchId))
  return inReach ? { led, audience: args.audience ?? 'members', zones } : null
}

/** Show it, and wait for a yes. */
export function announce(turn: SpokenTurn): Decision[] {
  const order = orderOf(turn)
  if (!ledBranch(turn.facts.sender.person)) return wishToAnnounce(turn)
  const text = announced(order.args.text ?? '')
  if (isTooLong(text)) return [say(turn, tooLongToAnnounce())]
  if (order.args.zone !== undefined) {
    const ordered = zonesOrdered(turn)
    if ('instead' in ordered) return ordered.instead
  }
  const to = announcedTo(turn.facts, order)
  if (!to) return [say(turn, notInYourBranch())]
  const reach = turn.facts.branchWork?.reach ?? NOBODY
  return preview(turn, { ...order, args: { ...order.args, text } }, { to, reach })
}

/** Who leads decides what all are told, so the words go to them. */
function wishToAnnounce(turn: SpokenTurn): Decision[] {
  const { text, reading } = turn
  const { confidence } = reading.understanding
  const told = { text, confidence, onBehalfOf: reading.onBehalfOf }
  return passOnWords(turn, told, { toLeader: true, because: leadersAnnounce() })
}

const NOBODY: Reach = { total: 0, byChannel: [] }

function preview(turn: SpokenTurn, order: Command, { to, reach }: { to: AnnouncedTo; reach: Reach }): Decision[] {
  const taskId = `send-${cardSeed(turn)}`
  const text = order.args.text ?? ''
  const zone = to.zones.map((z) => z.code).join('、')
  const kept: Command = { ...order, args: { ...order.args, ...(zone === '' ? {} : { zone }) } }
  const at = dueAt(turn, order)
  const card = announcementCard({
    ...{ taskId, text, reach },
    audience: to.audience,
    zones: to.zones.map((z) => z.name),
    whole: to.led.whole,
    at: at && sayMoment(turn, at),
  })
  return [
    {
      do: 'remember',
      question: { ...pending('send', turn.now, { options: [{ id: taskId, label: '' }] }), order: kept },
    },
    ...(isLong(text) ? [say(turn, fullTextOf('通知', text), { part: 'text' })] : []),
    show(turn, card),
  ]
}

/** The hour that is still to come; `null`: at once. */
function dueAt(turn: Turn, { args }: Command): Date | null {
  const at = momentOf(turn, args)
  return at && at > turn.now ? at : null
}

/** The sender said yes to the preview. */
export function announceNow(turn: Turn, order: Command): Decision[] {
  const to = announcedTo(turn.facts, order)
  // Their post ended meanwhile, or the zone did.
  if (!to) return [say(turn, onlyLeadersAnnounce())]
  const { led, audience, zones } = to
  const at = dueAt(turn, order)
  const zoneCodes = zones.map((zone) => zone.code)
  const text = order.args.text ?? ''
  return [
    { do: 'announce', announcement: { audience, ...led, zoneCodes, text, at: at ?? turn.now } },
    say(turn, announcedText(at && sayMoment(turn, at), audience)),
  ]
}

/** 撤回刚才的通知: what was not sent yet is not sent, what was is taken back where the platform can. */
export function recallAnnouncement(turn: SpokenTurn): Decision[] {
  if (!ledBranch(turn.facts.sender.person)) return [say(turn, onlyLeadersAnnounce())]
  const one = meantOf(turn)
  if (!one) return [say(turn, nothingAnnounced())]
  return [{ do: 'recall_announcement', announcementId: one.id }, say(turn, recalledText(one))]
}

/** 刚才的通知多少人看了. */
export function announcementsOf(turn: SpokenTurn): Decision[] {
  if (!ledBranch(turn.facts.sender.person)) return [say(turn, onlyLeadersAnnounce())]
  const list = turn.facts.branchWork?.announcements ?? []
  if (list.length === 0) return [say(turn, nothingAnnounced())]
  return [
    say(
      turn,
      announcementsText(list.slice(0, LISTED_MAX), (at) => sayMoment(turn, at)),
    ),
  ]
}

const LISTED_MAX = 5

function meantOf(turn: SpokenTurn): AnnouncementFacts | null {
  const list = turn.facts.branchWork?.announcements ?? []
  const { number } = orderOf(turn).args
  return (number === undefined ? list[0] : list.find((one) => one.id === number)) ?? null
}

/** 活动文案: texts to begin the activity with. */
export function readyTexts(turn: SpokenTurn): Decision[] {
  const { person } = turn.facts.sender
  const branch = branchOf(turn.facts, ledBranch(person)?.branchId ?? person?.branchId ?? null)
  return [say(turn, campaignTexts(branch?.name ?? '支部'))]
}
