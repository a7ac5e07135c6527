/** Corrections from the chat to the next model: messages, cards and answers, the errand, the database, the training program. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { runErrands } from '../../src/jobs/errands.ts'
import { keepExamples, type LearningExample } from '../../src/store/learning-examples.ts'
import { exampleOf } from '../../src/understanding/kept-example.ts'
import { type Feature, gramsOf } from '../../src/understanding/model/features.ts'
import { LETTERS_VALUE } from '../../src/understanding/model/questions.ts'
import { model } from '../../src/understanding/model/weights.ts'
import { isEmergency } from '../eval/figures.ts'
import { labelledSet, TUNED_SETS } from '../eval/labelled-sets.ts'
import { type WecomWorld, wecomWorld } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,备用
幸福支部,A3,东区,社区,3号楼,张建国,党员,zhangjianguo,
幸福支部,A3,东区,社区,3号楼,赵敏,党员,zhaomin,是
幸福支部,A3,东区,社区,3号楼,孙丽华,党员,sunlihua,是
幸福支部,,,,,陈书华,书记,chenshuhua,
`
/** A small part of what the product's model learns from: seconds instead of a minute. */
const SMALL = ['--parts', 'train-z,phrases-0']

/** What was told with something personal in it, and how its card was answered. */
const TOLD: readonly (readonly [text: string, ...answers: string[]])[] = [
  ['3号楼2单元501室门口的灯坏了，找赵小梅13812345678', '对'],
  ['3号楼五零一室王翠花家楼下垃圾堆成山，我叫孙丽华', '对'],
  ['3号楼1单元下水道堵了，微信号 sunlihua_1980', '对'],
  ['今天在3号楼走访了李大爷和周玉兰两户', '对'],
  ['3号楼门口减速带翘起来了，联系人刘志强 010-62345678', '类别改成公共设施', '对'],
]
/** Below are letters and syllables. */
const NAMES_FROM = 2 ** 52
const PERSONAL = ['赵小梅', '王翠花', '孙丽华', '周玉兰', '刘志强', '五零一', 'sunlihua']

let world: WecomWorld
let folder: string
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })
beforeAll(async () => {
  world = await wecomWorld(ROSTER)
  folder = mkdtempSync(path.join(os.tmpdir(), 'zeren-train-'))
  expect((await train()).code).toBe(0)
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await world.close()
})

/** `npm run train` with the small part, on the model of this test. */
function train(...args: string[]): Promise<{ code: number; said: string }> {
  const program = [...['--import', 'tsx', 'train/run.ts'], ...SMALL, '--weights', path.join(folder, 'weights'), ...args]
  const env = { ...process.env, DATABASE_URL: world.deps.database.connectionString }
  return new Promise((resolve) =>
    execFile(process.execPath, program, { env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), said: stdout + stderr }),
    ),
  )
}

function madeOf(): { hash: string; corrections: number } {
  return JSON.parse(readFileSync(path.join(folder, 'weights.json'), 'utf8'))
}

async function says(account: string, ...texts: string[]): Promise<void> {
  for (const text of texts) await world.says(account, text)
}

/** More people say what was said. */
async function saidByMany(peopleCount: number): Promise<void> {
  await world.deps.pool.query(
    `insert into learning_examples (organisation_id, head, features, "values", predicted, final, teller, learnt_on)
     select organisation_id, head, features, "values", predicted, final, teller || n, learnt_on
       from learning_examples, generate_series(1, $1) n`,
    [peopleCount],
  )
}

test('before anybody answered a card there is nothing to learn', async () => {
  const before = madeOf()
  const { code, said } = await train('--with-corrections')
  expect({ code, said }).toEqual({ code: 0, said: expect.stringContaining('no corrections to learn from') })
  expect(madeOf()).toEqual(before)
})

