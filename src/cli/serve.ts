import v8 from 'node:v8'
import closeWithGrace from 'close-with-grace'
import type { Command } from 'commander'
import type { FastifyInstance } from 'fastify'
import { type Config, loadConfig } from '../config.ts'
import { bracketed } from '../config-checks.ts'
import { createDeps, type Deps } from '../deps.ts'
import { SetupError } from '../errors.ts'
import { playsRoster } from '../http/chat/played.ts'
import { createChatSignIn } from '../http/chat/session.ts'
import { createLog } from '../log.ts'
import { takeBackLocalAccounts } from '../store/local-accounts.ts'

/** Everything is closed within this, or the process ends all the same. */
const STOP_LIMIT_MS = 10_000
/**
 * By how much the heap may grow after a full collection before the next one, in percent of what was left.
 *
 * By itself V8 lets it double and more: with some 40 MB alive the process climbs by another 60 MB of garbage before it
 * looks, which on a machine of 2 GB that PostgreSQL shares is memory for nothing. A full collection takes 5 to 25 ms,
 * most of it beside the main thread.
 */
const HEAP_GROWS_PERCENT = 30

interface Parts {
  web: boolean
  worker: boolean
}

/** `serve` (web and worker), `web` and `worker`: run until stopped. */
export function registerServe(program: Command): void {
  program
    .command('serve')
    .description('在这台机器上运行全部：网页和后台')
    .action(() => run({ web: true, worker: true }))
  program
    .command('web')
    .description('只运行网页：回调、聊天窗口、接口')
    .action(() => run({ web: true, worker: false }))
  program
    .command('worker')
    .description('只运行后台：处理、发送、定时任务')
    .action(() => run({ web: false, worker: true }))
}

async function run(parts: Parts): Promise<void> {
  v8.setFlagsFromString(`--heap-growing-percent=${HEAP_GROWS_PERCENT}`)
  const config = loadConfig()
  const log = createLog(config.logLevel)
  for (const notice of config.notices) log.warn(notice)
  // What is loaded while the database starts costs no time.
  const [runtime, web] = await Promise.all([createDeps(config, { log }), parts.web ? import('../app.ts') : null])
  const stop = new Stop(runtime.deps)
  try {
    if (config.demo) await loadDemoOnce(runtime.deps)
    if (!playsRoster(config)) await takeBackLocalAccounts(runtime.deps.db, { ...runtime.deps, now: runtime.deps.now() })
    // Callbacks are kept from here on; the rest may take its time.
    if (web !== null) {
      await listen(stop.first(await web.buildApp(runtime.deps)), config)
      await openStream(runtime.deps, stop)
    }
    console.log(web === null ? '责任区助手的后台已启动，按 Ctrl+C 停止。' : await welcome(runtime.deps))
    const working = parts.worker ? await import('../worker.ts') : null
    // A signal may have come while it was loaded.
    if (working !== null && !stop.begun) stop.afterwards(working.startWorker(runtime))
    if (working === null && !stop.begun) {
      const { startWatch } = await import('../rounds.ts')
      stop.afterwards(startWatch(runtime.deps, (ids) => runtime.deps.bells.ring('outbound', ids)))
    }
  } catch (error) {
    // What fails because everything is being closed is no fault.
    if (stop.begun) return
    await stop.early()
    throw error
  }
}

/** Closes what is open, in order: connections of the web, the worker's round, then all dependencies. */
class Stop {
  begun = false
  readonly #closables: { close(): Promise<unknown> }[] = []
  readonly #deps: Deps
  readonly #grace: { uninstall(): void }

  constructor(deps: Deps) {
    this.#deps = deps
    this.#grace = closeWithGrace({ delay: STOP_LIMIT_MS, logger: false }, async ({ err }) => {
      if (err) deps.log.fatal({ err }, 'something unforeseen happened, the process ends')
      await this.all()
    })
  }

  first<T extends { close(): Promise<unknown> }>(closable: T): T {
    this.#closables.unshift(closable)
    return closable
  }

  afterwards(closable: { close(): Promise<unknown> }): void {
    this.#closables.push(closable)
  }

  /** The start failed: close what is open and leave the exit code to who reports it. */
  async early(): Promise<void> {
    this.#grace.uninstall()
    await this.all()
  }

  async all(): Promise<void> {
    this.begun = true
    for (const closable of this.#closables.splice(0)) await closable.close()
    await this.#deps.close()
  }
}

async function loadDemoOnce({ db, seal, now, config }: Deps): Promise<void> {
  const { loadDemo } = await import('../store/demo.ts')
  await loadDemo(db, seal, { now: now(), timezone: config.timezone })
}

/** In stream mode DingTalk brings nothing to an address: we hold a line to it, and let it go before all else. */
async function openStream(deps: Deps, stop: Stop): Promise<void> {
  const { dingtalk } = deps.config
  if (dingtalk?.mode !== 'stream') return
  const { dingtalkStream } = await import('../dingtalk.ts')
  if (!stop.begun) stop.first(dingtalkStream(deps, dingtalk))
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
    ...dingtalkLines(config),
    '按 Ctrl+C 停止。',
  ]
  return lines.join('\n')
}

/** What to enter in the console of DingTalk. In stream mode no address is needed. */
function dingtalkLines({ dingtalk, publicUrl }: Config): string[] {
  if (dingtalk === null) return []
  if (dingtalk.mode === 'stream') return ['  钉钉  用 Stream 模式连接，后台不用填地址']
  const robot = `${publicUrl}/webhooks/dingtalk`
  return [
    `  钉钉机器人消息接收地址  ${robot}`,
    ...(dingtalk.event === null ? [] : [`  钉钉事件推送地址  ${robot}`]),
    `  钉钉卡片回调地址  ${robot}/card`,
  ]
}
