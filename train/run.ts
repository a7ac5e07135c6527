/**
 * Learns the model of understanding from the labelled messages: `npm run train [-- --check [errors.jsonl]]`, or
 * `npm run train -- --with-corrections` (see `corrections.ts`).
 *
 * `--check` shows what five folds say about messages that were not learnt from, and writes no model; with a file name it
 * keeps there what was read wrongly. `--parts train-a,phrases-0` learns from these parts of the corpus alone, and
 * `--weights <path without its ending>` reads and writes another model than the product's: for trying things out.
 */
import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { packWeights, type Weights } from '../src/understanding/model/artefact.ts'
import { Model } from '../src/understanding/model/model.ts'
import { understand } from '../src/understanding/read.ts'
import type { Understanding } from '../src/understanding/understanding.ts'
import { bestChecks, type Labelled, percent, score } from '../test/eval/score.ts'
import { calibrate } from './calibrate.ts'
import {
  type CorpusMessage,
  corpusPart,
  dangers,
  dataVersion,
  givenMessages,
  labelled,
  PHRASE_PARTS,
  phrases,
  TRAIN_PARTS,
} from './corpus.ts'
import { compare, correctionLessons, presentWeights, told } from './corrections.ts'
import { type Lesson, lessonOfPhrase, lessonsOf, lessonsOfDanger } from './examples.ts'
import { LEARNING, learn, SEED } from './learn.ts'
import { chooseThresholds } from './thresholds.ts'

const FOLDS = 5

interface Studied {
  message: CorpusMessage
  lessons: Lesson[]
}

const { values, positionals } = parseArgs({
  options: {
    check: { type: 'boolean' },
    'with-corrections': { type: 'boolean' },
    parts: { type: 'string' },
    weights: { type: 'string' },
  },
  allowPositionals: true,
})
const started = performance.now()
const out = values.weights
  ? pathToFileURL(values.weights)
  : new URL('../src/understanding/model/weights', import.meta.url)
const parts = chosen(TRAIN_PARTS)
const beside = [...phrases(chosen(PHRASE_PARTS)).map(lessonOfPhrase), ...dangers().flatMap(lessonsOfDanger)]
const studied = [...parts.flatMap(corpusPart), ...givenMessages()].map(
  (message): Studied => ({ message, lessons: lessonsOf(message) }),
)
if (values.check) check(studied, positionals[0])
else if (values['with-corrections']) promote(await correctionLessons(process.env.DATABASE_URL))
else write(learnFrom(studied))
console.log(`${studied.length} messages, ${((performance.now() - started) / 1000).toFixed(1)} s`)

function chosen(all: readonly string[]): string[] {
  const wanted = values.parts?.split(',')
  return all.filter((part) => wanted?.includes(part) ?? true)
}

/** Writes the model that learnt from corrections too, unless something speaks against it; says which, and why. */
function promote(corrections: readonly Lesson[]): void {
  if (corrections.length === 0) {
    console.log('no corrections to learn from: the present model stays')
    return
  }
  const candidate = learnFrom(studied, corrections)
  const comparison = compare(candidate, presentWeights(out))
  console.log(told(comparison, corrections))
  if (comparison.objections.length === 0) write(candidate, corrections.length)
  else process.exitCode = 1
}

function learnFrom(all: readonly Studied[], corrections: readonly Lesson[] = []): Weights {
  return learn({ messages: all.map((s) => s.lessons), beside, corrections })
}

/** What weights learnt without the fold that a message is in make of it: figures of the whole engine, and its errors. */
function check(all: readonly Studied[], errorsFile: string | undefined): void {
  const expectations: Labelled[] = []
  const readings: Understanding[] = []
  for (let fold = 0; fold < FOLDS; fold++) {
    const model = new Model(learnFrom(all.filter((_, i) => i % FOLDS !== fold)))
    for (const { message } of all.filter((_, i) => i % FOLDS === fold)) {
      const { text, sentAt, role } = message
      expectations.push(labelled(message))
      readings.push(understand({ text, sentAt: new Date(sentAt), role }, undefined, model))
    }
  }
  for (const [name, figure] of Object.entries(score(expectations, readings))) {
    console.log(
      `  ${name.padEnd(42)}${`${figure.right}/${figure.of}`.padStart(10)}${percent(figure).toFixed(1).padStart(7)} %`,
    )
  }
  const isEmergency = (text: unknown) => JSON.stringify(text).includes('"emergency"')
  const harmless = expectations.filter((m) => !isEmergency(m.expect))
  const alarmed = expectations.filter((m, i) => !isEmergency(m.expect) && isEmergency(readings[i]))
  console.log(`  false alarms ${alarmed.length}/${harmless.length}`)
  if (errorsFile !== undefined) {
    const lines = expectations.map((m, i) => {
      const wrong = bestChecks(m, readings[i] as Understanding).filter((c) => !c.right)
      return wrong.length > 0 ? JSON.stringify({ wrong: wrong.map((c) => c.name), ...m, got: readings[i] }) : ''
    })
    writeFileSync(errorsFile, lines.filter((line) => line !== '').join('\n'))
  }
}

/** The model, and beside it what it was made of. `correctionCount`: answers of people that it learnt from too. */
function write(weights: Weights, correctionCount = 0): void {
  // What is only tried out need not be as small as what is shipped, which takes longer than learning it.
  const { file, hash } = packWeights(weights, values.weights ? 'quick' : 'small')
  const heldOut = corpusPart('calibration')
  const calibration = calibrate(weights, heldOut)
  const thresholds = chooseThresholds(new Model(weights, calibration), heldOut)
  const made = { data: dataVersion(), messages: studied.length, corrections: correctionCount, seed: SEED, ...LEARNING }
  writeFileSync(new URL(`${out.href}.bin`), file)
  writeFileSync(new URL(`${out.href}.json`), `${JSON.stringify({ hash, calibration, thresholds, ...made }, null, 2)}\n`)
  console.log(`${weights.features.length} features, ${(file.length / 1024).toFixed(0)} KiB, ${hash.slice(0, 16)}`)
}
