import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { writeRosterTemplate } from '../../src/cli/templates.ts'
import { readRoster } from '../../src/documents/roster.ts'
import { readSheets } from '../../src/documents/sheet.ts'
import { ROSTER_FIELDS } from '../../src/domain/roster.ts'

let folder: string
beforeAll(async () => {
  vi.spyOn(console, 'log').mockReturnValue()
  folder = await mkdtemp(path.join(os.tmpdir(), 'zeren-templates-'))
})
afterAll(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

test.each(['名册.xlsx', '名册.csv'])(
  'the template %s has all columns, and its examples are imported by nobody',
  async (name) => {
    const file = path.join(folder, name)
    await writeRosterTemplate(file)
    const [sheet] = readSheets(await readFile(file))
    const reading = readRoster([...(sheet?.rows ?? []), ['第一支部', 'A1', '', '', '', '王芳']])
    expect(reading?.columns).toMatchObject({ headerRow: 0, ignored: [] })
    expect(Object.keys(reading?.columns.at ?? {})).toHaveLength(Object.keys(ROSTER_FIELDS).length)
    expect(reading?.faults).toEqual([])
    expect(reading?.roster.people.map((p) => p.name)).toEqual(['王芳'])
  },
)

test('a file that is there is not written over', async () => {
  const file = path.join(folder, 'mine.xlsx')
  await writeFile(file, 'my work')
  await expect(writeRosterTemplate(file)).rejects.toThrow('已经有')
  expect((await stat(file)).size).toBe(7)
})

test('other endings are refused', async () => {
  await expect(writeRosterTemplate(path.join(folder, 'roster.doc'))).rejects.toThrow('.xlsx 或 .csv')
})
