import type { InboundEvent, InboundMessage, InboundTap } from '../channels/channel.ts'
import type { Suggestion } from '../understanding/second-reader/suggest.ts'
import type { Reading } from '../understanding/understanding.ts'

/** What happened, as `decide` is asked about it. */
export type Happening =
  | {
      type: 'message'
      message: InboundMessage
      /** Of `messageText(message)`; `null` where that is `null`: nothing was written or said. */
      reading: Reading | null
      /** Of `joinedText(question.text, text)`, where a question with a kept text waits for its answer. */
      joined?: Reading | null
    }
  | { type: 'tap'; tap: InboundTap }
  | { type: 'event'; event: InboundEvent }
  /** The clock: a draft nobody answered, a photo without words, a question without an answer. */
  | { type: 'due'; due: 'draft_silent' | 'photo_alone' | 'question_silent' }
  /** The platform's directory told the name of an account that nobody has bound. */
  | { type: 'named'; name: string }
  | SecondReading

/** A message was read a second time while its card stood open. */
export interface SecondReading {
  type: 'second_reading'
  /** The draft that was made of the message. */
  taskId: string
  /** The words of the message: those that an added matter was told in are taken from them. */
  text: string
  /** What the first reading made of it, which the suggestions count. */
  kinds: readonly ('incident' | 'checkin')[]
  suggestions: readonly Suggestion[]
}
