import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Command, Option } from 'commander'
import { isLoopback } from '../config-checks.ts'
import { type Deps, todayOf } from '../deps.ts'
import { POSTER_SIZES, type PosterSize } from '../documents/poster-words.ts'
import { fileNameOf, type ZippedFile, zipBytes } from '../documents/zip-writing.ts'
import { SetupError, UserError } from '../errors.ts'
import { createPosters } from '../http/pages/posters.ts'
import { SCRIPTS, type Script } from '../http/pages/script.ts'
import { type BranchZones, branchesNamed, zonesOfBranch } from '../store/branch-zones.ts'
import { readNoticeBoard } from '../store/notice-board.ts'
import { scopeAt } from './scope.ts'
import { withDeps } from './with-deps.ts'

interface PosterOptions {
  branch: string
  scope: string
  out: string
  size: PosterSize
  script: Script
}

/** `poster --branch NAME --out FILE.zip`: the posters of all zones of a branch, to be printed. */
export function registerPoster(program: Command): void {
  program
    .command('poster')
    .description('一个支部全部责任区的海报，装在一个压缩包里')
    .requiredOption('--branch <name>', '支部名称')
    .requiredOption('--out <file>', '写到哪里，例如 海报.zip')
    .option('--scope <path>', '组织路径，支部重名时用', '/')
    .addOption(new Option('--size <size>', '纸张').choices(POSTER_SIZES).default('A4'))
    .addOption(new Option('--script <script>', '简体 zh-Hans 或繁体 zh-Hant').choices(SCRIPTS).default('zh-Hans'))
    .action((options: PosterOptions) => withDeps((deps) => printPosters(deps, options)))
}

/** Draw them and write the archive. @throws UserError, SetupError */
export async function printPosters(deps: Deps, options: PosterOptions): Promise<void> {
  const found = await branchZones(deps, options)
  if (found.zones.length === 0) throw new UserError(`${options.branch} 还没有责任区，没有海报可打`)
  const posters = createPosters(deps.config)
  try {
    const files = postersOf(deps, posters, { found, options })
    await pipeline(Readable.from(zipBytes(files)), createWriteStream(options.out))
  } catch (error) {
    if (error instanceof Error && 'code' in error && 'syscall' in error) {
      throw new SetupError(`写不了文件 ${options.out}（${error.code}），请检查文件夹和权限`, { cause: error })
    }
    throw error
  } finally {
    await posters.close()
  }
  if (isLoopback(new URL(deps.config.publicUrl).hostname)) {
    console.error(
      '注意：二维码里的地址只有这台电脑能打开，居民扫不开。请先把 PUBLIC_URL 设成外面能打开的网址，再重新生成。',
    )
  }
  console.log(`已写入 ${options.out}，共${found.zones.length}张。二维码打开的地址以 ${deps.config.publicUrl} 开头。`)
}

async function branchZones({ db, now, config }: Deps, { branch, scope }: PosterOptions): Promise<BranchZones> {
  const named = await branchesNamed(db, branch, await scopeAt(db, scope))
  const [only, ...more] = named
  if (!only) throw new UserError(`没有支部“${branch}”`)
  if (more.length > 0) {
    throw new UserError(`有${named.length}个支部叫“${branch}”，请加 --scope：${named.map((b) => b.path).join('、')}`)
  }
  const found = await zonesOfBranch(db, only.id, todayOf({ now, config }))
  if (!found) throw new UserError(`没有支部“${branch}”`)
  return found
}

/** One after the other, each told on standard error. */
async function* postersOf(
  { db, now, config, seal }: Deps,
  posters: ReturnType<typeof createPosters>,
  { found: { zones }, options: { size, script } }: { found: BranchZones; options: PosterOptions },
): AsyncGenerator<ZippedFile> {
  for (const [i, { code, name }] of zones.entries()) {
    const board = await readNoticeBoard(db, code, { now: now(), timezone: config.timezone, seal })
    if (!board) continue
    const bytes = await posters.draw(board, { size, script })
    console.error(`${i + 1}/${zones.length} ${code} ${name}`)
    yield { name: fileNameOf(`${code} ${name}`, 'pdf'), bytes }
  }
}
