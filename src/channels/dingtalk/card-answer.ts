import type { Card, Delivery } from '../channel.ts'
import { cardParams } from './card-params.ts'
import { isShared } from './track-id.ts'

/** By key, since the default is to overwrite everything [KB 0782]. */
export const BY_KEY = { updateCardDataByKey: true, updatePrivateDataByKey: true } as const

/** What a tap is answered with: the change of the card, which may be none [CARD 0007]. */
export interface CardAnswerBody {
  cardUpdateOptions: typeof BY_KEY
  cardData: { cardParamMap: Record<string, string> }
  userPrivateData: { cardParamMap: Record<string, string> }
}

/** An answer, and who has to hear whether it went out. */
export interface TapAnswer {
  /** The changed card, `null` where nothing changes or nothing came in time. */
  card: Card | null
  told: (delivered: boolean) => void
}

/** Waits for the changed card that a kept tap leads to. Never throws, and never takes longer than the platform waits. */
export type AnswerTap = (
  tap: Pick<Delivery, 'key' | 'conversation'> & TappedCard,
  arrivedAtMs: number,
) => Promise<TapAnswer>
export interface TappedCard {
  taskId: string
}

/** The body of the answer. Of a card that several people share, only the view of the one who tapped changes. */
export function cardAnswer(card: Card | null, trackId: string): CardAnswerBody {
  const params = card === null ? {} : cardParams(card)
  const shared = isShared(trackId)
  return {
    cardUpdateOptions: BY_KEY,
    cardData: { cardParamMap: shared ? {} : params },
    userPrivateData: { cardParamMap: shared ? params : {} },
  }
}
