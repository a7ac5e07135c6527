import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Deps } from '../deps.ts'
import { faultLine, type RosterReading, readRoster } from '../documents/roster.ts'
import { readSheet, UnreadableSheet } from '../documents/sheet.ts'
import type { RosterFault } from '../domain/roster.ts'
import { SetupError } from '../errors.ts'
import { type ImportSummary, importRoster } from '../store/roster.ts'
import { withDeps } from './with-deps.ts'

const FAULTS_SHOWN = 50

/** `import FILE`: bring branches, zones and members to what a roster says, all or nothing. */
export function registerImport(program: Command): void {
  program
    .command('import')
    .description('从名册（.xlsx 或 .csv）导入支部、责任区和人员')
    .argument('<file>', '名册文件')
    .option('--dry-run', '只说会改什么，不真的改')
    .action(async (file: string, options: { dryRun?: boolean }) => {
      // What can be seen without a database is said without one.
      const reading = await read(file)
      if (reading.faults.length > 0) return refuse(reading, reading.faults)
      await withDeps((deps) => load(deps, reading, options.dryRun ?? false))
    })
}

async function read(file: string): Promise<RosterReading> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw new SetupError(`打不开文件 ${file}（${cause.code}），请检查路径`, { cause })
  })
  try {
    const reading = readRoster(await readSheet(bytes))
    if (!reading) throw new SetupError('表格的前十行里没有找到“支部”和“姓名”两列，请加上表头')
    if (isEmpty(reading)) throw new SetupError('表格里只有表头，没有一行内容，什么也没有改')
    return reading
  } catch (error) {
    throw error instanceof UnreadableSheet ? new SetupError(error.message, { cause: error }) : error
  }
}

function isEmpty({ roster, faults }: RosterReading): boolean {
  return faults.length === 0 && roster.branches.length === 0 && roster.zones.length === 0 && roster.people.length === 0
}

async function load(deps: Deps, reading: RosterReading, dryRun: boolean): Promise<void> {
  const { timezone } = deps.config
  const outcome = await importRoster(deps.db, reading.roster, {
    seal: deps.seal,
    actor: 'cli',
    now: deps.now(),
    timezone,
    dryRun,
  })
  if (outcome.faults.length > 0) return refuse(reading, outcome.faults)
  for (const header of reading.ignored) console.error(`没有用到这一列：${header}`)
  for (const notice of outcome.notices) console.error(notice)
  console.log(`${dryRun ? '试算，什么也没有改。将要：' : '已导入。'}${summaryLine(outcome.summary)}`)
}

function refuse(reading: RosterReading, faults: readonly RosterFault[]): void {
  for (const fault of faults.slice(0, FAULTS_SHOWN)) console.error(faultLine(fault, reading.columns))
  if (faults.length > FAULTS_SHOWN) console.error(`还有${faults.length - FAULTS_SHOWN}处没有列出`)
  console.error('名册有错，什么也没有改。请改好再导入。')
  process.exitCode = 1
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
