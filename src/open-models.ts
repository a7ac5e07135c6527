import type { Config } from './config.ts'
import type { Deps } from './deps.ts'
import { civilDate } from './domain/calendar.ts'
import type { ModelName } from './metrics.ts'
import { modelUsage } from './store/model-usage.ts'

/** The models that are set up; nothing else leaves the house. What they bring is loaded only where they are. */
export async function createModels(
  { llm, asr, timezone }: Config,
  { pool, metrics, now }: Pick<Deps, 'pool' | 'metrics' | 'now'>,
): Promise<Pick<Deps, 'secondReader' | 'speech'>> {
  const counted = (name: ModelName) => ({
    onAnswer: (result: string) => metrics.modelAsked(name, result),
    onTokens: (count: number) => metrics.modelTokens(name, count),
    onRest: (resting: boolean) => metrics.modelResting(name, resting),
  })
  const models: Pick<Deps, 'secondReader' | 'speech'> = { secondReader: null, speech: null }
  if (llm !== null) {
    const [{ createLanguageModel }, { createSecondReader }] = await Promise.all([
      import('./language-model/language-model.ts'),
      import('./second-reader.ts'),
    ])
    const ledger = modelUsage(pool, 'second_reader', () => civilDate(now(), timezone))
    const model = createLanguageModel({ endpoint: llm, ledger, ...counted('second_reader') })
    models.secondReader = await createSecondReader(model, timezone)
  }
  if (asr !== null) {
    const { createSpeech } = await import('./speech.ts')
    models.speech = createSpeech({ endpoint: asr, ...counted('speech') })
  }
  return models
}
