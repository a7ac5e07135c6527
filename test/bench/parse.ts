import { readFileSync } from 'node:fs'
import path from 'node:path'
import { read } from '../../src/understanding/read.ts'
import { percentile, printFigure } from './figures.ts'

const ROUNDS = 20

/** G6: one message read, on the labelled messages; beside it the plainest thing that touches every character. */
export async function benchParse(): Promise<void> {
  const file = path.resolve(import.meta.dirname, '../fixtures/understanding/dev.jsonl')
  const messages = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { text: string; sentAt: string; role: 'member' | 'resident' })
    .map((m) => ({ ...m, sentAt: new Date(m.sentAt) }))
  for (const message of messages) read(message)
  const ours = time(() => messages.map((m) => measured(() => read(m))))
  const plain = time(() => messages.map((m) => measured(() => m.text.normalize('NFKC').split(/[，。；,.;!?！？\s]/u))))
  const reference = (share: number) => ({ what: 'normalise and split only', runs: [percentile(plain, share)] })
  const figure = { mark: 'G6', unit: 'µs' }
  printFigure({
    ...figure,
    what: 'one message read, median',
    runs: [percentile(ours, 0.5)],
    reference: reference(0.5),
    good: '≤ 100 µs',
  })
  printFigure({
    ...figure,
    what: 'one message read, p99',
    runs: [percentile(ours, 0.99)],
    reference: reference(0.99),
    good: '< 1000 µs',
  })
  const long = {
    text: '3号楼2单元楼道灯坏了两天了，'.repeat(1_400).slice(0, 20_000),
    sentAt: new Date(),
    role: 'member' as const,
  }
  read(long)
  printFigure({
    mark: 'G6',
    what: '20,000 characters',
    unit: 'ms',
    runs: [measured(() => read(long)) / 1000],
    good: '≤ 20 ms',
  })
}

function time(round: () => number[]): number[] {
  return Array.from({ length: ROUNDS }, round).flat()
}

/** Microseconds. */
function measured(work: () => unknown): number {
  const startedMs = performance.now()
  work()
  return (performance.now() - startedMs) * 1000
}
