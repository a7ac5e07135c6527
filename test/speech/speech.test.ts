/** The endpoint that hears, and what may be wrong with it. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ModelError } from '../../src/language-model/model-error.ts'
import { createSpeech } from '../../src/speech.ts'
import { type FakeModel, type Fault, startFakeModel } from '../platforms/language-model/fake-model.ts'

let fake: FakeModel
beforeEach(async () => {
  fake = await startFakeModel()
  fake.words = '3号楼灯坏了'
})
afterEach(() => fake.close())

const VOICE = { bytes: Buffer.from('#!AMR\n...'), contentType: 'application/octet-stream', name: '张三.amr' }

function speech(deadlineMs = 2_000, clock = { ms: 0 }) {
  const results: string[] = []
  const endpoint = { baseUrl: fake.url, apiKey: 'the-key', model: 'm' }
  const { transcribe } = createSpeech({
    endpoint,
    deadlineMs,
    nowMs: () => clock.ms,
    onAnswer: (result) => results.push(result),
  })
  return { transcribe, results }
}

const faultOf = (heard: Promise<string>) =>
  heard.catch((error: unknown) => (error instanceof ModelError ? error.fault : String(error)))

test('a recording is sent under a name of ours, with the ending of what it is', async () => {
  const { transcribe, results } = speech()
  expect(await transcribe(VOICE)).toBe('3号楼灯坏了')
  await transcribe({ ...VOICE, bytes: Buffer.from('ID3'), contentType: 'audio/mpeg' })
  expect(fake.heard.map((h) => h.fileName)).toEqual(['voice.amr', 'voice.mp3'])
  expect(results).toEqual(['ok', 'ok'])
})

test('signs that nobody can say are left out, and a speech without end is cut', async () => {
  fake.words = `3号楼\u202e灯\u0000坏了${'啊'.repeat(10_000)}`
  const words = await speech().transcribe(VOICE)
  expect(words).toMatch(/^3号楼 灯 坏了啊/)
  expect(words).toHaveLength(4_000)
})

test.each<[Fault, string]>([
  ['blank', 'blank'],
  ['wrong schema', 'invalid'],
  ['huge', 'invalid'],
  ['401', 'rejected'],
  ['hang', 'late'],
  ['drip', 'late'],
])('%s is %s', async (fault, result) => {
  fake.faults = [fault]
  const { transcribe, results } = speech(300)
  expect(await faultOf(transcribe(VOICE))).toBe(result)
  expect(results).toEqual([result])
})

test.each<Fault>(['500', '429', 'cut'])('%s once is mended, twice is given up', async (fault) => {
  // No time is promised here: a busy machine may take more than a call usually has.
  const unhurried = speech(20_000)
  fake.faults = [fault]
  expect(await unhurried.transcribe(VOICE)).toBe('3号楼灯坏了')
  fake.faults = [fault, fault]
  expect(await faultOf(unhurried.transcribe(VOICE))).toMatch(/unreachable|rate_limited/)
})

test('an endpoint that fails again and again is left alone for a while; silence is no failure', async () => {
  const clock = { ms: 0 }
  const { transcribe } = speech(2_000, clock)
  fake.faults = ['blank', 'blank', 'blank', '401', '401', '401']
  for (let i = 0; i < 6; i++) await faultOf(transcribe(VOICE))
  expect(await faultOf(transcribe(VOICE))).toBe('resting')
  expect(fake.heard).toHaveLength(6)
  clock.ms += 31_000
  expect(await transcribe(VOICE)).toBe('3号楼灯坏了')
})

test('a recording that is far too large is not sent', async () => {
  const bytes = Buffer.alloc(11 * 1024 * 1024)
  expect(await faultOf(speech().transcribe({ ...VOICE, bytes }))).toBe('rejected')
  expect(fake.heard).toEqual([])
})

test('it ends at once when the process does', async () => {
  fake.faults = ['hang']
  const stop = new AbortController()
  const heard = faultOf(speech(20_000).transcribe(VOICE, stop.signal))
  setTimeout(() => stop.abort(), 50)
  expect(await heard).toBe('late')
})
