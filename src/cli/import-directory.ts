import { InvalidArgumentError } from 'commander'
import pMap from 'p-map'
import type { Channel } from '../channels/channel.ts'
import type { DirectoryReader } from '../channels/directory.ts'
import type { Deps } from '../deps.ts'
import { levelsOf, readDirectory } from '../documents/directory-roster.ts'
import type { Directory } from '../domain/directory.ts'
import { accountAs } from '../domain/roster.ts'
import { ChannelError, SetupError } from '../errors.ts'
import { boundAccounts, importDirectory } from '../store/directory-import.ts'
import { sayDirectory } from './say-directory.ts'
import { withDeps } from './with-deps.ts'

const PLATFORMS = { wecom: '企业微信', dingtalk: '钉钉' } as const
type Platform = keyof typeof PLATFORMS

export interface DirectoryOptions {
  from: Platform
  branchDepth?: number
  preview?: boolean
  dryRun?: boolean
}

/** @throws InvalidArgumentError */
export function platformNamed(text: string): Platform {
  if (text === 'wecom' || text === 'dingtalk') return text
  throw new InvalidArgumentError('请写 wecom（企业微信）或 dingtalk（钉钉）')
}

/** @throws InvalidArgumentError */
export function levelNamed(text: string): number {
  if (!/^[1-9]$/.test(text)) throw new InvalidArgumentError('请写 1 到 9 之间的数字，1 是最上面一层部门')
  return Number(text)
}

/** `import --from wecom|dingtalk`: take branches and members over from the platform's directory. */
export async function importFromDirectory(options: DirectoryOptions): Promise<void> {
  await withDeps((deps) => takeOver(deps, options))
}

/** @throws SetupError where the platform is not set up, lets us see nothing, or names no branch */
export async function takeOver(deps: Deps, options: DirectoryOptions): Promise<void> {
  const { from, branchDepth = null } = options
  const reader = readerOf(deps.channels.get(from), from)
  const directory = await asked(from, () => reader.read(progress()))
  const reading = readDirectory(directory, { channel: from, branchDepth })
  if (reading.branches.length === 0) throw noBranches(directory, from)
  const { gone, unsure } = await asked(from, () => missingAccounts(deps, { from, reader, directory }))
  const outcome = await importDirectory(deps.db, reading.roster, {
    ...{ channel: from, gone, seal: deps.seal, actor: 'cli', now: deps.now(), timezone: deps.config.timezone },
    dryRun: Boolean(options.preview || options.dryRun),
    onProgress: (what, done, of) => console.error(`正在写入${what}：${done}/${of}`),
  })
  sayDirectory(unsure === null ? reading : { ...reading, notices: [...reading.notices, unsure] }, outcome, options)
}

function readerOf(channel: Channel | undefined, from: Platform): DirectoryReader {
  const name = from === 'wecom' ? 'WECOM_CORP_ID' : 'DINGTALK_CLIENT_ID'
  if (!channel?.directory) throw new SetupError(`还没有接上${PLATFORMS[from]}，请先填好 ${name} 等设置`)
  return channel.directory
}

const TOLD_EVERY = 50

function progress(): (done: number, of: number) => void {
  return (done, of) => {
    if (done % TOLD_EVERY === 0) console.error(`正在读通讯录：${done}/${of}个部门`)
  }
}

/** Accounts that are asked about one by one; of more than these it is said that nothing was done. */
const ASKED_MAX = 500
const AT_ONCE = 4

/**
 * Bound accounts that the directory does not list, of which the platform says itself that there is no such account.
 * One that is only out of sight stays bound.
 */
async function missingAccounts(
  { db }: Pick<Deps, 'db'>,
  { from, reader, directory }: { from: Platform; reader: DirectoryReader; directory: Directory },
): Promise<{ gone: string[]; unsure: string | null }> {
  const listed = new Set(directory.members.map((m) => accountAs(from, m.account)))
  const missing = (await boundAccounts(db, from)).filter((account) => !listed.has(accountAs(from, account)))
  if (missing.length > ASKED_MAX) {
    const unsure = `有${missing.length}个已绑定的账号不在通讯录里，像是应用的可见范围不够，没有解除绑定`
    return { gone: [], unsure }
  }
  const there = await pMap(missing, (account) => reader.exists(account), { concurrency: AT_ONCE })
  const unseen = missing.filter((_, i) => there[i] === null)
  const unsure = unseen.length === 0 ? null : `${unseen.length}个已绑定的账号不在应用的可见范围里，没有解除绑定`
  return { gone: missing.filter((_, i) => there[i] === false), unsure }
}

function noBranches(directory: Directory, from: Platform): SetupError {
  const levels = levelsOf(directory)
  if (levels.length === 0) {
    return new SetupError(`在${PLATFORMS[from]}的通讯录里看不到部门。请在管理后台把应用的可见范围设为各支部所在的部门`)
  }
  const words = '没有名字以“支部”结尾的部门。请用 --branch-depth 写明支部在第几层部门：'
  return new SetupError(`${words}${levels.join('；')}`)
}

/** Codes by which either platform says that the application may not see the directory. */
const NOT_ALLOWED = new Set([60011, 88, 48002, 50002])

/** The platform's refusal, in words for whoever can mend it. */
async function asked<T>(from: Platform, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (cause) {
    if (!(cause instanceof ChannelError)) throw cause
    const name = PLATFORMS[from]
    const what =
      cause.code !== null && NOT_ALLOWED.has(cause.code)
        ? `${name}不让应用读通讯录。请在管理后台给应用通讯录的读取权限，并把可见范围设为各支部所在的部门`
        : `读${name}的通讯录没有成功，什么也没有改`
    throw new SetupError(`${what}（${cause.message}）`, { cause })
  }
}
