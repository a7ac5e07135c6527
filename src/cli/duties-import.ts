import type { Command } from 'commander'
import { todayOf } from '../deps.ts'
import { DUTY_HEADERS, readDutyList } from '../documents/duty-list.ts'
import { readSheets, UnreadableSheet } from '../documents/sheet.ts'
import { ZONE_KINDS, type ZoneKind } from '../domain/vocabulary.ts'
import { SetupError, UserError } from '../errors.ts'
import { branchNamed } from '../store/branches.ts'
import { type DutyImport, importDuties } from '../store/duty-imports.ts'
import { scopeAt } from './scope.ts'
import { readSheetFile } from './sheet-file.ts'
import { writeTemplate } from './templates.ts'
import { withDeps } from './with-deps.ts'

interface Told {
  branch?: string
  kind: string
  scope: string
  preview?: boolean
  template?: boolean
}

/** `duties import FILE`: the duties that an office or a firm drew up for itself, from a spreadsheet. */
export function registerDutiesImport(duties: Command): void {
  duties
    .command('import')
    .description('从表格（.xlsx 或 .csv）导入支部自己定的职责；表格里没有的自定职责，从今天起取消')
    .argument('<file>', '职责表')
    .option('--template', '不导入，只写一份模板')
    .option('--branch <name>', '支部名称')
    .option('--kind <kind>', '表格没写类型时，是哪类责任区', 'office')
    .option('--scope <path>', '支部在哪个组织里', '/')
    .option('--preview', '只说会改什么，不真的改')
    .action(async (file: string, told: Told) => {
      if (told.template) return writeTemplate(file, Object.values(DUTY_HEADERS), EXAMPLES)
      await importFile(file, told)
    })
}

const EXAMPLES = [
  ['接待来办事的群众，一次说清要带什么', '常年', '', '机关'],
  ['到结对社区走访一次', '每季度', '走访', '机关'],
]

async function importFile(file: string, { branch: name, kind, scope, preview = false }: Told): Promise<void> {
  if (name === undefined) throw new UserError('请用 --branch 写支部名称')
  if (!Object.hasOwn(ZONE_KINDS, kind)) {
    throw new UserError(`没有“${kind}”这类责任区，有 ${Object.keys(ZONE_KINDS).join('、')}`)
  }
  const { duties, notices } = await readList(file)
  await withDeps(async ({ db, now, config }) => {
    const branch = await branchNamed(db, await scopeAt(db, scope), name)
    const told = duties.map(({ title, every, activities, zoneKind }) => ({
      ...{ title, every, activities },
      zoneKind: zoneKind ?? (kind as ZoneKind),
    }))
    const by = { actor: 'cli', now: now(), today: todayOf({ now, config }) }
    const done = await importDuties(db, branch.id, { duties: told, dryRun: preview, ...by })
    for (const notice of notices) console.error(notice)
    for (const line of changeLines(done)) console.log(line)
    if (preview) console.log('试算，什么也没有改。')
  })
}

async function readList(file: string) {
  const bytes = await readSheetFile(file)
  try {
    for (const { rows } of readSheets(bytes)) {
      const list = readDutyList(rows)
      if (!list) continue
      if (list.faults.length > 0) throw new UserError([...list.faults, '职责表有错，什么也没有改。'].join('\n'))
      if (list.duties.length === 0) throw new SetupError('表格里只有表头，没有一行内容，什么也没有改')
      return list
    }
  } catch (error) {
    throw error instanceof UnreadableSheet ? new SetupError(error.message, { cause: error }) : error
  }
  throw new SetupError(`表格的前十行里没有找到“${DUTY_HEADERS.title}”一列，请加上表头`)
}

function changeLines({ added, changed, ended }: DutyImport): string[] {
  const parts = [
    ['新增', added],
    ['更新', changed],
    ['取消', ended],
  ] as const
  const lines = parts.flatMap(([word, titles]) => titles.map((title) => `${word}\t${title}`))
  return lines.length > 0 ? lines : ['和现有的一样，没有变化。']
}
