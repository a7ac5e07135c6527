/** What went wrong, in the one line that an operator reads. */
import { CommanderError } from 'commander'
import { SetupError, UserError } from '../errors.ts'

/** Of the system: what its codes mean to an operator. */
const SYSTEM_FAULTS: Readonly<Record<string, string>> = {
  EACCES: '没有权限',
  EPERM: '没有权限',
  EROFS: '这个磁盘只能读，不能写',
  ENOSPC: '磁盘满了，请腾出空间',
  EDQUOT: '磁盘满了，请腾出空间',
  ENOENT: '找不到文件或文件夹',
  ENOTDIR: '路径中有一段是文件，不是文件夹',
  EISDIR: '这是文件夹，不是文件',
  EMFILE: '打开的文件太多',
  EADDRINUSE: '地址正被别的程序占用',
}
/** Of PostgreSQL, by SQLSTATE. */
const DATABASE_FAULTS: Readonly<Record<string, string>> = {
  '53100': '数据库的磁盘满了，请腾出空间',
  '53200': '数据库内存不够',
  '25006': '数据库现在只能读，不能写',
  '57014': '数据库用时太久，已中止',
}
const DATABASE_AWAY = '数据库断开了。请确认它在运行、磁盘没有满，再试一次'
const AWAY = /^(08|57P0)|ECONNRE|EPIPE|ETIMEDOUT/

/** The line for an error; `null` when there is nothing to say, as after `--help`. Never a value that people gave us. */
export function faultSaid(error: unknown): string | null {
  if (error instanceof SetupError || error instanceof UserError) return error.message
  if (error instanceof CommanderError) return usageFault(error)
  const chain = causesOf(error)
  for (const one of chain) {
    if (one instanceof SetupError || one instanceof UserError) return one.message
    const { code = '', path: file } = one as NodeJS.ErrnoException
    const system = SYSTEM_FAULTS[code]
    if (system !== undefined) return `${system}${file === undefined ? '' : `：${file}`}（${code}）`
    const database = DATABASE_FAULTS[code]
    if (database !== undefined) return `${database}（${code}）`
    if (AWAY.test(code) || /connection terminated/i.test(one.message)) return DATABASE_AWAY
  }
  return `程序出错了：${firstLine(chain.at(-1)?.message ?? String(error))}。设 LOG_LEVEL=debug 再试一次，可以看到经过`
}

/** An error and what caused it, the outermost first. */
function causesOf(error: unknown): Error[] {
  const chain: Error[] = []
  for (let at = error; at instanceof Error && chain.length < 10; ) {
    chain.push(at)
    at = at instanceof AggregateError ? at.errors[0] : at.cause
  }
  return chain
}

/** The query builder writes parameters from the second line on, and the statement on the first. */
function firstLine(message: string): string {
  const [line = ''] = message.split('\n')
  return line.slice(0, 300)
}

const SEE_HELP = '用 --help 查看用法'

function usageFault({ code, message }: CommanderError): string | null {
  const named = /'([^']*)'/.exec(message)?.[1] ?? ''
  switch (code) {
    case 'commander.help':
    case 'commander.helpDisplayed':
    case 'commander.version':
      return null
    case 'commander.unknownCommand':
      return `没有 ${named} 这个命令，${SEE_HELP}`
    case 'commander.unknownOption':
      return `没有 ${named} 这个选项，${SEE_HELP}`
    case 'commander.missingArgument':
      return `缺少参数 ${named}，${SEE_HELP}`
    case 'commander.optionMissingArgument':
      return `选项 ${named} 后面要写内容，${SEE_HELP}`
    case 'commander.missingMandatoryOptionValue':
      return `缺少选项 ${named}，${SEE_HELP}`
    case 'commander.excessArguments':
      return `${named} 后面多写了内容，${SEE_HELP}`
    case 'commander.invalidArgument':
      return invalidArgument(message)
    default:
      return `${firstLine(message).replace(/^error: /, '')}，${SEE_HELP}`
  }
}

/** `… is invalid. Allowed choices are a, b.`, or our own words behind commander's. */
function invalidArgument(message: string): string {
  const choices = /Allowed choices are (.*)\.$/.exec(message)?.[1]
  const [, value = ''] = /(?:argument|value) '([^']*)' is invalid/.exec(message) ?? []
  if (choices !== undefined) return `不能写 ${value}，可以是 ${choices}，${SEE_HELP}`
  return `${message.replace(/^error: .*? is invalid(?: for argument '[^']*')?\. /, '')}，${SEE_HELP}`
}
