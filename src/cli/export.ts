import { Argument, type Command, Option } from 'commander'
import type { Deps } from '../deps.ts'
import { writeTable } from '../documents/table-files.ts'
import { SheetFull } from '../documents/xlsx.ts'
import { addDays, civilDate, instantOf } from '../domain/calendar.ts'
import { SetupError, UserError } from '../errors.ts'
import { coverageTable } from '../store/coverage-table.ts'
import { auditExport, EXPORTS, type ExportName, type ExportQuery, exportTable } from '../store/exports.ts'
import { PACK_FORMS, type PackFormName } from '../store/review-pack.ts'
import { reviewTable } from '../store/review-progress.ts'
import { exportReview } from './review-export.ts'
import { scopeAt } from './scope.ts'
import { withDeps } from './with-deps.ts'

interface ExportOptions {
  format?: 'csv' | 'xlsx' | 'docx'
  out: string
  scope: string
  from?: string
  to?: string
  branch?: string
  kind?: PackFormName
  period?: string
}

/** `export cases|check-ins|coverage|reviews --out FILE`: records as a spreadsheet; `export review`: forms for a meeting. */
export function registerExport(program: Command): void {
  program
    .command('export')
    .description('把记录、责任区覆盖情况或考核进度导出成表格，把考核评议的表写成 Word 或表格；敏感类别的原文不导出')
    .addArgument(new Argument('<what>', 'what to write').choices(EXPORTS))
    .addOption(new Option('--format <format>', 'kind of file').choices(['csv', 'xlsx', 'docx']))
    .requiredOption('--out <file>', 'where to write')
    .option('--scope <path>', '组织路径', '/')
    .option('--from <date>', '上报的第一天')
    .option('--to <date>', '上报的最后一天')
    .option('--branch <name>', 'review：只写这一个支部')
    .addOption(new Option('--kind <kind>', 'review：只写这一种表，不写就是全部').choices(PACK_FORMS))
    .option('--period <period>', 'review：哪个时期，写成 2026、2026-H1 或 2026-Q3')
    .action((what: ExportName, options: ExportOptions) => withDeps((deps) => write(deps, what, options)))
}

async function write(deps: Deps, what: ExportName, options: ExportOptions): Promise<void> {
  try {
    if (what === 'review') await exportReview(deps, { ...options, format: ofForms(options.format) })
    else await writeRecords(deps, what, { ...options, format: ofTables(options.format) })
  } catch (error) {
    if (error instanceof SheetFull)
      throw new UserError('行数太多，xlsx 放不下，请用 --format csv，或用 --from、--to 分段')
    if (error instanceof Error && 'code' in error && 'syscall' in error) {
      throw new SetupError(`写不了文件 ${options.out}（${error.code}），请检查文件夹和权限`, { cause: error })
    }
    throw error
  }
}

function ofForms(format: ExportOptions['format'] = 'docx'): 'docx' | 'xlsx' {
  if (format === 'csv') throw new UserError('考核评议的表只能写成 docx 或 xlsx')
  return format
}

function ofTables(format: ExportOptions['format'] = 'xlsx'): 'csv' | 'xlsx' {
  if (format === 'docx') throw new UserError('这种表格只能写成 csv 或 xlsx')
  return format
}

async function writeRecords(
  deps: Deps,
  what: Exclude<ExportName, 'review'>,
  { format, ...options }: ExportOptions & { format: 'csv' | 'xlsx' },
): Promise<void> {
  const { timezone } = deps.config
  const query: ExportQuery = {
    scope: await scopeAt(deps.db, options.scope),
    from: options.from === undefined ? undefined : startOf(options.from, timezone),
    to: options.to === undefined ? undefined : startOf(options.to, timezone, 1),
    timezone,
    now: deps.now(),
  }
  const count = await writeTable(options.out, { format, ...tableOf(deps, what, query) })
  await auditExport(deps.db, query, { what, count, actor: 'cli', now: deps.now() })
  console.log(`已写入 ${options.out}，共${count}行。`)
}

function tableOf({ db, pool }: Deps, what: Exclude<ExportName, 'review'>, query: ExportQuery) {
  const ofDay = { scope: query.scope, today: civilDate(query.now, query.timezone) }
  if (what === 'coverage') return coverageTable(pool, ofDay)
  return what === 'reviews' ? reviewTable(db, ofDay) : exportTable(db, what, query)
}

function startOf(date: string, timezone: string, daysLater = 0): Date {
  if (!/^\d{4}-\d\d-\d\d$/u.test(date) || Number.isNaN(Date.parse(date))) {
    throw new UserError(`日期“${date}”不对，请写成 2026-01-31`)
  }
  return instantOf(addDays(date, daysLater), '00:00', timezone)
}
