import { type Command, Option } from 'commander'
import type { Deps } from '../deps.ts'
import { UserError } from '../errors.ts'
import {
  findInboxItem,
  giveUpInbox,
  INBOX_STATES,
  type InboxItem,
  type InboxState,
  listInbox,
  readOriginal,
  replayInbox,
} from '../store/inbox-rows.ts'
import { givenReason, printedInstant, printedReason, printRow, rowCount, rowId, rowIds } from './rows.ts'
import { withDeps } from './with-deps.ts'

const STATE_WORDS: Readonly<Record<InboxState, string>> = {
  waiting: '等待处理',
  failed: '处理不了',
  'given-up': '已放弃',
  handled: '已处理',
}

/** `inbox list|show|replay|give-up`: messages that wait or were put aside. */
export function registerInbox(program: Command): void {
  const inbox = program.command('inbox').description('收到的消息：查看、重新处理、放弃')
  inbox
    .command('list')
    .description('列出处理不了的和等待处理的消息，不显示内容')
    .addOption(new Option('--state <state>', '只看一种').choices(INBOX_STATES))
    .option('--limit <n>', '最多几条', rowCount, 100)
    .action(({ state, limit }: { state?: InboxState; limit: number }) => withDeps((deps) => list(deps, state, limit)))
  inbox
    .command('show')
    .description('查看一条消息的情况')
    .argument('<id>', 'list 里的编号', rowId)
    .option('--text', '连原文一起显示；只能在终端里看，会记入审计')
    .action((id: bigint, { text = false }: { text?: boolean }) => withDeps((deps) => show(deps, id, text)))
  inbox
    .command('replay')
    .description('重新处理')
    .argument('[ids...]', 'list 里的编号', rowIds)
    .option('--all', '全部处理不了的消息')
    .action((ids: bigint[] | undefined, { all = false }: { all?: boolean }) =>
      withDeps((deps) => replay(deps, ids ?? [], all)),
    )
  inbox
    .command('give-up')
    .description('不再处理，原因会留在记录里')
    .argument('<ids...>', 'list 里的编号', rowIds)
    .requiredOption('--reason <text>', '原因', givenReason)
    .action((ids: bigint[], { reason }: { reason: string }) =>
      withDeps(async ({ db, now }) => {
        await giveUpInbox(db, { ids, reason, actor: 'cli', now: now() })
        console.log(`已放弃${ids.length}条消息。`)
      }),
    )
}

async function list({ db, config }: Deps, state: InboxState | undefined, limit: number): Promise<void> {
  const states: readonly InboxState[] = state === undefined ? ['failed', 'waiting'] : [state]
  let count = 0
  for (const wanted of states) {
    for (const item of await listInbox(db, wanted, limit - count)) {
      count++
      printRow(...cellsOf(item, config.timezone))
    }
  }
  if (count === 0) console.error('没有这样的消息。')
}

function cellsOf({ id, channel, state, receivedAt, attempts, failure }: InboxItem, timezone: string): string[] {
  return [
    ...[String(id), STATE_WORDS[state], channel, `收到 ${printedInstant(receivedAt, timezone)}`],
    ...[`试过${attempts}次`, printedReason(failure)],
  ]
}

async function show({ db, seal, config, now }: Deps, id: bigint, withText: boolean): Promise<void> {
  // A pipe or a file would keep what people wrote for longer than we do.
  if (withText && !process.stdout.isTTY) throw new UserError('原文只能在终端里看，不能写进文件或转给别的程序')
  const item = await findInboxItem(db, id)
  if (!item) throw new UserError(`没有编号为 ${id} 的消息，用 inbox list 查看编号`)
  printRow(...cellsOf(item, config.timezone))
  const due = item.state === 'waiting' ? `下一次处理 ${printedInstant(item.dueAt, config.timezone)}` : null
  console.log([due, item.original ? '原文还在' : '原文已删除'].filter((part) => part !== null).join('\t'))
  if (withText) console.log(await readOriginal(db, seal, { id, actor: 'cli', now: now() }))
}

async function replay({ db, bells, now }: Deps, ids: readonly bigint[], all: boolean): Promise<void> {
  if (all === ids.length > 0) throw new UserError('请写要重新处理的编号，或者只写 --all')
  const due = await replayInbox(db, { ids: all ? null : ids, actor: 'cli', now: now() })
  bells.ring('inbound', due)
  console.log(due.length === 0 ? '没有处理不了的消息。' : `已交回处理${due.length}条消息。`)
}
