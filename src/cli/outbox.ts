import { type Command, Option } from 'commander'
import type { Deps } from '../deps.ts'
import { UserError } from '../errors.ts'
import {
  type DeliveryState,
  giveUpOutbox,
  listOutboxItems,
  listRecipients,
  replayOutbox,
} from '../store/outbox-rows.ts'
import { givenReason, printedInstant, printedReason, printRow, rowCount, rowId } from './rows.ts'
import { withDeps } from './with-deps.ts'

const STATE_WORDS: Readonly<Record<DeliveryState, string>> = {
  waiting: '等待发送',
  sending: '正在发送',
  sent: '已发出',
  unknown: '不知是否送达',
  failed: '发送失败',
  dropped: '没有发出',
}
const STATES = Object.keys(STATE_WORDS) as DeliveryState[]
/** What is not well, or not over. */
const OPEN_STATES: readonly DeliveryState[] = ['waiting', 'sending', 'unknown', 'failed', 'dropped']

/** `outbox list|show|replay|give-up`: what waits to be told, and what ended badly. */
export function registerOutbox(program: Command): void {
  const outbox = program.command('outbox').description('要发出的通知：查看、重发、放弃')
  outbox
    .command('list')
    .description('列出等待发送和没有发成的通知，不显示内容')
    .addOption(new Option('--state <state>', '只看一种').choices(STATES))
    .option('--limit <n>', '最多几行', rowCount, 100)
    .action(({ state, limit }: { state?: DeliveryState; limit: number }) =>
      withDeps((deps) => list(deps, state === undefined ? OPEN_STATES : [state], limit)),
    )
  outbox
    .command('show')
    .description('查看一个通知发给了谁、结果怎样')
    .argument('<id>', 'list 里的编号', rowId)
    .option('--limit <n>', '最多几行', rowCount, 100)
    .action((id: bigint, { limit }: { limit: number }) => withDeps((deps) => show(deps, id, limit)))
  outbox
    .command('replay')
    .description('给没有收到的人重发，期限重新计算')
    .argument('<id>', 'list 里的编号', rowId)
    .option('--even-twice', '不知是否送达的也重发，有人可能收到两次')
    .action((id: bigint, { evenTwice = false }: { evenTwice?: boolean }) =>
      withDeps((deps) => replay(deps, id, evenTwice)),
    )
  outbox
    .command('give-up')
    .description('不再发送，原因会留在记录里')
    .argument('<id>', 'list 里的编号', rowId)
    .requiredOption('--reason <text>', '原因', givenReason)
    .action((id: bigint, { reason }: { reason: string }) =>
      withDeps(async ({ db, now }) => {
        const count = await giveUpOutbox(db, { id, reason, actor: 'cli', now: now() })
        if (count === 0) throw new UserError(`通知 ${id} 没有还要发的人`)
        console.log(`已放弃，${count}人不再发送。`)
      }),
    )
}

async function list({ db, config }: Deps, states: readonly DeliveryState[], limit: number): Promise<void> {
  const items = await listOutboxItems(db, { states, limit })
  for (const { id, state, channel, lane, purpose, recipientCount, createdAt, attempts, reason } of items) {
    const created = `产生 ${printedInstant(createdAt, config.timezone)}`
    const people = `${recipientCount}人`
    printRow(
      id,
      STATE_WORDS[state],
      channel,
      lane,
      purpose,
      people,
      created,
      `试过${attempts}次`,
      printedReason(reason),
    )
  }
  if (items.length === 0) console.error('没有这样的通知。')
}

async function show({ db, config }: Deps, id: bigint, limit: number): Promise<void> {
  for (const { to, state, attempts, reason, dueAt, sentAt } of await listRecipients(db, id, limit)) {
    const waits = state === 'waiting' ? `下一次发送 ${printedInstant(dueAt, config.timezone)}` : null
    const sent = sentAt === null ? '未发出' : `发出 ${printedInstant(sentAt, config.timezone)}`
    printRow(to, STATE_WORDS[state], waits ?? sent, `试过${attempts}次`, printedReason(reason))
  }
}

async function replay({ db, bells, channels, now }: Deps, id: bigint, evenTwice: boolean): Promise<void> {
  const resendSafe = (name: Parameters<typeof channels.get>[0]) => channels.get(name)?.resendSafe ?? false
  const { waitingCount, leftOutCount } = await replayOutbox(db, { id, evenTwice, resendSafe, actor: 'cli', now: now() })
  bells.ring('outbound', waitingCount > 0 ? [id] : [])
  if (waitingCount > 0) console.log(`已交回发送，共${waitingCount}人。`)
  if (leftOutCount > 0) {
    throw new UserError(`还有${leftOutCount}人不知是否收到，没有重发。确定要重发就加上 --even-twice，他们可能收到两次`)
  }
  if (waitingCount === 0) throw new UserError(`通知 ${id} 没有要重发的人`)
}
