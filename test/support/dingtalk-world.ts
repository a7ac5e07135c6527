/** A branch on DingTalk, in this process: fake platform, real line or webhooks, real database, real jobs; `settle()` does what the bells would. */
import Fastify from 'fastify'
import { createDingtalkChannel } from '../../src/channels/dingtalk/channel.ts'
import { dingtalkRoutes, dingtalkStream } from '../../src/dingtalk.ts'
import { deliver } from '../../src/jobs/deliver.ts'
import { handleInbound } from '../../src/jobs/handle-inbound.ts'
import { runTick } from '../../src/jobs/schedules.ts'
import { platformUsage } from '../../src/store/platform-usage.ts'
import { type FakeDingtalk, startFakeDingtalk } from '../platforms/dingtalk/fake-dingtalk.ts'
import type { MemberMessage } from '../platforms/dingtalk/inbound.ts'
import type { Shown } from '../platforms/dingtalk/phones.ts'
import type { TapOutcome } from '../platforms/dingtalk/platform.ts'
import { type TestDeps, testDeps } from './deps.ts'
import { schedulesBetween } from './due-schedules.ts'
import { loadRoster, openRows, withChannels } from './stories.ts'

export interface DingtalkWorld {
  platform: FakeDingtalk
  deps: TestDeps
  /** Somebody writes or shows something; returns what the chat it was written in shows that was not there before. */
  says(message: MemberMessage): Promise<Shown[]>
  /** A member taps the button with these words on the newest card of theirs. */
  taps(account: string, label: string): Promise<TapOutcome>
  /** A button as it stood on a card is pressed; whose card it was does not matter. */
  presses(account: string, button: CardButton): Promise<TapOutcome>
  /** A member taps the link with these words in the newest message of theirs: what it says is sent. */
  follows(account: string, label: string): Promise<Shown[]>
  /** Handle and send until nothing is left. */
  settle(): Promise<void>
  /** Let time go by, with everything that is due then. */
  passes(ms: number): Promise<void>
  newOn(account: string): Shown[]
  newIn(group: string): Shown[]
  close(): Promise<void>
}

/** The card a button stands on, and what a press of it sends. */
export interface CardButton {
  outTrackId: string
  action: string
}

export interface DingtalkStoryOptions {
  mode?: 'stream' | 'http'
  /** Set: cards are interactive; else they are markdown with links. */
  cardTemplateId?: string
  /** When the story begins; working hours unless told. */
  at?: string
  /** Calls of the API that the organisation's edition has in a month, where somebody told. */
  monthlyApiCalls?: number
}

/** `csv`: a roster by the columns of the README. */
export async function dingtalkWorld(csv: string, options: DingtalkStoryOptions = {}): Promise<DingtalkWorld> {
  const { mode = 'stream', at = '2026-11-18T09:30:00+08:00', cardTemplateId, monthlyApiCalls = null } = options
  const platform = await startFakeDingtalk({
    ...(cardTemplateId === undefined ? {} : { cardTemplateId }),
    redelivery: 'fire-and-forget',
    redeliverAfterMs: 10_000,
  })
  const { world, channel } = await dingtalkDeps(platform, monthlyApiCalls)
  world.clock.now = new Date(at)
  platform.advance(world.clock.now.getTime() - platform.now().getTime())
  const line = await connect(platform, world, mode)
  await loadRoster(world, csv)
  const seen = new Map<string, number>()

  const settle = async () => {
    for (let round = 0; round < 20; round++) {
      await handleInbound(world, await openRows(world))
      await deliver(world)
      if ((await openRows(world)).length === 0) return
    }
  }
  const fresh = (key: string, all: Shown[]) => {
    const from = seen.get(key) ?? 0
    seen.set(key, all.length)
    return all.slice(from)
  }
  const newOn = (account: string) => fresh(account, platform.inboxOf(account))
  const newIn = (group: string) => fresh(`group ${group}`, platform.groupInboxOf(group))
  const says = async (message: MemberMessage) => {
    const { acked } = await platform.send(message)
    if (!acked) throw new Error('the message was not taken')
    await settle()
    return message.group === undefined ? newOn(message.from) : newIn(message.group)
  }
  const presses = async (account: string, { outTrackId, action }: CardButton) => {
    const tapped = platform.tap({ userId: account, outTrackId, actionId: action, params: { action } })
    // The answer waits for the worker, which the bell would have woken.
    const [outcome] = await Promise.all([tapped, settleUntil(tapped, settle)])
    return outcome
  }
  return {
    platform,
    deps: world,
    settle,
    newOn,
    newIn,
    says,
    taps: (account, label) => presses(account, buttonOf(platform.inboxOf(account), label)),
    presses,
    follows: (account, label) => says({ from: account, text: wordsBehind(platform.inboxOf(account), label) }),
    async passes(ms) {
      const before = world.now()
      const now = new Date(before.getTime() + ms)
      world.clock.now = now
      platform.advance(ms)
      for (const { name } of schedulesBetween(before, now)) await runTick(world, name, now)
      await settle()
    },
    async close() {
      await line.close()
      await channel.close()
      await world.close()
      await platform.close()
    },
  }
}

/** The deps hold the channel, whose ledger is in the database of the deps. */
async function dingtalkDeps(platform: FakeDingtalk, monthlyApiCalls: number | null) {
  const deps = await testDeps([])
  const channel = createDingtalkChannel(
    { ...platform.config(), monthlyApiCalls },
    {
      now: deps.now,
      timezone: deps.config.timezone,
      publicUrl: deps.config.publicUrl,
      usage: platformUsage(deps.pool, 'dingtalk'),
      alarms: deps.alarms,
      timeoutMs: 2_000,
    },
  )
  return { world: withChannels(deps, channel), channel }
}

async function connect(platform: FakeDingtalk, deps: TestDeps, mode: 'stream' | 'http') {
  if (mode === 'stream') {
    const stream = dingtalkStream(deps, platform.config())
    while (platform.connections.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    return stream
  }
  const app = Fastify()
  await app.register(dingtalkRoutes(deps, platform.config()))
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  platform.connect(`${url}/webhooks/dingtalk`)
  return app
}

async function settleUntil(done: Promise<unknown>, settle: () => Promise<void>): Promise<void> {
  let ended = false
  void done.then(() => {
    ended = true
  })
  while (!ended) {
    await settle()
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  await settle()
}

/** The template's buttons are variables of the card: `button1Label` beside `button1Action`. */
function buttonOf(shown: readonly Shown[], label: string): CardButton {
  for (const { outTrackId, content } of [...shown].reverse()) {
    const name = Object.keys(content).find((key) => key.endsWith('Label') && content[key] === label)
    const action = name === undefined ? undefined : content[name.replace(/Label$/, 'Action')]
    if (outTrackId !== null && typeof action === 'string') return { outTrackId, action }
  }
  throw new Error(`no card with the button ${label}`)
}

/** `[对](dtmd://dingtalkclient/sendMessage?content=…)`: who taps it says what stands behind `content=` [DG 0095]. */
export function wordsBehind(shown: readonly Shown[], label: string): string {
  for (const { text } of [...shown].reverse()) {
    const links = text.matchAll(/\[([^\]]+)\]\(dtmd:\/\/dingtalkclient\/sendMessage\?content=([^)]+)\)/g)
    for (const [, words, said] of links) if (words === label) return decodeURIComponent(said ?? '')
  }
  throw new Error(`no message with the link ${label}`)
}