test('what people confirmed and corrected makes a model that is promoted, and nothing personal was kept for it', async () => {
  for (const [text, ...answers] of TOLD) await says('zhaomin', text, ...answers)
  await runErrands(world.deps)
  const { rows } = await world.deps.pool.query<{ head: string; features: string[]; predicted: string; final: string }>(
    'select * from learning_examples',
  )
  expect(new Set(rows.map((row) => row.head))).toEqual(new Set(['category', 'urgency', 'state', 'activity']))
  expect(rows.filter((row) => row.predicted !== row.final)).not.toEqual([])

  const kept = new Set(rows.flatMap((row) => row.features.map(Number)))
  const tellTale = (feature: Feature) => feature > 2 ** 32
  for (const words of PERSONAL)
    expect(
      gramsOf(words, 0, words.length)
        .filter(tellTale)
        .filter((f) => kept.has(f)),
      words,
    ).toEqual([])
  const apart = JSON.stringify(rows.map(({ features, ...row }) => row))
  expect(apart).not.toMatch(/[\u4e00-\u9fff]|zhaomin|1381234|6234567/)

  const before = madeOf()
  const { code, said } = await train('--with-corrections')
  expect(code, said).toBe(0)
  expect(said).toMatch(/^\d+ corrections \(.*category \d+.*activity \d+/m)
  expect(said).toMatch(/^promoted: of \d+ figures none fell, and all \d+ emergencies of dev and own are seen$/m)
  expect(madeOf()).toMatchObject({ corrections: rows.length })
  expect(madeOf().hash).not.toBe(before.hash)
})

test('where many people correct what was right, the candidate is refused with the figures that fell', async () => {
  await world.deps.pool.query('delete from learning_examples')
  for (const fault of ['路灯不亮了', '下水道堵了', '电梯停了', '垃圾堆着没人收', '半夜装修太吵', '车堵在路口'])
    await says('sunlihua', `3号楼${fault}`, '类别改成林木保护', '对')
  await runErrands(world.deps)
  await saidByMany(200)
  const before = madeOf()
  const { code, said } = await train('--with-corrections')
  expect(code, said).toBe(1)
  expect(said).toMatch(/^refused: the present model stays, because\n/m)
  expect(said).toMatch(/^ {2}(dev|own|calibration): category \d+\.\d → \d+\.\d$/m)
  expect(madeOf()).toEqual(before)
})

test('one that no longer sees an emergency is refused, whatever the database holds', async () => {
  const { pool, rootOrganisationId: organisationId } = world.deps.database
  await pool.query('delete from learning_examples')
  const dangers = TUNED_SETS.flatMap((name) => labelledSet(name)).filter(isEmergency)
  // With single letters, which no example of ours has: what we keep ourselves does not talk the model out of a danger.
  const harmless = dangers.map(({ text, sentAt, role }, i): LearningExample => {
    const example = exampleOf(model, 'urgency', { text, sentAt: new Date(sentAt), role })
    const letters = gramsOf(text, 0, text.length)
    const value = LETTERS_VALUE / Math.sqrt(letters.length)
    const names = example?.features.flatMap((f, at) => (f >= NAMES_FROM ? [[f, example.values[at] ?? 1] as const] : []))
    const told = [...letters.map((f) => [f, value] as const), ...(names ?? [])].sort(([f], [g]) => f - g)
    const said = { head: 'urgency', predicted: 'urgent', final: 'normal', teller: `${i}-` } as const
    const [features, values] = [told.map(([feature]) => feature), told.map(([, weight]) => weight)]
    return { ...said, organisationId, features, values, learntOn: '2026-11-18' }
  })
  await keepExamples(pool, harmless)
  await saidByMany(60)
  const before = madeOf()
  const { code, said } = await train('--with-corrections')
  expect(code, said).toBe(1)
  expect(said).toMatch(/^refused: the present model stays, because\n/m)
  expect(said).toMatch(/^ {2}(dev|own): \d+ emergencies are not seen$/m)
  expect(madeOf()).toEqual(before)
})
