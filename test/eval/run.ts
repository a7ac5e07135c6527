/**
 * Prints how well messages are understood, and how fast: `npm run eval [-- --errors] [-- --record]`.
 *
 * `--errors` lists the messages that are not wholly right, `--record` keeps the figures for the test that guards them.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { read } from '../../src/understanding/read.ts'
import type { Understanding } from '../../src/understanding/understanding.ts'
import { labelledSet, readAll, SETS } from './labelled-sets.ts'
import { bestChecks, type Figures, type Labelled, percent, score, WHOLE } from './score.ts'

const RECORDED = new URL('../fixtures/understanding/recorded.json', import.meta.url)
const options = new Set(process.argv.slice(2))
const recorded: Record<string, Record<string, number>> = {}

for (const name of SETS) {
  const messages = labelledSet(name)
  const readings = readAll(messages)
  const figures = score(messages, readings)
  console.log(`\n${name}: ${messages.length} messages${' '.repeat(38)}accepted        strict`)
  printFigures(figures, score(messages, readings, true))
  printNoticed(messages, readings)
  recorded[name] = Object.fromEntries(Object.entries(figures).map(([k, f]) => [k, Number(percent(f).toFixed(1))]))
  if (options.has('--errors')) printErrors(messages, readings)
}
printSpeed(SETS.flatMap(labelledSet))
if (options.has('--record')) writeFileSync(RECORDED, `${JSON.stringify(recorded, null, 2)}\n`)
else printRecorded()

function printFigures(figures: Figures, strict: Figures): void {
  for (const [name, figure] of Object.entries(figures)) {
    const own = strict[name] ?? { right: 0, of: 0 }
    const share = `${percent(figure).toFixed(1)} %`.padStart(8)
    const counts = `${figure.right}/${figure.of}`.padStart(9)
    console.log(`  ${name.padEnd(42)}${counts}${share}${`${percent(own).toFixed(1)} %`.padStart(12)}`)
  }
}

/** What figures per record do not show: false alarms, and whether confidence tells right from wrong. */
function printNoticed(messages: readonly Labelled[], readings: readonly Understanding[]): void {
  const harmless = messages.filter((m) => !JSON.stringify([m.expect, m.alt]).includes('"emergency"'))
  const alarmed = harmless.filter((m) => readings[messages.indexOf(m)]?.records.some(isEmergency))
  console.log(`  ${'taken for an emergency, but none'.padEnd(42)}${`${alarmed.length}/${harmless.length}`.padStart(9)}`)
  for (const least of [0.8, 0.7]) {
    const sure = messages.filter((_, i) => (readings[i]?.confidence ?? 0) >= least)
    const right = sure.filter((m) => isRight(m, readings[messages.indexOf(m)])).length
    const coverage = percent({ right: sure.length, of: messages.length }).toFixed(0)
    const accuracy = percent({ right, of: sure.length }).toFixed(1)
    console.log(
      `  ${`confidence ≥ ${least}: covers ${coverage} %, wholly right`.padEnd(42)}${`${accuracy} %`.padStart(17)}`,
    )
  }
}

function isEmergency(record: Understanding['records'][number]): boolean {
  return record.kind === 'incident' && record.urgency === 'emergency'
}

function isRight(message: Labelled, reading: Understanding | undefined): boolean {
  return reading !== undefined && bestChecks(message, reading).some((c) => c.name === WHOLE && c.right)
}

function printErrors(messages: readonly Labelled[], readings: readonly Understanding[]): void {
  messages.forEach((message, i) => {
    const reading = readings[i]
    if (!reading || isRight(message, reading)) return
    const wrong = bestChecks(message, reading).filter((c) => !c.right && c.name !== WHOLE)
    console.log(`\n${message.id} ${message.text}\n  wrong: ${wrong.map((c) => c.name).join(', ')}`)
    console.log(`  want ${JSON.stringify(message.expect)}\n  got  ${JSON.stringify(reading)}`)
  })
}

/** Microseconds per message over ten warm rounds, and a message of 20,000 characters. */
function printSpeed(messages: readonly Labelled[]): void {
  const inputs = messages.map(({ text, sentAt, role }) => ({ text, sentAt: new Date(sentAt), role }))
  const timed = (input: (typeof inputs)[number]): number => {
    const before = performance.now()
    read(input)
    return (performance.now() - before) * 1000
  }
  for (let round = 0; round < 10; round++) inputs.map(timed)
  const times = Array.from({ length: 10 }, () => inputs.map(timed))
    .flat()
    .sort((a, b) => a - b)
  const at = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(0)
  const long = inputs
    .map((i) => i.text)
    .join(' ')
    .repeat(5)
    .slice(0, 20_000)
  const longMs = Math.min(...[1, 2, 3].map(() => timed({ text: long, sentAt: new Date(0), role: 'resident' }))) / 1000
  console.log(
    `\nspeed: median ${at(0.5)} µs, p99 ${at(0.99)} µs per message; ${long.length} characters ${longMs.toFixed(1)} ms`,
  )
}

function printRecorded(): void {
  const before = JSON.parse(readFileSync(RECORDED, 'utf8')) as typeof recorded
  for (const [set, figures] of Object.entries(recorded)) {
    const fallen = Object.entries(figures).filter(([name, share]) => share < (before[set]?.[name] ?? 0))
    for (const [name, share] of fallen) console.log(`fallen: ${set} ${name} ${before[set]?.[name]} → ${share}`)
  }
}
