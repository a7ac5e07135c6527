/** 公布恳谈结果: what everybody will read of a talk, shown first, published after a yes. */
import { announced, isTooLong } from '../../domain/announcement.ts'
import { CASE_STATES, isUnderWay } from '../../domain/case.ts'
import { stripNames } from '../../domain/names.ts'
import type { Command } from '../../understanding/understanding.ts'
import type { TalkFacts } from '../branch-work-facts.ts'
import type { Decision } from '../decision.ts'
import { ledBranch } from '../led-branch.ts'
import { sayMoment } from '../moments.ts'
import { pending } from '../pending.ts'
import { fullTextOf, isLong, tooLongToAnnounce } from '../replies/announcements.ts'
import { noTalk, nothingToPublish, onlyLeadersTalk, resultCard, resultPublished, talkResult } from '../replies/talks.ts'
import { orderOf } from '../said-order.ts'
import { say, show } from '../tell.ts'
import { cardSeed, type SpokenTurn, type Turn } from '../turn.ts'
import { talkMeant } from './talk.ts'

export function previewResult(turn: SpokenTurn): Decision[] {
  if (!ledBranch(turn.facts.sender.person)) return [say(turn, onlyLeadersTalk())]
  const talk = talkMeant(turn, (one) => one.state !== 'cancelled' && one.startsAt <= turn.now)
  if (!talk) return [say(turn, noTalk())]
  const order = orderOf(turn)
  const result = order.args.text === undefined ? resultOf(talk) : announced(stripNames(order.args.text).text)
  if (result === '') return [say(turn, nothingToPublish())]
  if (isTooLong(result)) return [say(turn, tooLongToAnnounce())]
  const taskId = `send-${cardSeed(turn)}`
  const kept: Command = { ...order, args: { number: String(talk.number), text: result } }
  const card = resultCard(taskId, { at: sayMoment(turn, talk.startsAt), topic: talk.topic, result })
  const long = isLong(result)
  return [
    {
      do: 'remember',
      question: { ...pending('send', turn.now, { options: [{ id: taskId, label: '' }] }), order: kept },
    },
    ...(long ? [say(turn, fullTextOf('恳谈结果', result), { part: 'text' })] : []),
    show(turn, long ? { ...card, text: null } : card),
  ]
}

/** Its matters, and of those that were promised how they stand. */
function resultOf({ matters }: TalkFacts): string {
  return talkResult(
    matters.map(({ text, caseState }) => ({
      text,
      state: caseState && (isUnderWay(caseState) ? '正在办' : CASE_STATES[caseState]),
    })),
  )
}

/** The sender said yes to the preview. */
export function publishResult(turn: Turn, { args }: Command): Decision[] {
  const talk = turn.facts.branchWork?.talks?.find((one) => String(one.number) === args.number)
  if (!talk || !ledBranch(turn.facts.sender.person)) return [say(turn, noTalk())]
  return [
    { do: 'move_talk', talkId: talk.id, from: talk.state, to: 'published', result: args.text ?? '' },
    say(turn, resultPublished()),
  ]
}
