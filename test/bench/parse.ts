import { readFileSync } from 'node:fs'
import path from 'node:path'
import { sealCallback } from '../platforms/wecom/sealing.ts'
import type { Bench } from './bench.ts'
import { atMost, growthExponent, median, percentile } from './figures.ts'
import { ROOT } from './helpers.ts'
import { AGENT_ID, KEYS } from './platform.ts'
import { receiver } from './processes/receiving.ts'

type Reader = Pick<typeof import('../../src/understanding/read.ts'), 'read'>

/** As a platform counts: a character of Chinese has three. */
const BYTES = [128, 256, 512, 1_024, 2_048]
const BYTES_PER_CHARACTER = 3
/** Longer than any platform sends: a guard. */
const FAR_TOO_LONG = 20_000

/** G6: one message read, on the labelled messages; beside it the least that receiving one takes. */
export async function benchParse(bench: Bench): Promise<void> {
  // As it runs: what compiles on the fly names every closure anew, which costs more than the reading.
  const { read }: Reader = await import(path.join(ROOT, 'dist/understanding/read.js'))
  const messages = labelled()
  const receive = receiving()
  for (const message of messages) read(message)
  const rounds = bench.short ? 3 : 20
  const passes = Array.from({ length: rounds }, () => ({
    ours: messages.map((m) => micros(() => read(m))),
    beside: messages.map(() => micros(receive)),
  }))
  const figure = { mark: 'G6', unit: 'µs' }
  for (const [what, share, goal] of [
    ['one message read, median', 0.5, atMost(100, 40)],
    ['one message read, p99', 0.99, atMost(1_000, 300)],
  ] as const) {
    bench.report({
      ...{ ...figure, what, goal, runs: passes.map(({ ours }) => percentile(ours, share)) },
      reference: { what: 'a callback received', runs: passes.map(({ beside }) => percentile(beside, share)) },
    })
  }
  growth(bench, read, messages.map((m) => m.text).join('，'))
}

function labelled() {
  const file = path.resolve(import.meta.dirname, '../fixtures/understanding/dev.jsonl')
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { text: string; sentAt: string; role: 'member' | 'resident' })
    .map((m) => ({ ...m, sentAt: new Date(m.sentAt) }))
}

/** The receive path alone: found, verified, decrypted. */
function receiving(): () => unknown {
  const receive = receiver(KEYS.token, KEYS.aesKey)
  const plain = `<xml><FromUserName><![CDATA[member1]]></FromUserName><Content><![CDATA[${'3号楼灯坏了'.repeat(5)}]]></Content></xml>`
  const { query, body } = sealCallback(KEYS, plain, { at: new Date(), agentId: AGENT_ID })
  const asked = Object.fromEntries(new URLSearchParams(query))
  if (receive(asked, body) === null) throw new Error('the reference does not verify its own callback')
  return () => receive(asked, body)
}

/** How the cost grows with the length of one message, up to what a platform sends; above it as a guard. */
function growth(bench: Bench, read: Reader['read'], text: string): void {
  const repeats = bench.short ? 20 : 100
  const rounds = Array.from({ length: bench.short ? 1 : 5 })
  const sentAt = new Date()
  const ours = (words: string) => read({ text: words, sentAt, role: 'member' })
  const plain = (words: string) => words.normalize('NFKC').split(/[，。；,.;!?！？\s]/u)
  const exponentOf = (work: (words: string) => unknown) =>
    growthExponent(BYTES.map((size) => ({ size, cost: costOf(work, text.slice(0, size / BYTES_PER_CHARACTER)) })))
  const what = 'normalise and split only'
  bench.report({
    ...{
      mark: 'G6',
      what: 'growth from 128 to 2,048 bytes',
      unit: '(exponent)',
      runs: rounds.map(() => exponentOf(ours)),
    },
    ...{ reference: { what, runs: rounds.map(() => exponentOf(plain)) }, goal: atMost(1.1, 1.03) },
  })
  const long = text.repeat(Math.ceil(FAR_TOO_LONG / text.length)).slice(0, FAR_TOO_LONG)
  bench.report({
    ...{
      mark: 'G6',
      what: '20,000 characters',
      unit: 'µs',
      runs: Array.from({ length: 5 }, () => micros(() => ours(long))),
    },
    ...{ reference: { what, runs: [micros(() => plain(long))] }, goal: atMost(20_000, null) },
  })

  function costOf(work: (words: string) => unknown, words: string): number {
    return median(Array.from({ length: repeats }, () => micros(() => work(words))))
  }
}

function micros(work: () => unknown): number {
  const startedMs = performance.now()
  work()
  return (performance.now() - startedMs) * 1000
}
