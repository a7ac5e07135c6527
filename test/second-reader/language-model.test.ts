/** The language model against servers that behave like the usual providers, and misbehave like them. */
import { afterEach, describe, expect, test } from 'vitest'
import {
  createLanguageModel,
  type LanguageModelOptions,
  type Question,
} from '../../src/language-model/language-model.ts'
import { ModelError } from '../../src/language-model/model-error.ts'
import { type FakeModel, type Fault, type Provider, startFakeModel } from '../platforms/language-model/fake-model.ts'

const QUESTION: Question<string> = {
  prompt: 'test 1',
  system: 'Answer with the word.',
  user: '{"message":"路灯坏了"}',
  schema: { name: 'word', json: { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] } },
  maxTokens: 100,
  read: (json) => {
    const word = (json as { word?: unknown } | null)?.word
    return typeof word === 'string' ? word : null
  },
}

const fakes: FakeModel[] = []
afterEach(async () => {
  for (const fake of fakes.splice(0)) await fake.close()
})

async function world(provider: Provider = 'openai', options: Partial<LanguageModelOptions> = {}) {
  const fake = await startFakeModel(provider)
  fakes.push(fake)
  fake.answer = () => ({ word: '灯' })
  const results: string[] = []
  const used = { tokens: 0 }
  const clock = { ms: 0 }
  const resting: boolean[] = []
  const model = createLanguageModel({
    endpoint: { baseUrl: fake.url, apiKey: 'the-key', model: 'm', dailyTokens: 1_000_000 },
    ledger: {
      usedToday: async () => used.tokens,
      use: async (count) => {
        used.tokens += count
      },
    },
    nowMs: () => clock.ms,
    onAnswer: (result) => results.push(result),
    onRest: (is) => resting.push(is),
    ...options,
  })
  let count = 0
  /** Each time another message, so that nothing is remembered from before. */
  const ask = () => model.ask({ ...QUESTION, user: `${QUESTION.user} ${++count}` })
  return { fake, model, ask, results, used, clock, resting }
}

const faultOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 'ok',
    (error: unknown) => (error instanceof ModelError ? error.fault : String(error)),
  )
const formats = (fake: FakeModel) => fake.asked.map((a) => a.response_format?.type ?? 'none')

describe('the ways to ask for JSON', () => {
  test.each<[Provider, string[], string]>([
    ['openai', ['json_schema'], 'json_schema'],
    ['vllm', ['json_schema'], 'json_schema'],
    ['ollama', ['json_schema'], 'json_schema'],
    ['deepseek', ['json_schema', 'json_object'], 'json_object'],
    ['dashscope', ['json_schema', 'json_object'], 'json_object'],
  ])('%s is asked as it understands it, and so from then on', async (provider, first, then) => {
    const { fake, ask } = await world(provider)
    expect(await ask()).toBe('灯')
    expect(formats(fake)).toEqual(first)
    fake.asked.length = 0
    expect(await ask()).toBe('灯')
    expect(formats(fake)).toEqual([then])
  })

  test('the schema is written down where the provider is not held to it', async () => {
    const { fake, ask } = await world('deepseek')
    await ask()
    expect(fake.asked[0]?.messages[0]?.content).not.toContain('"properties"')
    expect(fake.asked[1]?.messages[0]?.content).toContain('"properties"')
  })

  test('an answer that is not of the form is asked for once more, with the schema written down', async () => {
    const { fake, ask } = await world()
    fake.faults = ['wrong schema']
    expect(await ask()).toBe('灯')
    expect(fake.asked.at(-1)?.messages[0]?.content).toContain('"properties"')
  })
})

