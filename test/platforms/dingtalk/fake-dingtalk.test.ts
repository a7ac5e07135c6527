import { expect, onTestFinished, test } from 'vitest'
import { startFakeDingtalk } from './fake-dingtalk.ts'
import { connectStream } from './stream-client.ts'

test('a message is acked', async () => {
  const fake = await startFakeDingtalk()
  onTestFinished(() => fake.close())
  await connectStream(fake)
  fake.addGroup({ conversationId: 'cid1==', members: ['u1'] })
  expect(await fake.send({ from: 'u1', text: '你好', group: 'cid1==' })).toMatchObject({
    acked: true,
    attempts: 1,
    via: 'stream',
  })
})
