import { onTestFinished } from 'vitest'
import type { Media, Outbound } from '../../../src/channels/channel.ts'
import { createWecomChannel, type WecomChannel } from '../../../src/channels/wecom/channel.ts'
import { ChannelError } from '../../../src/errors.ts'
import { type FakeWecom, startFakeWecom } from '../../platforms/wecom/fake-wecom.ts'
import type { FakeWecomOptions } from '../../platforms/wecom/world.ts'

export interface Pair {
  fake: FakeWecom
  channel: WecomChannel
}

/** A fake platform and the channel that talks to it, on one clock; both end with the test. */
export async function startPair(
  options: FakeWecomOptions & { files?: Record<string, Media>; timeoutMs?: number } = {},
): Promise<Pair> {
  const fake = await startFakeWecom(options)
  const channel = openChannel(fake, options)
  onTestFinished(async () => {
    await fake.close()
    await channel.close()
  })
  return { fake, channel }
}

/** Another process's channel to the same platform. */
export function openChannel(
  fake: FakeWecom,
  options: { files?: Record<string, Media>; timeoutMs?: number } = {},
): WecomChannel {
  return createWecomChannel(fake.config(), {
    now: fake.now,
    readFile: async (key) => options.files?.[key] ?? null,
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
  })
}

let count = 0

export function outbound(content: Outbound['content'], deviations: Partial<Outbound> = {}): Outbound {
  count += 1
  return {
    id: `out-${count}`,
    recipients: ['zhangsan'],
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

/** The ChannelError that a call ends with. */
export async function faultOf(call: Promise<unknown>): Promise<ChannelError> {
  const error = await call.then(
    () => new Error('nothing was thrown'),
    (thrown: unknown) => thrown,
  )
  if (error instanceof ChannelError) return error
  throw error
}
