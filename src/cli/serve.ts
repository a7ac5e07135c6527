import closeWithGrace from 'close-with-grace'
import type { Command } from 'commander'
import type { FastifyInstance } from 'fastify'
import { buildApp } from '../app.ts'
import { type Config, loadConfig } from '../config.ts'
import { bracketed } from '../config-checks.ts'
import { createDeps, type Deps } from '../deps.ts'
import { SetupError } from '../errors.ts'
import { createChatSignIn } from '../http/chat/session.ts'
import { createLog } from '../log.ts'
import { loadDemo } from '../store/demo.ts'
import { startWorker } from '../worker.ts'

/** Everything is closed within this, or the process ends all the same. */
const STOP_LIMIT_MS = 10_000

interface Parts {
  web: boolean
  worker: boolean
}

/** `serve` (web and worker, the default), `web` and `worker`: run until stopped. */
export function registerServe(program: Command): void {
  program
    .command('serve', { isDefault: true })
    .description('run everything on this machine: web and worker')
    .action(() => run({ web: true, worker: true }))
  program
    .command('web')
    .description('run the web side only: callbacks, chat, API')
    .action(() => run({ web: true, worker: false }))
  program
    .command('worker')
    .description('run the working side only: handling, sending, schedules')
    .action(() => run({ web: false, worker: true }))
}

async function run(parts: Parts): Promise<void> {
  const config = loadConfig()
  const log = createLog(config.logLevel)
  for (const notice of config.notices) log.warn(notice)
  const runtime = await createDeps(config, { log })
  const { deps } = runtime
  const closers: (() => Promise<unknown>)[] = []
  // From here on a signal closes what is open by then: connections, workers, queues, database, in this order.
  closeWithGrace({ delay: STOP_LIMIT_MS, logger: false }, async ({ err }) => {
    if (err) log.fatal({ err }, 'something unforeseen happened, the process ends')
    for (const close of closers) await close()
    await deps.close()
  })
  if (config.demo) await loadDemo(deps.db, deps.seal, { now: deps.now(), timezone: config.timezone })
  if (parts.worker) {
    const worker = startWorker(runtime)
    closers.push(() => worker.close())
  }
  if (!parts.web) return void console.log('责任区助手的后台已启动，按 Ctrl+C 停止。')
  const app = await buildApp(deps)
  closers.unshift(() => app.close())
  await listen(app, config).catch(async (error: unknown) => {
    for (const close of closers) await close()
    await deps.close()
    throw error
  })
  console.log(await welcome(deps))
}

async function listen(app: FastifyInstance, { host, port }: Config): Promise<void> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const at = `${bracketed(host)}:${port}`
    const words: Record<string, string> = {
      EADDRINUSE: `PORT: ${at} is in use by another program: stop it, or set PORT to a free one`,
      EACCES: `PORT: this user may not listen on ${at}: set PORT to 1024 or more`,
      EADDRNOTAVAIL: `HOST: ${host} is no address of this machine`,
      ENOTFOUND: `HOST: ${host} is no address of this machine`,
    }
    throw words[code ?? ''] ? new SetupError(words[code ?? ''], { cause: error }) : error
  }
}

async function welcome(deps: Deps): Promise<string> {
  const { config } = deps
  const chat = await createChatSignIn(deps)
  const lines = [
    `责任区助手已启动：${config.publicUrl}`,
    ...(chat === null ? [] : [`  聊天窗口  ${chat}`]),
    `  接口说明  ${config.publicUrl}/api/docs`,
    ...(config.wecom === null ? [] : [`  企业微信回调地址  ${config.publicUrl}/webhooks/wecom`]),
    '按 Ctrl+C 停止。',
  ]
  return lines.join('\n')
}
