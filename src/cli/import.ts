import type { Command } from 'commander'
import type { Deps } from '../deps.ts'
import { type RosterReading, readRoster } from '../documents/roster.ts'
import { schemeOf } from '../documents/scheme-list.ts'
import { readSheets, UnreadableSheet } from '../documents/sheet.ts'
import { SCHEMES, type Scheme } from '../domain/review/vocabulary.ts'
import { SetupError } from '../errors.ts'
import { type ImportOutcome, importRoster } from '../store/roster.ts'
import { type DirectoryOptions, importFromDirectory, levelNamed, platformNamed } from './import-directory.ts'
import { refuseImport, sayOutcome, sayPreview } from './say-import.ts'
import { loadScheme, readSchemeFile, schemeNamed, writeSchemeTemplate } from './scheme-import.ts'
import { readSheetFile } from './sheet-file.ts'
import { writeRosterTemplate } from './templates.ts'
import { withDeps } from './with-deps.ts'

interface ImportOptions {
  branch?: string
  sheet?: string
  preview?: boolean
  dryRun?: boolean
  endMany?: boolean
  template?: boolean
  scheme?: Scheme
  scope: string
}

/**
 * `import FILE`: bring branches, zones and members to what a roster says, all or nothing; `import --from PLATFORM`:
 * take branches and members over from the platform's directory.
 */
export function registerImport(program: Command): void {
  program
    .command('import')
    .description('从名册（.xlsx 或 .csv）导入支部、责任区和人员，或从平台的通讯录导入支部和人员')
    .argument('[file]', '名册文件')
    .option('--from <platform>', '不读文件，从 wecom（企业微信）或 dingtalk（钉钉）的通讯录导入', platformNamed)
    .option('--branch-depth <level>', '通讯录里第几层部门是支部；不写就按名字，以“支部”结尾的都是', levelNamed)
    .option('--scheme <scheme>', '不是名册，是 star_household、member_post 或 member_target 的表', schemeNamed)
    .option('--scope <path>', '和 --scheme 一起用：支部在哪个组织里', '/')
    .option('--template', '不导入，只写一份空白的模板')
    .option('--branch <name>', '名册里没有“支部”一列时，写明是哪个支部')
    .option('--sheet <name>', '工作簿里有几张表时，写明读哪一张')
    .option('--preview', '逐行列出会改什么，不真的改')
    .option('--dry-run', '只说总共会改多少，不真的改')
    .option('--end-many', '确认名册里少了的人都要离开')
    .action(async (file: string | undefined, { from, ...options }: ImportOptions & Partial<DirectoryOptions>) => {
      if (file === undefined && from !== undefined) return importFromDirectory({ ...options, from })
      if (file === undefined || from !== undefined) {
        throw new SetupError('请写名册文件，或者用 --from 写明从哪个平台的通讯录导入，两样只写一样')
      }
      if (options.scheme !== undefined) return importSchemeFile(file, { ...options, scheme: options.scheme })
      if (options.template) return writeRosterTemplate(file)
      // What can be seen without a database is said without one.
      const reading = await readFileAsRoster(file, options)
      if (reading.faults.length > 0 && !options.preview) return refuseImport(reading, reading.faults)
      await withDeps((deps) => load(deps, reading, options))
    })
}

async function importSchemeFile(file: string, options: ImportOptions & { scheme: Scheme }): Promise<void> {
  const { scheme, scope } = options
  if (options.template) return writeSchemeTemplate(file, scheme)
  const reading = await readSchemeFile(file, scheme)
  await withDeps((deps) =>
    loadScheme(deps, reading, { scheme, scope, dryRun: Boolean(options.dryRun || options.preview) }),
  )
}

/** @throws SetupError when the file is no roster */
async function readFileAsRoster(file: string, options: ImportOptions): Promise<RosterReading> {
  const bytes = await readSheetFile(file)
  try {
    return readBook(bytes, options)
  } catch (error) {
    throw error instanceof UnreadableSheet ? new SetupError(error.message, { cause: error }) : error
  }
}

/** The first sheet that is a roster; others that are one too are named, not read. */
function readBook(bytes: Buffer, { branch, sheet }: ImportOptions): RosterReading {
  let found: RosterReading | null = null
  const names: string[] = []
  for (const { name, rows } of readSheets(bytes)) {
    names.push(name)
    if (sheet !== undefined && name !== sheet) continue
    const reading = readRoster(rows, { branch: branch ?? null })
    if (!reading) continue
    // Read as a roster, whoever does not stand in it would leave.
    const scheme = schemeOf(rows)
    if (scheme) throw new SetupError(`这是${SCHEMES[scheme]}的表，不是名册。请加上 --scheme ${scheme} 再导入`)
    if (!found) found = reading
    else found.notices.push(`工作表“${name}”也像名册，没有读。要导入它，请加 --sheet ${name}`)
  }
  if (sheet !== undefined && !names.includes(sheet)) {
    throw new SetupError(`没有工作表“${sheet}”，有 ${names.join('、')}`)
  }
  if (!found) {
    const needed =
      branch === undefined ? '“支部”和“姓名”两列，请加上表头。只有一个支部时可以写 --branch 支部名称' : '“姓名”一列'
    throw new SetupError(`表格的前十行里没有找到${needed}`)
  }
  if (isEmpty(found)) throw new SetupError('表格里只有表头，没有一行内容，什么也没有改')
  return found
}

function isEmpty({ roster, faults }: RosterReading): boolean {
  return faults.length === 0 && roster.branches.length === 0 && roster.zones.length === 0 && roster.people.length === 0
}

/** Below this nobody waits. */
const MANY_ROWS = 2_000

async function load(deps: Deps, reading: RosterReading, options: ImportOptions): Promise<void> {
  const many = reading.roster.assignments.length > MANY_ROWS
  if (many) console.error(`读出${reading.roster.people.length}人，正在与现有的名册核对……`)
  const outcome: ImportOutcome = await importRoster(deps.db, reading.roster, {
    ...{ seal: deps.seal, actor: 'cli', now: deps.now(), timezone: deps.config.timezone },
    dryRun: Boolean(options.dryRun || options.preview),
    manyMayLeave: options.endMany ?? false,
    ...(many && { onProgress: (what, done, of) => console.error(`正在写入${what}：${done}/${of}`) }),
  })
  if (options.preview) return sayPreview(reading, outcome)
  if (outcome.faults.length > 0) return refuseImport(reading, outcome.faults)
  sayOutcome(reading, outcome, { dryRun: options.dryRun ?? false })
}
