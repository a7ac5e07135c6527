/**
 * Prints how well messages are understood, and at what cost: `npm run eval [-- --errors] [-- --record]`.
 *
 * `--errors` lists the messages that are not wholly right, except those of the honest sets. `--record` keeps the figures
 * for the test that guards them and for docs/understanding.md.
 */
import { parseArgs } from 'node:util'
import { artefactTable } from './artefact-facts.ts'
import { calibrationTable, coverageTable } from './certainty.ts'
import { comparisonTable } from './comparison.ts'
import { figuresTable, isWhollyRight, type ReadSet } from './figures.ts'
import { HONEST_SETS, labelledSet, readAll, SETS } from './labelled-sets.ts'
import { mannersTable, readManners, recordManners } from './manners.ts'
import { memoryTable } from './memory.ts'
import { questionsTable } from './questions.ts'
import { fallen, record } from './record.ts'
import { bestChecks, WHOLE } from './score.ts'
import { slices } from './slices.ts'
import { speedTable } from './speed.ts'

const { values: options } = parseArgs({ options: { errors: { type: 'boolean' }, record: { type: 'boolean' } } })
const printed: string[] = []

const sets = SETS.map((name): ReadSet => {
  const messages = labelledSet(name)
  return { name, messages, readings: readAll(messages) }
})
const ofCorpus = sets.filter((s) => s.name === 'calibration' || s.name === 'test')

print(figuresTable('figures, other accepted labels included; ✗: below the goal', sets))
print(figuresTable('figures by the first label alone', sets, true))
print('Of calibration and test together:')
for (const part of slices(ofCorpus)) print(part)
print(mannersTable())
print(calibrationTable(ofCorpus))
print(coverageTable(ofCorpus))
print(questionsTable(sets))
print(comparisonTable(sets))
print(speedTable(sets.flatMap((s) => s.messages)))
print(await memoryTable())
print(artefactTable())
for (const line of fallen(sets)) console.log(line)
if (options.record) {
  record(sets, printed.join('\n\n'))
  recordManners()
}
if (options.errors) {
  for (const set of sets) printErrors(set)
  for (const { message, manner, wrong } of readManners('mended'))
    if (wrong.length > 0) console.log(`\n${manner}: ${message.text}\n  wrong: ${wrong.join(', ')}`)
}

function print(part: string): void {
  printed.push(part)
  console.log(`${part}\n`)
}

function printErrors({ name, messages, readings }: ReadSet): void {
  if (HONEST_SETS.includes(name)) return
  messages.forEach((message, i) => {
    const reading = readings[i]
    if (!reading || isWhollyRight(message, reading)) return
    const wrong = bestChecks(message, reading).filter((c) => !c.right && c.name !== WHOLE)
    console.log(`\n${message.id} ${message.text}\n  wrong: ${wrong.map((c) => c.name).join(', ')}`)
    console.log(`  want ${JSON.stringify(message.expect)}\n  got  ${JSON.stringify(reading)}`)
  })
}
