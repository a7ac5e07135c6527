/** Which of the answers on a card the sender's words name. */
import { foldPlace } from '../domain/places.ts'
import type { PendingQuestion } from './facts.ts'
import type { SpokenTurn } from './turn.ts'

type Options = PendingQuestion['options']

/** What may stand around an answer that is told in a sentence: A3-0017 改成环境卫生, 应该是第二个吧. */
const AROUND = /[A-Z][A-Z0-9]*-[0-9]+|改成|改为|应该|属于|这个|是|算|选|类|的|吧|了|啊|哦|呢|嘛|[，,。.\s]/g
/** A part of a name is enough if it is a word: 卫生. */
const SHORTEST_PART = 2

/** The option that was said, in the script of its name or in the other one: 第二個, 東區. */
export function optionSaid({ text, reading }: SpokenTurn, options: Options): string | null {
  return optionMeant(options, text) ?? optionMeant(options, reading.plain)
}

/** The option that the words name anywhere: by its code, its name, or its place in the list. */
export function optionMeant(options: Options, text: string): string | null {
  const words = foldPlace(text)
  const exact = options.find(({ id, label }) => words === foldPlace(id) || words === foldPlace(label))
  if (exact) return exact.id
  const named = options.filter(({ id, label }) => words.includes(foldPlace(label)) || words.includes(foldPlace(id)))
  if (named.length === 1) return named[0]?.id ?? null
  return optionAt(options, words)
}

/** The option that the words name, and nothing else: what tells a matter of its own is no answer. */
export function optionAlone(options: Options, text: string): string | null {
  const words = foldPlace(text)
  const bare = (label: string) => foldPlace(label).replace(AROUND, '')
  const said = words.replace(AROUND, '')
  const exact = options.find(({ label }) => said === bare(label))
  if (exact) return exact.id
  const named = options.filter(({ label }) => said.length >= SHORTEST_PART && bare(label).includes(said))
  return named.length === 1 ? (named[0]?.id ?? null) : optionAt(options, said)
}

function optionAt(options: Options, words: string): string | null {
  const ordinal = /^第?([1-9一二三四五])个?$/.exec(words)?.[1]
  const index = ordinal ? '12345'.indexOf(ordinal) + '一二三四五'.indexOf(ordinal) + 1 : -1
  return options[index]?.id ?? null
}