describe('faults', () => {
  test.each<[Fault, number]>([
    ['blank', 2],
    ['null', 2],
    ['fenced', 1],
    ['thinking', 1],
    ['prose', 2],
    ['wrong schema', 2],
    ['429', 2],
    ['500', 2],
    ['cut', 2],
    ['not a completion', 2],
    ['huge', 2],
  ])('%s once is mended', async (fault, calls) => {
    const { fake, ask } = await world()
    fake.faults = [fault]
    expect(await ask()).toBe('灯')
    expect(fake.asked).toHaveLength(calls)
  })

  test.each<[Fault, string, number]>([
    ['blank', 'blank', 3],
    ['wrong schema', 'invalid', 3],
    ['huge', 'invalid', 3],
    ['500', 'unreachable', 3],
    ['429', 'rate_limited', 3],
    ['401', 'rejected', 1],
  ])('%s again and again is given up as %s', async (fault, result, calls) => {
    const { fake, ask, results } = await world()
    fake.faults = Array<Fault>(5).fill(fault)
    expect(await faultOf(ask())).toBe(result)
    expect(fake.asked).toHaveLength(calls)
    expect(results).toEqual([result])
  })

  test.each<Fault>(['hang', 'drip'])('%s ends with the deadline', async (fault) => {
    const { fake, ask } = await world('openai', { deadlineMs: 300 })
    fake.faults = [fault]
    const startedAt = performance.now()
    expect(await faultOf(ask())).toBe('late')
    expect(performance.now() - startedAt).toBeLessThan(1_500)
  })

  test('an address where nobody listens', async () => {
    const endpoint = { baseUrl: 'http://127.0.0.1:1/v1', apiKey: 'the-key', model: 'm', dailyTokens: 1e6 }
    const { ask } = await world('openai', { endpoint })
    expect(await faultOf(ask())).toBe('unreachable')
  })

  test('no fault tells the key, the question or the answer', async () => {
    const { fake, ask } = await world()
    for (const fault of ['prose', '500', 'not a completion'] as const) {
      fake.faults = Array<Fault>(3).fill(fault)
      const error = await ask().catch((e: unknown) => e)
      const told = `${(error as Error).message} ${(error as Error).stack} ${String((error as Error).cause)}`
      expect(told).not.toMatch(/the-key|路灯|好的|hello/)
    }
  })
})

describe('what protects others and the purse', () => {
  test('after three failures the endpoint rests for half a minute, then one question tries it', async () => {
    const { fake, ask, clock, resting } = await world()
    fake.faults = Array<Fault>(4).fill('401')
    for (let i = 0; i < 3; i++) expect(await faultOf(ask())).toBe('rejected')
    const calls = fake.asked.length
    expect(await faultOf(ask())).toBe('resting')
    expect(fake.asked).toHaveLength(calls)
    clock.ms += 31_000
    const [one, other] = await Promise.all([faultOf(ask()), faultOf(ask())])
    expect([one, other].sort()).toEqual(['rejected', 'resting'])
    clock.ms += 31_000
    expect(await ask()).toBe('灯')
    expect(await ask()).toBe('灯')
    expect(resting).toEqual([true, true, false])
  })

  test('never more than four at once', async () => {
    const { fake, ask } = await world('openai', { deadlineMs: 400 })
    fake.faults = Array<Fault>(4).fill('hang')
    const all = Array.from({ length: 9 }, () => faultOf(ask()))
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(fake.asked).toHaveLength(4)
    await Promise.all(all)
  })

  test('beyond the budget of the day nothing is asked', async () => {
    const { fake, ask, used, results } = await world()
    await ask()
    expect(used.tokens).toBe(1100)
    used.tokens = 1_000_000
    expect(await faultOf(ask())).toBe('spent')
    expect(fake.asked).toHaveLength(1)
    expect(results).toEqual(['ok', 'spent'])
  })

  test('answers that were useless are paid for all the same', async () => {
    const { fake, ask, used } = await world()
    fake.faults = ['blank', 'wrong schema']
    await ask()
    expect(used.tokens).toBe(3300)
  })

  test('the same question is asked once a day, by the same version of the prompt', async () => {
    const { fake, model, results, clock } = await world()
    await model.ask(QUESTION)
    await model.ask(QUESTION)
    expect(fake.asked).toHaveLength(1)
    expect(results).toEqual(['ok', 'cached'])
    await model.ask({ ...QUESTION, prompt: 'test 2' })
    clock.ms += 25 * 3_600_000
    await model.ask(QUESTION)
    expect(fake.asked).toHaveLength(3)
  })
})
