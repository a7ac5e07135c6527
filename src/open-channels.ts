import type { Channel } from './channels/channel.ts'
import { createLocalChannel } from './channels/local/channel.ts'
import { createPageChannel } from './channels/page/channel.ts'
import type { Service } from './channels/wecom/kf/service.ts'
import type { WecomWays } from './channels/wecom/ways.ts'
import type { Config } from './config.ts'
import type { Deps } from './deps.ts'
import type { ChannelName } from './domain/vocabulary.ts'
import { storedKfChats } from './store/kf-chats.ts'
import { storedTranscript } from './store/local-chat.ts'
import { storedPages } from './store/page-lines.ts'
import { platformUsage } from './store/platform-usage.ts'

/** The platforms that are set up. What belongs to one platform alone is loaded only where it is. */
export async function createChannels(
  config: Config,
  { pool, storage, log, now, alarms }: Pick<Deps, 'pool' | 'storage' | 'log' | 'now' | 'alarms'>,
): Promise<{
  map: Map<ChannelName, Channel>
  service: Service | null
  ways: WecomWays | null
  close(): Promise<void>
}> {
  let service: Service | null = null
  let ways: WecomWays | null = null
  const map = new Map<ChannelName, Channel>()
  map.set('page', createPageChannel(storedPages(pool, now)))
  if (config.localChat !== 'off') {
    map.set('local', createLocalChannel({ transcript: storedTranscript(pool, now), storage }))
  }
  const opened: (Channel & { close(): Promise<void> })[] = []
  const common = { now, log, alarms, readFile: (key: string) => storage.get(key) }
  if (config.wecom !== null) {
    const { createWecomChannel } = await import('./channels/wecom/channel.ts')
    const wecom = createWecomChannel(config.wecom, common)
    opened.push(wecom)
    ways = wecom.ways
    if (config.wecom.kf !== null) {
      const { createKfChannel } = await import('./channels/wecom/kf/channel.ts')
      const settings = { ...config.wecom, ...config.wecom.kf }
      const channel = createKfChannel(settings, { ...common, chats: storedKfChats(pool, now) })
      opened.push(channel)
      service = channel.service
    }
  }
  if (config.dingtalk !== null) {
    const { createDingtalkChannel } = await import('./channels/dingtalk/channel.ts')
    const { timezone, publicUrl } = config
    const usage = platformUsage(pool, 'dingtalk')
    opened.push(createDingtalkChannel(config.dingtalk, { ...common, timezone, publicUrl, usage }))
  }
  for (const channel of opened) map.set(channel.name, channel)
  return {
    map,
    service,
    ways,
    close: async () => {
      await Promise.all(opened.map((channel) => channel.close()))
    },
  }
}
