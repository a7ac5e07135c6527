import type { Command } from 'commander'
import { newWebhookSecret, webhookUrl } from '../channels/webhook.ts'
import { UserError } from '../errors.ts'
import { addWebhook, listWebhooks, removeWebhook } from '../store/webhooks.ts'
import { printedInstant, printedReason, printRow } from './rows.ts'
import { scopeAt } from './scope.ts'
import { withDeps } from './with-deps.ts'

/** `webhook add|list|remove`: other programs that are told of changes of cases. */
export function registerWebhook(program: Command): void {
  const webhook = program.command('webhook').description('事件状态一变就通知别的系统')
  webhook
    .command('add')
    .description('增加一个订阅，显示一次签名用的密钥')
    .argument('<url>', '对方接收通知的地址，以 https:// 开头')
    .option('--scope <path>', '组织路径，通知这个组织和下级的事件', '/')
    .action((address: string, options: { scope: string }) =>
      withDeps(async ({ db, seal, config, now }) => {
        const url = webhookUrl(address, config.webhookInnerUrls)
        const scope = await scopeAt(db, options.scope)
        const secret = newWebhookSecret()
        await addWebhook(db, seal, { webhook: { scope, url, secret }, actor: 'cli', now: now() })
        console.log(secret)
      }),
    )
  webhook
    .command('list')
    .description('列出订阅和通知的情况，不显示密钥')
    .option('--scope <path>', '组织路径', '/')
    .action((options: { scope: string }) =>
      withDeps(async ({ db, config }) => {
        for (const row of await listWebhooks(db, await scopeAt(db, options.scope))) {
          const counts = [`等待${row.waitingCount}`, `失败${row.failedCount}`]
          const last = row.lastSentAt === null ? '没有发过' : `最近${printedInstant(row.lastSentAt, config.timezone)}`
          const state = row.active ? '可用' : '对方已停用'
          printRow(row.id, state, row.scope, row.url, ...counts, last, `原因${printedReason(row.lastFault)}`)
        }
      }),
    )
  webhook
    .command('remove')
    .description('删掉一个订阅，没发出的也不再发')
    .argument('<id>', 'list 里的编号')
    .action((id: string) =>
      withDeps(async ({ db, now }) => {
        const removed = await removeWebhook(db, await scopeAt(db, '/'), { id, actor: 'cli', now: now() })
        if (!removed) throw new UserError('没有这个订阅，用 webhook list 查看编号')
        console.log('已删掉。')
      }),
    )
}
