import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import type { Deps } from '../deps.ts'
import { writeTable } from '../documents/table-files.ts'
import { CHANNELS } from '../domain/vocabulary.ts'
import { SetupError, UserError } from '../errors.ts'
import { erasedSince } from '../store/erased-ledger.ts'
import { type Erased, erase } from '../store/erasure.ts'
import { exportOfSubject, type PrivacyExport } from '../store/privacy-export.ts'
import { type Named, type NamedSubject, subjectNamed } from '../store/privacy-requests.ts'
import { withDeps } from './with-deps.ts'

interface Who {
  person?: string
  account?: string
}

/** `privacy export|delete --person ID | --account wecom:NAME`, `privacy clear-restored`. */
export function registerPrivacy(program: Command): void {
  const privacy = program.command('privacy').description('一个人的全部数据：导出、删除')
  const ofSomebody = (name: string, description: string) =>
    privacy
      .command(name)
      .description(description)
      .option('--person <id>', '名册里人员的编号')
      .option('--account <channel:account>', '账号，例如 wecom:zhangsan、dingtalk:user01、page:page:…')
  ofSomebody('export', '把一个人的全部数据写进一个文件夹（JSON、CSV 和文件）')
    .requiredOption('--out <folder>', '写到哪个新文件夹')
    .action((options: Who & { out: string }) => withDeps((deps) => exportTo(deps, options)))
  ofSomebody('delete', '删除一个人的全部数据，删了不能恢复')
    .option('--yes', '确定要删除')
    .action((options: Who & { yes?: boolean }) => withDeps((deps) => deleteAll(deps, options)))
  privacy
    .command('clear-restored')
    .description('恢复旧备份以后，把备份之后删过的人再删一遍')
    .requiredOption('--made-at <instant>', '备份是什么时候做的，例如 2026-11-22T03:00:00+08:00', instant)
    .action(({ madeAt }: { madeAt: Date }) =>
      withDeps(async (deps) => {
        console.log(restoredCleared(await clearRestored(deps, madeAt)))
      }),
    )
}

async function exportTo(deps: Deps, options: Who & { out: string }): Promise<void> {
  const named = await subjectNamed(deps.db, whoIs(options))
  const made = await exportOfSubject(deps, { ...named, actor: 'cli', now: deps.now() })
  await writeExport(deps.storage, options.out, made)
  const count = Object.values(made.tables).reduce((sum, rows) => sum + rows.length, 0)
  console.log(`已写入 ${options.out}：${count}行数据，${made.files.length}个文件。里面是个人信息，请只交给本人。`)
}

/**
 * Write it as `data.json`, a CSV for each table, and the files, into a new folder that only its owner may read.
 *
 * @throws SetupError when the folder is there already or cannot be made
 */
export async function writeExport(storage: Deps['storage'], folder: string, made: PrivacyExport): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 })
    await writeFile(path.join(folder, 'data.json'), JSON.stringify(made, null, 2), { mode: 0o600 })
    for (const [table, rows] of Object.entries({ ...made.tables, took_part: made.tookPart })) {
      await writeCsv(path.join(folder, `${table}.csv`), rows)
    }
    await writeFiles(storage, folder, made)
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error && 'code' in error)) throw error
    throw new SetupError(`写不了文件夹 ${folder}（${error.code}），请给一个还没有的文件夹`, { cause: error })
  }
}

async function writeCsv(file: string, rows: readonly Record<string, unknown>[]): Promise<void> {
  if (rows.length === 0) return
  const header = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  async function* cells() {
    for (const row of rows) yield header.map((column) => cellOf(row[column]))
  }
  await writeTable(file, { format: 'csv', header, rows: cells() })
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

async function writeFiles(storage: Deps['storage'], folder: string, { files }: PrivacyExport): Promise<void> {
  for (const key of files) {
    const media = await storage.get(key)
    if (media === null) continue
    const file = path.join(folder, 'files', key)
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
    await writeFile(file, media.bytes, { mode: 0o600 })
  }
}

async function deleteAll(deps: Deps, options: Who & { yes?: boolean }): Promise<void> {
  const named = await subjectNamed(deps.db, whoIs(options))
  if (!options.yes) throw new UserError('删除以后不能恢复。确定要删，请加上 --yes；要先留一份给本人，用 privacy export')
  const erased = await eraseAll(deps, named)
  console.log(`已删除：${sum(erased)}行数据，${erased.fileCount}个文件。旧备份里的，恢复时会自动再删一遍。`)
}

function eraseAll(deps: Deps, { subject, organisationId }: NamedSubject): Promise<Erased> {
  const { pool, seal, storage, config, now } = deps
  const eraser = { pool, seal, files: storage, timezone: config.timezone }
  return erase(eraser, { subject, organisationId, actor: 'cli', now: now() })
}

/** Erase again whoever is back by data of `madeAt`. */
export async function clearRestored(deps: Deps, madeAt: Date): Promise<Erased | null> {
  const subject = await erasedSince(deps.db, { seal: deps.seal, files: deps.storage }, madeAt)
  return subject && eraseAll(deps, { subject, organisationId: deps.rootOrganisationId })
}

export function restoredCleared(erased: Erased | null): string {
  return erased ? `备份之后删过的人，已再删一遍：${sum(erased)}行数据。` : '备份之后没有人删除过数据。'
}

function sum({ rows }: Erased): number {
  return Object.values(rows).reduce((total, count) => total + count, 0)
}

function whoIs({ person, account }: Who): Named {
  if ((person === undefined) === (account === undefined)) throw new UserError('请写 --person 或 --account，只写一个')
  if (person !== undefined) return { personId: person }
  const [, name = '', external = ''] = /^([a-z]+):(.+)$/s.exec(account ?? '') ?? []
  const channel = CHANNELS.find((c) => c === name)
  if (!channel) throw new UserError('账号写成 wecom:zhangsan 这样，冒号前是 wecom、dingtalk、local、kf 或 page')
  return { channel, account: external }
}

function instant(text: string): Date {
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) throw new InvalidArgumentError('请写成 2026-11-22T03:00:00+08:00')
  return at
}
