import { z } from 'zod'
import { ModelError } from './model-error.ts'

const COMPLETION = z.object({
  choices: z
    .array(z.object({ message: z.object({ content: z.string().nullish() }) }))
    .min(1)
    .max(16),
  usage: z.object({ total_tokens: z.number().int().min(0) }).nullish(),
})

export interface Completion {
  content: string
  /** `null` where the provider does not tell it. */
  tokenCount: number | null
}

/** What a chat completion says. @throws ModelError `invalid` */
export function readCompletion(answer: unknown): Completion {
  const { data } = COMPLETION.safeParse(answer)
  if (!data) throw new ModelError('invalid', 'the answer is no chat completion')
  return { content: data.choices[0]?.message.content ?? '', tokenCount: data.usage?.total_tokens ?? null }
}

/** Thoughts of a model that was not to think aloud. */
const THOUGHTS = /<think>[\s\S]*?<\/think>/g
const FENCE = /^```[a-z]*\s*\n?|\n?```$/gi

/** The JSON that the words of an answer are, bare or in a fence. @throws ModelError `blank`, `invalid` */
export function readJson(content: string): unknown {
  const words = content.replace(THOUGHTS, '').trim()
  if (words === '') throw new ModelError('blank', 'the answer is blank')
  try {
    return JSON.parse(words.replace(FENCE, '').trim())
  } catch {
    // What could not be read is not repeated: it holds what people wrote.
    throw new ModelError('invalid', 'the answer is no JSON')
  }
}
