/** A plain linear model on letters, without any list of words: what our own reading has to be better than. */
import { gramsOf } from '../../src/understanding/model/features.ts'
import type { Head } from '../../src/understanding/model/heads.ts'
import { likeliest, Model } from '../../src/understanding/model/model.ts'
import { LETTERS_VALUE, type Question } from '../../src/understanding/model/questions.ts'
import { Weigher } from '../../src/understanding/model/weigh.ts'
import { type CorpusMessage, corpusPart, givenMessages, phrases, TRAIN_PARTS } from '../../train/corpus.ts'
import { type Lesson, lessonOfPhrase } from '../../train/examples.ts'
import { learn } from '../../train/learn.ts'

/** Features from here on are syllables, which take a dictionary of sounds. */
const LETTERS_END = 2 ** 48

export interface LettersModel {
  intent(text: string): string
  /** Of a message that tells of one matter. */
  category(text: string): string
}

/** Learns from the messages and phrases that the engine learns from. */
export function learnLetters(): LettersModel {
  const messages = [...TRAIN_PARTS.flatMap(corpusPart), ...givenMessages()]
  const ofPhrases = phrases().flatMap((phrase): Lesson[] => {
    const { head, answer } = lessonOfPhrase(phrase)
    return head === 'category' ? [{ head, question: ask(phrase.text), answer }] : []
  })
  const model = new Model(learn({ messages: messages.map(lessonsOf), beside: ofPhrases }))
  const answer = (head: Head, text: string): string =>
    likeliest(head, new Weigher(model).weigh(head, known(model, text))).answer
  return { intent: (text) => answer('intent', text), category: (text) => answer('category', text) }
}

function lessonsOf({ text, intent, records }: CorpusMessage): Lesson[] {
  const categories = records.flatMap((record): Lesson[] =>
    'category' in record ? [{ head: 'category', question: ask(record.words), answer: record.category }] : [],
  )
  return [{ head: 'intent', question: ask(text), answer: intent }, ...categories]
}

function ask(text: string): Question {
  const ids = gramsOf(text, 0, text.length).filter((feature) => feature < LETTERS_END)
  return { letters: [{ ids, value: LETTERS_VALUE / Math.sqrt(ids.length) }], names: [], values: [] }
}

/** The same in rows of the model. */
function known(model: Model, text: string): Question {
  const { letters, ...rest } = ask(text)
  return { ...rest, letters: letters.map(({ ids, value }) => ({ ids: model.known(ids), value })) }
}
