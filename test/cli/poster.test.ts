import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { printPosters } from '../../src/cli/poster.ts'
import { type DigestWorld, digestWorld } from '../support/digest-world.ts'
import { readPdf } from '../support/pdf.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,上级组织
第一支部,A3,东区,社区,3号楼,张建国,党员,/东山街道
第一支部,A4,西区,社区,5号楼,王卫东,党员,
第一支部,B1,广场,社区,广场,牛爱民,党员,/西山街道
空支部,,,,,马向前,书记,/西山街道`

let world: DigestWorld
let folder: string
beforeAll(async () => {
  world = await digestWorld(ROSTER)
  folder = await mkdtemp(path.join(os.tmpdir(), 'zeren-posters-'))
})
afterAll(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
  await world.deps.close()
})

const usual = { scope: '/', size: 'A4', script: 'zh-Hans' } as const

test('all posters of a branch come in one archive, each told as it is drawn', async () => {
  const told = vi.spyOn(console, 'error').mockReturnValue()
  const said = vi.spyOn(console, 'log').mockReturnValue()
  const out = path.join(folder, '海报.zip')
  await printPosters(world.deps, { ...usual, branch: '第一支部', scope: '/东山街道', out })
  expect(told.mock.calls.flat().slice(0, 2)).toEqual(['1/2 A3 东区', '2/2 A4 西区'])
  expect(said.mock.calls.flat().join()).toContain('共2张')
  const files = unzipSync(await readFile(out))
  expect(Object.keys(files)).toEqual(['A3 东区.pdf', 'A4 西区.pdf'])
  expect((await readPdf(files['A4 西区.pdf'] ?? new Uint8Array())).text).toContain('王同志')
})

test.each([
  ['http://127.0.0.1:3000', true],
  ['http://localhost:3000', true],
  ['https://zeren.example.cn', false],
])(
  'codes that lead to %s: whoever prints them is warned where nobody else could open it',
  async (publicUrl, warned) => {
    const told = vi.spyOn(console, 'error').mockReturnValue()
    told.mockClear()
    vi.spyOn(console, 'log').mockReturnValue()
    const deps = { ...world.deps, config: { ...world.deps.config, publicUrl } }
    const out = path.join(folder, 'warned.zip')
    await printPosters(deps, { ...usual, branch: '第一支部', scope: '/西山街道', out })
    expect(told.mock.calls.flat().some((line) => String(line).includes('PUBLIC_URL'))).toBe(warned)
  },
)

test.each([
  ['没有的支部', '/', '没有支部“没有的支部”'],
  ['第一支部', '/', '请加 --scope：/东山街道、/西山街道'],
  ['空支部', '/', '还没有责任区'],
])('what cannot be printed is said: %s', async (branch, scope, words) => {
  const out = path.join(folder, 'none.zip')
  await expect(printPosters(world.deps, { ...usual, branch, scope, out })).rejects.toThrow(words)
})

test('a folder that is not there is said', async () => {
  vi.spyOn(console, 'error').mockReturnValue()
  const out = path.join(folder, 'none', 'posters.zip')
  await expect(printPosters(world.deps, { ...usual, branch: '第一支部', scope: '/西山街道', out })).rejects.toThrow(
    '写不了文件',
  )
})
