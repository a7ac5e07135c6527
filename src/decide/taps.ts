import type { InboundTap } from '../channels/channel.ts'
import { CASE_STATES } from '../domain/case.ts'
import { readAction, type Tapped } from './actions.ts'
import { answerBinding } from './bind.ts'
import { knowByTap } from './commands/acknowledge.ts'
import { accept } from './commands/claim.ts'
import { answerCommendationByTap } from './commands/commendations.ts'
import { openDigest } from './commands/digest.ts'
import { settleFocusByTap } from './commands/focus.ts'
import { giveByTap } from './commands/give-cases.ts'
import { answerNoteByTap } from './commands/hardship.ts'
import { lookup } from './commands/lookup.ts'
import { approveTimeByTap, refuseTimeByTap } from './commands/more-time.ts'
import { answerOfferByTap } from './commands/nominate.ts'
import { answerPublicByTap } from './commands/public-text.ts'
import { openByTap } from './commands/reviews.ts'
import type { Decision } from './decision.ts'
import { askWhatWasDone } from './done-tap.ts'
import { readOffer } from './doubt.ts'
import { answerDoubt } from './doubt-answer.ts'
import { change, confirm, presentCard, withdraw, withdrawalLabel } from './draft-reply.ts'
import type { OpenDraft } from './facts.ts'
import { zoneOf } from './find.ts'
import { mayDo } from './permit.ts'
import { answerPreviewByTap } from './preview.ts'
import { chooseZone } from './question.ts'
import { judge } from './rate.ts'
import { cardOf, closed } from './replies/card.ts'
import { joinedCard } from './replies/same-matter.ts'
import { alreadyAnswered, unknownButton } from './replies/taps.ts'
import { joinEarlier } from './same-matter.ts'
import { say, update } from './tell.ts'
import type { Turn } from './turn.ts'

type DraftTap = Extract<Tapped, { taskId: string }>

/** A button of one of our cards was tapped. */
export function tapped(turn: Turn, tap: InboundTap): Decision[] {
  const action = readAction(tap.action)
  if (!action) return [say(turn, unknownButton())]
  switch (action.verb) {
    case 'accept':
      return accept(turn, action.code, tap)
    case 'done':
      return askWhatWasDone(turn, action.code)
    case 'good':
    case 'notgood':
      return judge(turn, action.code, { good: action.verb === 'good', tap })
    case 'grant':
      return approveTimeByTap(turn, tap, action)
    case 'refuse':
      return refuseTimeByTap(turn, tap, action.code)
    case 'look':
      return lookup(turn, action.code)
    case 'note-keep':
    case 'note-drop':
      return answerNoteByTap(turn, tap, { ...action, keeps: action.verb === 'note-keep' })
    case 'digest':
      return openDigest(turn)
    case 'open':
      return openByTap(turn, action.what)
    case 'bind-yes':
    case 'bind-no':
      return answerBinding(turn, tap, action.verb === 'bind-yes')
    case 'offer-yes':
    case 'offer-no':
      return answerOfferByTap(turn, tap, { ...action, yes: action.verb === 'offer-yes' })
    case 'public-yes':
    case 'public-no':
      return answerPublicByTap(turn, tap, { ...action, yes: action.verb === 'public-yes' })
    case 'give':
      return giveByTap(turn, tap, action)
    case 'know':
      return knowByTap(turn, tap, action.zoneCodes)
    case 'send-yes':
    case 'send-no':
      return answerPreviewByTap(turn, tap, { ...action, yes: action.verb === 'send-yes' })
    case 'focus-yes':
    case 'focus-no':
      return settleFocusByTap(turn, tap, action.verb === 'focus-yes')
    case 'commend-yes':
    case 'commend-no':
      return answerCommendationByTap(turn, tap, { ...action, isPublic: action.verb === 'commend-yes' })
    default:
      return tappedDraft(turn, tap, action)
  }
}

function tappedDraft(turn: Turn, tap: InboundTap, action: DraftTap): Decision[] {
  const { draft } = turn.facts.conversation
  if (!draft || draft.taskId !== action.taskId) return [answeredBefore(turn, tap)]
  // A card shown before the last change: put the present one in its place.
  if (draft.version !== action.version) return [update(turn, { ...presentCard(turn, draft), taskId: tap.taskId })]
  return actOn(turn, { tap, action, draft })
}

function actOn(
  turn: Turn,
  { tap, action, draft }: { tap: InboundTap; action: DraftTap; draft: OpenDraft },
): Decision[] {
  const card = { ...presentCard(turn, draft), taskId: tap.taskId }
  switch (action.verb) {
    case 'confirm':
      return [...confirm(turn, draft), update(turn, closed(card, '已确认'))]
    case 'withdraw':
      return [...withdraw(turn, draft), update(turn, closed(card, withdrawalLabel(draft)))]
    case 'change':
      return change(turn)
    case 'zone': {
      const zone = zoneOf(turn.facts, action.zoneCode)
      return zone ? chooseZone(turn, draft, { zone, tappedCard: tap.taskId }) : [update(turn, card)]
    }
    case 'doubt': {
      const offered = readOffer(action.offerId)
      return offered ? answerDoubt(turn, draft, { offered, tappedCard: tap.taskId }) : [update(turn, card)]
    }
    case 'same': {
      const joined = joinEarlier(turn, draft, action.earlierCode)
      return joined ? [...joined, update(turn, joinedCard(card, action.earlierCode))] : [update(turn, card)]
    }
  }
}

/** The draft of this card is long kept or withdrawn: say what became of it. */
function answeredBefore(turn: Turn, tap: InboundTap): Decision {
  const own = turn.facts.referred.filter((record) => mayDo(turn, 'own', record))
  const states = own.map((c) => ['现在', `${c.code} ${CASE_STATES[c.state]}`] as const)
  return update(turn, cardOf({ taskId: tap.taskId, title: alreadyAnswered(), facts: states, closedAs: '已处理过' }))
}
