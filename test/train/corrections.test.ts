import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keepExamples, type LearningExample } from '../../src/store/learning-examples.ts'
import { exampleOf } from '../../src/understanding/kept-example.ts'
import { model } from '../../src/understanding/model/weights.ts'
import { compare, correctionLessons, lessonOf, presentWeights, told } from '../../train/corrections.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const MODEL = new URL('../../src/understanding/model/weights', import.meta.url)
const MESSAGE = { text: '3号楼2单元楼道灯坏了', sentAt: new Date('2026-11-22T09:00:00+08:00'), role: 'member' } as const

function example(changes: Partial<LearningExample> = {}) {
  const found = exampleOf(model, 'category', MESSAGE)
  if (!found) throw new Error('nothing is known of the message')
  return { ...found, final: 'environment', ...changes }
}

describe('a lesson from a correction', () => {
  test('has every feature once, with the value that it had', () => {
    const { features, values } = example()
    const lesson = lessonOf(example())
    const told = lesson?.question.letters.flatMap(({ ids, value }) => ids.map((id) => [id, value] as const)) ?? []
    expect(told.sort(([a], [b]) => a - b)).toEqual(features.map((f, i) => [f, values[i]]))
    expect([lesson?.head, lesson?.answer]).toEqual(['category', 'environment'])
  })

  test('never teaches to overlook an emergency, nor an answer that there is not', () => {
    expect(lessonOf(example({ head: 'urgency', predicted: 'emergency', final: 'normal' } as never))).toBeNull()
    expect(lessonOf(example({ final: 'gone' }))).toBeNull()
  })
})

describe('from a database', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await testDatabase()
  })
  afterAll(() => database.drop())

  test('of one teller no more than twenty are read', async () => {
    const { pool, rootOrganisationId: organisationId } = database
    const kept = (teller: string): LearningExample => ({ ...example(), organisationId, teller, learntOn: '2026-11-22' })
    await keepExamples(pool, [...Array.from({ length: 30 }, () => kept('one')), kept('other')])
    expect(await correctionLessons(database.connectionString)).toHaveLength(21)
  })

  test('that nobody named, nothing is read', async () => {
    await expect(correctionLessons(undefined)).rejects.toThrow('DATABASE_URL')
  })
})

describe('a candidate', () => {
  const present = presentWeights(MODEL)

  test('that reads all as before is not objected to', () => {
    const comparison = compare(present, present)
    expect(comparison.objections.filter((line) => !line.includes('emergencies'))).toEqual([])
    expect(comparison.moved).toEqual(['dev', 'own', 'calibration'].map((name) => `${name}: no figure moved`))
  })

  test('that reads worse is, and so is one that overlooks dangers; the report says which', () => {
    const blind = { ...present, features: present.features.map((feature) => feature + 0.5) }
    const comparison = compare(blind, present)
    expect(comparison.objections).toContainEqual(expect.stringMatching(/^dev: category \d/))
    expect(comparison.objections).toContainEqual(expect.stringMatching(/^(dev|own): \d+ emergencies are not seen$/))
    const report = told(comparison, [])
    expect(report).toMatch(/^refused: the present model stays/m)
    for (const objection of comparison.objections) expect(report).toContain(objection)
  })
})
