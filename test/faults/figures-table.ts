/** Gathers the figures of a full run: prints them at its end and writes them into docs/reliability.md. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { type Figure, lineOf } from './figure.ts'

const PAGE = path.resolve(import.meta.dirname, '../../docs/reliability.md')
const BEGIN = '<!-- figures: begin -->'
const END = '<!-- figures: end -->'

/** Of `vitest.faults.config.ts`: where the tests of this run write their figures. */
export function figuresFile(): string {
  return path.join(mkdtempSync(path.join(os.tmpdir(), 'zeren-figures-')), 'figures.jsonl')
}

export function setup(project: TestProject): () => Promise<void> {
  const file = project.config.env.FAULTS_FIGURES
  const startedAt = new Date()
  return async () => {
    if (!file) return
    const figures = readFigures(file)
    rmSync(path.dirname(file), { recursive: true, force: true })
    if (figures.length === 0) return
    console.log(['', ...figures.map(lineOf), ''].join('\n'))
    // A run of some files only says nothing about the rest, so the page keeps the last whole one.
    const { testFiles } = await project.globTestFiles()
    if (project.vitest.state.getFiles().length < testFiles.length) return
    writePage(figures, startedAt)
  }
}

function readFigures(file: string): Figure[] {
  let text = ''
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return []
  }
  const figures = text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Figure]))
  return figures.sort((a, b) => a.mark.localeCompare(b.mark, 'en', { numeric: true }))
}

function writePage(figures: readonly Figure[], startedAt: Date): void {
  const page = readFileSync(PAGE, 'utf8')
  const [before, rest] = [page.indexOf(BEGIN), page.indexOf(END)]
  if (before < 0 || rest < before) throw new Error(`${PAGE} has no place for the figures`)
  writeFileSync(PAGE, `${page.slice(0, before)}${BEGIN}\n${tableOf(figures, startedAt)}\n${page.slice(rest)}`)
}

function tableOf(figures: readonly Figure[], startedAt: Date): string {
  const minutes = ((Date.now() - startedAt.getTime()) / 60_000).toFixed(1)
  const [cpu] = os.cpus()
  const memoryGb = Math.round(os.totalmem() / 2 ** 30)
  const passed = figures.filter((f) => f.ok).length
  const rows = figures.map((f) =>
    [f.mark, f.what, f.size ?? '', f.reached, f.pass, f.ok ? 'yes' : '**no**'].map(cell).join(' | '),
  )
  return [
    `Run of ${startedAt.toISOString().slice(0, 10)}: ${os.cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}), ` +
      `${memoryGb} GB, ${os.type()}, node ${process.version}; ${minutes} minutes; ${passed} of ${figures.length} passed.`,
    '',
    '| | what was done and measured | size | reached | pass figure | passed |',
    '|---|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
