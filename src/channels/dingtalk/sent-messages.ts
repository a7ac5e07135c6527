import { ChannelError } from '../../errors.ts'
import type { Channel } from '../channel.ts'
import type { DingtalkClient } from './client.ts'

/** What can be asked of a message within 24 hours after it went to people: take it back, and who read it. */
export function sentMessages(
  client: DingtalkClient,
  robotCode: string,
): Required<Pick<Channel, 'recall' | 'countReaders'>> {
  return {
    // Spelt with a small t by DingTalk [KB 0723]. Twice is harmless.
    async recall(processQueryKey) {
      const { successResult } = await client.call({
        ...{ method: 'POST', path: '/v1.0/robot/otoMessages/batchRecall', cost: 'reply', harmless: true },
        body: { robotCode, processQueryKeys: [processQueryKey] },
      })
      const done = Array.isArray(successResult) && successResult.includes(processQueryKey)
      if (!done) throw new ChannelError('rejected', 'DingTalk did not take the message back')
    },

    async countReaders(processQueryKey) {
      const query = new URLSearchParams({ robotCode, processQueryKey })
      const path = `/v1.0/robot/oToMessages/readStatus?${query}`
      const { sendStatus, messageReadInfoList } = await client.call({
        method: 'GET',
        path,
        cost: 'digest',
        harmless: true,
      })
      if (sendStatus !== 'SUCCESS' || !Array.isArray(messageReadInfoList)) return null
      return messageReadInfoList.filter((info: { readStatus?: unknown } | null) => info?.readStatus === 'READ').length
    },
  }
}
