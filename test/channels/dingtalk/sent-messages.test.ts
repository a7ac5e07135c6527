import { expect, test } from 'vitest'
import { ChannelError } from '../../../src/errors.ts'
import { type Pair, startPair } from './support.ts'

async function sent({ channel }: Pair): Promise<string> {
  const { platformId } = await channel.send({
    ...{ id: '1', recipients: ['Zhang-01', 'li'], content: { type: 'text', text: '周五下午两点开会' }, lane: 'digest' },
    ...{ cardHandle: null, replyHandle: null },
  })
  return platformId ?? ''
}

test('how many read a message is told, until it is taken back', async () => {
  const pair = await startPair()
  const key = await sent(pair)
  expect(await pair.channel.countReaders?.(key)).toBe(0)
  pair.fake.readBy('li')
  expect(await pair.channel.countReaders?.(key)).toBe(1)
  await pair.channel.recall?.(key)
  expect(await pair.channel.countReaders?.(key)).toBeNull()
})

test('a message is taken back from all who have it; one that is gone is a refusal, not to be tried again', async () => {
  const pair = await startPair()
  const key = await sent(pair)
  expect(pair.fake.inboxOf('li')).toHaveLength(1)
  await pair.channel.recall?.(key)
  expect(pair.fake.inboxOf('li')).toEqual([])
  const again = await pair.channel.recall?.(key).catch((error: unknown) => error)
  expect(again).toBeInstanceOf(ChannelError)
  expect((again as ChannelError).retryable).toBe(false)
})
