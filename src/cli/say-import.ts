/** What an import says of itself: faults and remarks to standard error, results to standard output. */
import { faultLine, type RosterReading } from '../documents/roster.ts'
import type { RosterFault } from '../domain/roster.ts'
import type { ImportOutcome, ImportSummary } from '../store/roster.ts'
import { printRow } from './rows.ts'

const FAULTS_SHOWN = 50
const NOTICES_SHOWN = 30

/** Say what is wrong, cell by cell, and end with code 1. */
export function refuseImport(reading: RosterReading, faults: readonly RosterFault[]): void {
  for (const fault of faults.slice(0, FAULTS_SHOWN)) console.error(faultLine(fault, reading.columns))
  if (faults.length > FAULTS_SHOWN) console.error(`还有${faults.length - FAULTS_SHOWN}处没有列出`)
  console.error('名册有错，什么也没有改。请改好再导入。')
  process.exitCode = 1
}

/** Say what was done, or would be. */
export function sayOutcome(reading: RosterReading, outcome: ImportOutcome, { dryRun }: { dryRun: boolean }): void {
  sayNotices(reading, outcome)
  if (outcome.tooManyLeave) sayTooManyLeave(outcome.tooManyLeave)
  if (outcome.tooManyLeave && !dryRun) return
  console.log(`${dryRun ? '试算，什么也没有改。将要：' : '已导入。'}${summaryLine(outcome.summary)}`)
}

function sayNotices(reading: RosterReading, outcome: ImportOutcome): void {
  for (const header of reading.ignored) console.error(`没有用到这一列：${header}`)
  const notices = [...reading.notices, ...outcome.notices]
  for (const notice of notices.slice(0, NOTICES_SHOWN)) console.error(notice)
  if (notices.length > NOTICES_SHOWN) console.error(`还有${notices.length - NOTICES_SHOWN}条没有列出`)
}

function sayTooManyLeave({ count, of }: NonNullable<ImportOutcome['tooManyLeave']>): void {
  console.error(`现有${of}人，这份名册里少了${count}人。名册要写全支部所有的人，没写的人就会离开。`)
  console.error('什么也没有改。先用 --preview 看看是谁；确实都要离开，就加 --end-many。')
  process.exitCode = 1
}

/** One line per row of the file, in its order, then who is no longer in it. With faults the latter is not known. */
export function sayPreview(reading: RosterReading, outcome: ImportOutcome): void {
  sayNotices(reading, outcome)
  const faults = [...reading.faults, ...outcome.faults]
  const faulty = new Set(faults.map((f) => f.row))
  const lines = [
    ...faults.map((fault) => ({ row: fault.row, cells: ['有错', faultLine(fault, reading.columns)] })),
    ...reading.rows
      .filter(({ row }) => !faulty.has(row))
      .map(({ row, label }) => ({ row, cells: fateOf(outcome.changes?.rows.get(row), label) })),
  ]
  for (const { row, cells } of lines.sort((a, b) => a.row - b.row)) printRow(`第${row}行`, ...cells)
  if (faults.length > 0) {
    console.error(`${faulty.size}行有错，这样不能导入。请改好再试。`)
    process.exitCode = 1
    return
  }
  for (const line of outcome.changes?.ended ?? []) printRow('不在名册', '结束', line)
  if (outcome.tooManyLeave) sayTooManyLeave(outcome.tooManyLeave)
  console.log(`试算，什么也没有改。将要：${summaryLine(outcome.summary)}`)
}

type Change = NonNullable<ImportOutcome['changes']>['rows'] extends ReadonlyMap<number, infer T> ? T : never

function fateOf(change: Change | undefined, label: string): string[] {
  if (!change) return ['不变', label]
  return [change.isNew ? '新增' : '更新', label, change.told.join('；')]
}

function summaryLine(s: ImportSummary): string {
  const parts: [number, string][] = [
    [s.organisations, '新增组织'],
    [s.branches, '新增支部'],
    [s.zones.added, '新增责任区'],
    [s.zones.changed, '更新责任区'],
    [s.people.added, '新增人员'],
    [s.people.changed, '更新人员'],
    [s.people.left, '离开名册'],
    [s.bound, '绑定账号'],
    [s.assignments.added, '新增分工'],
    [s.assignments.changed, '更新分工'],
    [s.assignments.ended, '结束分工'],
  ]
  const told = parts.filter(([count]) => count > 0).map(([count, what]) => `${what}${count}`)
  return told.length === 0 ? '和现有的一样，没有变化。' : `${told.join('，')}。`
}
