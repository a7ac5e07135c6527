import { Argument, type Command, Option } from 'commander'
import type { Deps } from '../deps.ts'
import { writeTable } from '../documents/table-files.ts'
import { SheetFull } from '../documents/xlsx.ts'
import { addDays, civilDate, instantOf } from '../domain/calendar.ts'
import { SetupError, UserError } from '../errors.ts'
import { coverageTable } from '../store/coverage-table.ts'
import { auditExport, EXPORTS, type ExportName, type ExportQuery, exportTable } from '../store/exports.ts'
import { scopeAt } from './scope.ts'
import { withDeps } from './with-deps.ts'

interface ExportOptions {
  format: 'csv' | 'xlsx'
  out: string
  scope: string
  from?: string
  to?: string
}

/** `export cases|check-ins|coverage --format csv|xlsx --out FILE`: records as a spreadsheet. */
export function registerExport(program: Command): void {
  program
    .command('export')
    .description('把记录或责任区覆盖情况导出成表格，敏感类别的原文不导出')
    .addArgument(new Argument('<what>', 'what to write').choices(EXPORTS))
    .addOption(new Option('--format <format>', 'kind of file').choices(['csv', 'xlsx']).default('xlsx'))
    .requiredOption('--out <file>', 'where to write')
    .option('--scope <path>', '组织路径', '/')
    .option('--from <date>', '上报的第一天')
    .option('--to <date>', '上报的最后一天')
    .action((what: ExportName, options: ExportOptions) => withDeps((deps) => write(deps, what, options)))
}

async function write(deps: Deps, what: ExportName, options: ExportOptions): Promise<void> {
  const { timezone } = deps.config
  const query: ExportQuery = {
    scope: await scopeAt(deps.db, options.scope),
    from: options.from === undefined ? undefined : startOf(options.from, timezone),
    to: options.to === undefined ? undefined : startOf(options.to, timezone, 1),
    timezone,
    now: deps.now(),
  }
  try {
    const today = civilDate(query.now, timezone)
    const table =
      what === 'coverage' ? coverageTable(deps.pool, { scope: query.scope, today }) : exportTable(deps.db, what, query)
    const count = await writeTable(options.out, { format: options.format, ...table })
    await auditExport(deps.db, query, { what, count, actor: 'cli', now: deps.now() })
    console.log(`已写入 ${options.out}，共${count}行。`)
  } catch (error) {
    if (error instanceof SheetFull)
      throw new UserError('行数太多，xlsx 放不下，请用 --format csv，或用 --from、--to 分段')
    if (error instanceof Error && 'code' in error && 'syscall' in error) {
      throw new SetupError(`写不了文件 ${options.out}（${error.code}），请检查文件夹和权限`, { cause: error })
    }
    throw error
  }
}

function startOf(date: string, timezone: string, daysLater = 0): Date {
  if (!/^\d{4}-\d\d-\d\d$/u.test(date) || Number.isNaN(Date.parse(date))) {
    throw new UserError(`日期“${date}”不对，请写成 2026-01-31`)
  }
  return instantOf(addDays(date, daysLater), '00:00', timezone)
}
