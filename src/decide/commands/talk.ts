/** 下周五晚上七点在活动室开恳谈会,聊停车: told on the notices; called off; what talks there are. */
import { mask } from '../../domain/privacy.ts'
import type { TalkFacts } from '../branch-work-facts.ts'
import type { Decision } from '../decision.ts'
import { ledBranch, speaksFor } from '../led-branch.ts'
import { momentOf, sayMoment } from '../moments.ts'
import { notInYourBranch } from '../replies/announcements.ts'
import { noTalk, onlyLeadersTalk, talkCancelled, talkHeld, talksText, whenAndWhere } from '../replies/talks.ts'
import { orderOf } from '../said-order.ts'
import { say } from '../tell.ts'
import type { SpokenTurn } from '../turn.ts'
import { zonesOrdered } from '../zones-called.ts'

/** What is talked about where nothing was named. */
const ANY_TOPIC = '听取大家的意见'

export function holdTalk(turn: SpokenTurn): Decision[] {
  const { person } = turn.facts.sender
  const led = ledBranch(person)
  if (!person || !led) return [say(turn, onlyLeadersTalk())]
  const { args } = orderOf(turn)
  const startsAt = momentOf(turn, args)
  if (!startsAt || args.at === undefined || args.place === undefined || startsAt <= turn.now) {
    return [say(turn, whenAndWhere())]
  }
  const zones = args.zone === undefined ? { zones: [] } : zonesOrdered(turn)
  if ('instead' in zones) return zones.instead
  const [zone = null] = zones.zones
  if (zone && !speaksFor(person, led, zone.branchId)) return [say(turn, notInYourBranch())]
  const topic = mask(args.text ?? ANY_TOPIC)
  const place = mask(args.place)
  const branchId = zone?.branchId ?? led.branchId
  const talk = { branchId, zoneCode: zone?.code ?? null, topic, place, startsAt, by: person.id }
  const at = sayMoment(turn, startsAt)
  return [
    { do: 'open_talk', ref: 't1', talk: { ...talk, state: 'announced' } },
    say(turn, talkHeld({ topic, place, at, zone: zone?.name ?? null })),
  ]
}

export function cancelTalk(turn: SpokenTurn): Decision[] {
  if (!ledBranch(turn.facts.sender.person)) return [say(turn, onlyLeadersTalk())]
  const talk = talkMeant(turn, (one) => one.state === 'announced')
  if (!talk) return [say(turn, noTalk())]
  return [
    { do: 'move_talk', talkId: talk.id, from: talk.state, to: 'cancelled' },
    say(turn, talkCancelled(talk, sayMoment(turn, talk.startsAt))),
  ]
}

export function talks(turn: SpokenTurn): Decision[] {
  const list = turn.facts.branchWork?.talks ?? []
  return [
    say(
      turn,
      talksText(list.slice(0, LISTED_MAX), (at) => sayMoment(turn, at)),
    ),
  ]
}

const LISTED_MAX = 8

/** The talk of that number, else the newest that fits. */
export function talkMeant(turn: SpokenTurn, fits: (talk: TalkFacts) => boolean): TalkFacts | null {
  const { number } = orderOf(turn).args
  const list = (turn.facts.branchWork?.talks ?? []).filter(fits)
  return (number === undefined ? list[0] : list.find((talk) => talk.number === Number(number))) ?? null
}
