import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { registerReview } from '../../src/cli/review.ts'
import { freezeList } from '../../src/domain/review/frozen-list.ts'
import { drawZones, reserveFor } from '../../src/domain/review/sample.ts'
import { type SeedPhrase, seedOf } from '../../src/domain/review/seed.ts'
import type { ReviewRecord } from '../../src/domain/review/verify.ts'
import { listOf, zone } from '../domain/review/lists.ts'

const { list, hash } = freezeList({
  ...listOf(Array.from({ length: 10 }, (_, i) => zone(`A${i}`))),
  people: [{ id: 'p1', roles: ['branch_secretary'], zoneCodes: ['A0'] }],
})
const phrases: SeedPhrase[] = [
  { role: 'secretary', personId: 'p1', phrase: '春风又绿江南岸', saidAt: new Date('2026-06-01T02:00:00Z') },
  { role: 'second', personId: 'p2', phrase: '今日气温 26 度', saidAt: new Date('2026-06-02T02:00:00Z') },
]
const seed = seedOf(hash, phrases)
const sample = drawZones(list, seed)
const codes = sample.map(({ code }) => code)
const [gone = ''] = codes
const next = reserveFor(gone, list, seed, codes)[0] ?? ''
const record: ReviewRecord = {
  ...{
    format: 'zone-review/1',
    list,
    listHash: hash,
    listToldAt: new Date('2026-06-01T01:00:00Z'),
    phrases,
    seed,
    sample,
  },
  drawnAt: new Date('2026-06-02T02:00:00Z'),
  replacements: [{ code: gone, by: next, reason: '责任区已经合并', at: new Date('2026-06-03T02:00:00Z') }],
}

let file: string
const printed: string[] = []
beforeEach(async () => {
  file = path.join(await mkdtemp(path.join(os.tmpdir(), 'zeren-review-')), '抽查.json')
  printed.length = 0
  vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text))
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(path.dirname(file), { recursive: true })
})

async function verify(text: string): Promise<string[]> {
  await writeFile(file, text)
  const program = new Command().exitOverride()
  registerReview(program)
  await program.parseAsync(['review', 'verify', file], { from: 'user' })
  return printed
}

test('draws again from a record and says that it fits, without a database', async () => {
  const lines = await verify(`\uFEFF${JSON.stringify(record)}`)
  expect(lines).toEqual([
    '抽查记录对得上：2026-H1，10个责任区抽2个，每个被抽到的机会都是10分之2。',
    `名单指纹 ${hash}`,
    `种子 ${seed}`,
    `抽到：${codes.join('、')}`,
    `${gone} 换成 ${next}，原因：责任区已经合并`,
  ])
})

test('says all that does not fit', async () => {
  const wrong = {
    ...record,
    list: { ...list, sharePercent: 21 },
    phrases: phrases.map((one) => ({ ...one, personId: 'p1', saidAt: new Date('2026-05-31T02:00:00Z') })),
    seed: '0'.repeat(64),
    sample: [],
    replacements: [{ ...record.replacements[0], reason: '' }],
  }
  const said = await verify(JSON.stringify(wrong)).catch((error: Error) => error.message)
  expect(said).toMatch(/^抽查记录对不上/u)
  for (const part of ['名单被改过', '两个人各说一句', '先公布名单', '种子不是', '应有 A', `${gone} 的替换不对`]) {
    expect(said).toContain(part)
  }
})

test.each([
  ['这不是抽查记录文件', 'A1,A2'],
  ['这不是完整的抽查记录：seed 不对', JSON.stringify({ ...record, seed: 'abc' })],
  ['这不是完整的抽查记录：整个文件 不对', JSON.stringify({ ...record, note: '多出来的' })],
  [
    '这不是完整的抽查记录：list.zones.0.kind 不对',
    JSON.stringify({ ...record, list: { ...list, zones: [{ ...zone('A1'), kind: 'x' }] } }),
  ],
])('a file that is no record is refused: %s', async (message, text) => {
  await expect(verify(text)).rejects.toThrow(message)
})
