/** Exports as a real spreadsheet program opens them. */
import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeReviewDocx } from '../../src/documents/review-docx.ts'
import { counted, type ReviewForm } from '../../src/documents/review-form.ts'
import { zoneRecord } from '../../src/documents/review-records.ts'
import { writeReviewXlsx } from '../../src/documents/review-xlsx.ts'
import { harmless, writeTable } from '../../src/documents/table-files.ts'
import { FORMULA_PAYLOADS } from '../support/formula-payloads.ts'

const LIMIT_MS = 120_000
const HEADER = ['=1+1', '内容', '位置']
/** Also what a program may take for a number, a date, a truth or one of its own escapes. */
const OTHERS = [
  '0012',
  '1e3',
  '2026-01-02',
  '1/2',
  'TRUE',
  '_x003D_1',
  '_x000D_',
  ' 前后有空 ',
  '<b>&amp;</b>',
  '𠀀😀',
  '',
]
const WORDS = [...FORMULA_PAYLOADS, ...OTHERS]
const ROWS = WORDS.map((words, i) => [`A3-${i}`, words, `在${words}`])

const hasSoffice = isFound()
const run = promisify(execFile)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'zeren-office-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe.skipIf(!hasSoffice)('an export opened by LibreOffice (needs soffice on the PATH)', () => {
  test(
    'as XLSX has no formula, and every text comes back as it was',
    async () => {
      const file = await written('xlsx')
      expect(formulasIn(await converted(file, 'fods'))).toEqual([])
      const asShown = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false'
      const cells: string[][] = parse(await converted(file, asShown))
      expect(cells.map((row) => row.map(tidy))).toEqual([HEADER, ...ROWS].map((row) => row.map(tidy)))
    },
    LIMIT_MS,
  )

  test(
    'as CSV has no formula, even where it is asked to look for numbers, and every text comes back',
    async () => {
      const file = await written('csv')
      const flat = await converted(file, 'fods', '--infilter=CSV:44,34,76,1,,0,false,true')
      expect(formulasIn(flat)).toEqual([])
      const asText = 'CSV:44,34,76,1,1/2/2/2/3/2,0,false,false'
      const cells: string[][] = parse(
        await converted(file, 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false', `--infilter=${asText}`),
      )
      const safe = [HEADER, ...ROWS].map((row) => row.map(harmless))
      expect(cells.map((row) => row.map(tidy))).toEqual(safe.map((row) => row.map(tidy)))
    },
    LIMIT_MS,
  )
})

const FORM: ReviewForm = {
  ...{ title: '半年抽查记录', branch: '幸福支部', facts: [['抽到', counted([zoneRecord('A3')])]] },
  tables: [{ caption: '抽到的责任区', header: ['编号', '意见'], rows: WORDS.map((words, i) => [`A${i}`, words]) }],
  ...{ notes: ['按编号排列'], signatures: ['检查人'] },
}

test.skipIf(!hasSoffice)(
  'forms of reviews as a workbook have no formula, and a sheet for each kind of table (needs soffice on the PATH)',
  async () => {
    const file = path.join(folder, 'export.xlsx')
    await writeReviewXlsx(file, [FORM], { publicUrl: 'https://zeren.example' })
    const flat = await converted(file, 'fods')
    expect(formulasIn(flat)).toEqual([])
    const sheets = ['概况', '抽到的责任区', '依据'].map((name) => `table:name="${name}"`)
    expect(flat.match(/table:name="[^"]*"/g)).toEqual(sheets)
  },
  LIMIT_MS,
)

test.skipIf(!hasSoffice || !opensTexts())(
  'forms of reviews as Word have every word, and numbers that lead to their records (needs LibreOffice Writer)',
  async () => {
    const file = path.join(folder, 'export.docx')
    await writeReviewDocx(file, [FORM, FORM], { publicUrl: 'https://zeren.example' })
    const page = await converted(file, 'html')
    // Latin digits between Chinese signs are of another font, and in an element of their own.
    const text = page.replace(/<[^>]*>/g, '').replace(/\s+/g, '')
    for (const words of ['半年抽查记录', '抽到的责任区', '按编号排列', '〔2〕']) expect(text).toContain(words)
    expect(page).toMatch(/href="#evidence-1"/u)
  },
  LIMIT_MS,
)

async function* rows() {
  yield* ROWS
}

async function written(format: 'csv' | 'xlsx'): Promise<string> {
  const file = path.join(folder, `export.${format}`)
  await writeTable(file, { format, header: HEADER, rows: rows() })
  return file
}

/** The file as LibreOffice writes it anew, in a profile of its own. */
async function converted(file: string, to: string, ...more: string[]): Promise<string> {
  const out = await mkdtemp(path.join(folder, 'out-'))
  const profile = `-env:UserInstallation=${pathToFileURL(path.join(folder, 'profile')).href}`
  await run('soffice', [profile, '--headless', ...more, '--convert-to', to, '--outdir', out, file])
  return readFile(path.join(out, `export.${to.split(':')[0]}`), 'utf8')
}

function formulasIn(flatDocument: string): string[] {
  return flatDocument.match(/table:formula="[^"]*"/g) ?? []
}

/** Line ends as they are read back: several signs of one make one. */
function tidy(cell: string): string {
  return cell.replace(/[\r\n]+/g, '\n')
}

function isFound(): boolean {
  try {
    execFileSync('soffice', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Spreadsheets alone may be installed. */
function opensTexts(): boolean {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'zeren-writer-'))
  const file = path.join(dir, 'probe.rtf')
  writeFileSync(file, '{\\rtf1 probe}')
  const profile = `-env:UserInstallation=${pathToFileURL(path.join(dir, 'profile')).href}`
  execFileSync('soffice', [profile, '--headless', '--convert-to', 'html', '--outdir', dir, file], { stdio: 'ignore' })
  const opened = existsSync(path.join(dir, 'probe.html'))
  rmSync(dir, { recursive: true })
  return opened
}
