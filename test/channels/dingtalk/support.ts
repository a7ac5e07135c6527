import { once } from 'node:events'
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import type { AlarmName } from '../../../src/alarms.ts'
import type { Card, Media, Outbound } from '../../../src/channels/channel.ts'
import type { Reservation, UsageLedger, UsageRequest } from '../../../src/channels/dingtalk/budget.ts'
import { createDingtalkChannel, type DingtalkChannel } from '../../../src/channels/dingtalk/channel.ts'
import type { DingtalkConfig } from '../../../src/config.ts'
import { ChannelError } from '../../../src/errors.ts'
import { type FakeDingtalk, startFakeDingtalk } from '../../platforms/dingtalk/fake-dingtalk.ts'
import type { FakeDingtalkOptions } from '../../platforms/dingtalk/world.ts'

export const GROUP = 'cidGRP01=='

export interface Pair {
  fake: FakeDingtalk
  channel: DingtalkChannel
  ledger: OpenLedger
  /** Alarms that hold now. */
  alarms: Set<AlarmName>
}

export type PairOptions = FakeDingtalkOptions & {
  files?: Record<string, Media>
  timeoutMs?: number
  config?: Partial<DingtalkConfig>
}

/** A fake platform with three members and a group, and the channel that talks to it, on one clock; both end with the test. */
export async function startPair({ files = {}, timeoutMs, config = {}, ...options }: PairOptions = {}): Promise<Pair> {
  const fake = await startFakeDingtalk(options)
  for (const userId of ['Zhang-01', 'li', 'wang']) fake.addUser({ userId })
  fake.addGroup({ conversationId: GROUP, members: ['Zhang-01', 'li'] })
  const ledger = new OpenLedger()
  const alarms = new Set<AlarmName>()
  const channel = createDingtalkChannel(
    { ...fake.config(), ...config },
    {
      now: fake.now,
      timezone: 'Asia/Shanghai',
      publicUrl: 'https://bot.example.cn',
      usage: ledger,
      alarms: { raise: (name) => void alarms.add(name), clear: (name) => void alarms.delete(name) },
      readFile: async (key) => files[key] ?? null,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    },
  )
  onTestFinished(async () => {
    await channel.close()
    await fake.close()
  })
  return { fake, channel, ledger, alarms }
}

/** Lets everything through that is not over the month, at once. */
export class OpenLedger implements UsageLedger {
  readonly used = new Map<string, number>()
  readonly refused = new Map<string, Date>()

  async reserve({ kind, month, stopAfter, afterRefusal }: UsageRequest): Promise<Reservation> {
    const key = `${kind} ${month}`
    const usedCount = this.used.get(key) ?? 0
    const refusedAt = this.refused.get(key) ?? null
    const stopped = (stopAfter !== null && usedCount >= stopAfter) || (refusedAt !== null && !afterRefusal)
    if (stopped) return { state: 'stopped', waitMs: 0, usedCount, refusedAt }
    this.used.set(key, usedCount + 1)
    return { state: 'granted', waitMs: 0, usedCount: usedCount + 1, refusedAt }
  }

  async noteRefusal(kind: string, month: string, at: Date): Promise<void> {
    this.refused.set(`${kind} ${month}`, at)
  }

  total(kind: 'api' | 'webhook'): number {
    return [...this.used].filter(([key]) => key.startsWith(kind)).reduce((sum, [, count]) => sum + count, 0)
  }
}

let count = 0

export function outbound(content: Outbound['content'], deviations: Partial<Outbound> = {}): Outbound {
  count += 1
  return {
    id: `${count}-0`,
    recipients: ['Zhang-01'],
    content,
    lane: 'reply',
    cardHandle: null,
    replyHandle: null,
    ...deviations,
  }
}

export function text(words = '收到，编号 A3-0017'): Outbound['content'] {
  return { type: 'text', text: words }
}

export function card(deviations: Partial<Card> = {}): Card {
  return {
    taskId: 'draft-1',
    title: '登记：路灯不亮',
    subtitle: 'A3-0017',
    facts: [
      { label: '地点', value: '3号楼东门' },
      { label: '类别', value: '公共设施' },
    ],
    text: '东门路灯坏了两天',
    buttons: [
      { label: '确认', action: 'confirm:draft-1:1:A3-0017', says: '确认 A3-0017', style: 'primary' },
      { label: '撤回', action: 'withdraw:draft-1:1:A3-0017', says: '撤回 A3-0017', style: 'danger' },
    ],
    choices: null,
    url: null,
    closedAs: null,
    ...deviations,
  }
}

/** The ChannelError that a call ends with. */
export async function faultOf(call: Promise<unknown>): Promise<ChannelError> {
  const error = await call.then(
    () => new Error('nothing was thrown'),
    (thrown: unknown) => thrown,
  )
  if (error instanceof ChannelError) return error
  throw error
}

/** The address that a message of this person brings: 90 minutes to answer there. */
export async function sessionOf(fake: FakeDingtalk, from: string, group?: string): Promise<string> {
  let told = ''
  const server = createServer(async (request, response) => {
    const body: unknown = JSON.parse((await buffer(request)).toString('utf8'))
    if (typeof body === 'object' && body !== null && 'sessionWebhook' in body) told = String(body.sessionWebhook)
    response.end('{}')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  fake.connect(`http://127.0.0.1:${address.port}/`)
  await fake.send({ from, text: '你好', ...(group === undefined ? {} : { group }) })
  server.close()
  return told
}
