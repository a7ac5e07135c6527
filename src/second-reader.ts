/** The second reader as an effect: the pure part's question, put to a language model. */
import type { LanguageModel } from './language-model/language-model.ts'
import { loadPrompt, schemaHash } from './language-model/prompt-file.ts'
import { ANSWER_SCHEMA } from './understanding/second-reader/answer.ts'
import type { Finding } from './understanding/second-reader/findings.ts'
import { askedOf, provedBy } from './understanding/second-reader/second-reader.ts'
import type { MessageToRead } from './understanding/understanding.ts'

export interface SecondReader {
  /**
   * What a second reader found in a message, as far as the message proves it.
   *
   * @param stop ends it at once
   * @throws ModelError
   */
  read(message: MessageToRead, stop?: AbortSignal): Promise<Finding[]>
}

/** Six records with all their words. */
const MAX_TOKENS = 1_200

/** @throws Error when the prompt was written for another schema */
export async function createSecondReader(model: LanguageModel, timezone: string): Promise<SecondReader> {
  const { version, schema, text } = await loadPrompt('second-reader')
  if (schema !== schemaHash(ANSWER_SCHEMA)) throw new Error(`prompt ${version} describes another schema`)
  return {
    read: (message, stop) =>
      model.ask(
        {
          prompt: version,
          system: text,
          user: askedOf(message, timezone),
          schema: { name: 'second_reading', json: ANSWER_SCHEMA },
          maxTokens: MAX_TOKENS,
          read: (json) => provedBy(json, message, timezone),
        },
        stop,
      ),
  }
}
