/** A branch on WeCom, in this process: fake platform, real webhook, real database, real jobs; `settle()` does what the bells would. */
import Fastify from 'fastify'
import { createWecomChannel } from '../../src/channels/wecom/channel.ts'
import { createKfChannel } from '../../src/channels/wecom/kf/channel.ts'
import { wecomWebhook } from '../../src/http/webhooks/wecom.ts'
import { deliver } from '../../src/jobs/deliver.ts'
import { handleInbound } from '../../src/jobs/handle-inbound.ts'
import { runTick } from '../../src/jobs/schedules.ts'
import { serveResidents } from '../../src/jobs/serve-residents.ts'
import { storedKfChats } from '../../src/store/kf-chats.ts'
import { type FakeWecom, startFakeWecom } from '../platforms/wecom/fake-wecom.ts'
import type { Received } from '../platforms/wecom/members.ts'
import { type TestDeps, testDeps } from './deps.ts'
import { schedulesBetween } from './due-schedules.ts'
import { loadRoster, openRows, withChannels } from './stories.ts'

export interface WecomWorld {
  platform: FakeWecom
  deps: TestDeps
  /** A member writes; returns what the member's phone shows that was not there before. */
  says(account: string, text: string): Promise<Received[]>
  /** A member taps the button with these words on the newest card of theirs. */
  taps(account: string, label: string): Promise<Received[]>
  /** Handle and send until nothing is left. */
  settle(): Promise<void>
  /** Let time go by, with everything that is due then. */
  passes(ms: number): Promise<void>
  newOn(account: string): Received[]
  close(): Promise<void>
}

export interface StoryOptions {
  /** When the story begins; working hours unless told. */
  at?: string
  /** What the platform's directory calls its accounts. */
  names?: Record<string, string>
  /** Items of 微信客服 on one page. */
  kfPageItems?: number
}

/** `csv`: a roster by the columns of the README. */
export async function wecomWorld(csv: string, options: StoryOptions = {}): Promise<WecomWorld> {
  const { at = '2026-11-18T09:30:00+08:00', names = {}, kfPageItems = 100 } = options
  const platform = await startFakeWecom({ names, kfSecret: 'fake-kf-secret', kfPageItems })
  let deps: TestDeps | null = null
  const channel = createWecomChannel(platform.config(), {
    now: () => deps?.now() ?? new Date(),
    alarms: {
      raise: (name, detail) => deps?.alarms.raise(name, detail),
      clear: (name) => deps?.alarms.clear(name),
    },
    timeoutMs: 2_000,
  })
  const bare = await testDeps([])
  const { apiBase, corpId } = platform.config()
  const kf = createKfChannel(
    { apiBase, corpId, openKfId: platform.openKfId, secret: 'fake-kf-secret' },
    {
      chats: storedKfChats(bare.pool, () => deps?.now() ?? new Date()),
      now: () => deps?.now() ?? new Date(),
      timeoutMs: 2_000,
    },
  )
  const world = { ...withChannels(bare, channel, kf), service: kf.service, ways: channel.ways }
  deps = world
  world.clock.now = new Date(at)
  platform.advance(world.clock.now.getTime() - platform.now().getTime())
  const app = Fastify()
  await app.register(wecomWebhook({ config: platform.config(), keep: world.keep, now: world.now }))
  platform.connect(`${await app.listen({ port: 0, host: '127.0.0.1' })}/webhooks/wecom`)
  await loadRoster(world, csv)
  const seen = new Map<string, number>()

  const settle = async () => {
    for (let round = 0; round < 20; round++) {
      await handleInbound(world, await openRows(world))
      await serveResidents(world)
      await deliver(world)
      if ((await openRows(world)).length === 0) return
    }
  }
  const newOn = (account: string) => {
    const all = platform.inboxOf(account)
    const from = seen.get(account) ?? 0
    seen.set(account, all.length)
    return all.slice(from)
  }
  const after = async (account: string, act: Promise<{ delivered: boolean }>) => {
    if (!(await act).delivered) throw new Error('the callback was refused')
    await settle()
    return newOn(account)
  }
  return {
    platform,
    deps: world,
    settle,
    newOn,
    says: (account, text) => after(account, platform.send({ from: account, text })),
    taps(account, label) {
      const { taskId, key } = buttonOf(platform.inboxOf(account), label)
      return after(account, platform.tap({ from: account, taskId, key }))
    },
    async passes(ms) {
      const before = world.now()
      const now = new Date(before.getTime() + ms)
      world.clock.now = now
      platform.advance(ms)
      for (const { name } of schedulesBetween(before, now)) await runTick(world, name, now)
      await settle()
    },
    async close() {
      await app.close()
      await Promise.all([channel.close(), kf.close()])
      await world.close()
      await platform.close()
    },
  }
}

interface WecomCard {
  task_id?: string
  button_list?: { text: string; key: string }[]
}

function buttonOf(received: readonly Received[], label: string): { taskId: string; key: string } {
  for (const message of [...received].reverse()) {
    const card = message.card as WecomCard | null
    const button = card?.button_list?.find((b) => b.text === label)
    if (card?.task_id && button) return { taskId: card.task_id, key: button.key }
  }
  throw new Error(`no card with the button ${label}`)
}

/** Everything that a person reads of a message: its text, or the words of its card. */
export function wordsOf(received: Received | undefined): string {
  if (!received) return ''
  if (received.text !== null) return received.text
  const words: string[] = []
  const gather = (value: unknown, key: string): void => {
    if (typeof value === 'string' && !/^(key|task_id|url|card_type|icon_url)$/.test(key)) words.push(value)
    else if (Array.isArray(value)) for (const item of value) gather(item, key)
    else if (value !== null && typeof value === 'object') for (const [k, v] of Object.entries(value)) gather(v, k)
  }
  gather(received.card, '')
  return words.join(' ')
}
