/** The platform in a process of its own: posts what it is ordered to, and counts what the product tells its people. */
import { setTimeout as pause } from 'node:timers/promises'
import { servePeople } from './people.ts'
import { type PostOrder, type PostResult, post } from './post.ts'

export type PlatformOrder = { post: PostOrder } | { reach: { people: number; limitMs: number } }
/** A post's result; for `reach` how long it took until so many person-sends came since the start of this process. */
export type PlatformResult = { posted: PostResult } | { reachedAfterMs: number } | { fault: string }

process.once('disconnect', () => process.exit())
const people = await servePeople()
await warmUp()

/** What this process runs is compiled by running it, on itself, so that no server is measured against a cold load. */
async function warmUp(): Promise<void> {
  const keys = { corpId: 'wwbench', token: 'bench', aesKey: 'A'.repeat(43) }
  const to = { url: people.url, path: '/cgi-bin/message/send', keys, agentId: 1, series: 1 }
  const senders = { first: 0, count: 1 }
  await post({ ...to, count: 5_000, connections: 64, rate: null, senders, awaitReplies: false }, people)
  people.personSends = 0
}

async function carryOut(order: PlatformOrder): Promise<PlatformResult> {
  if ('post' in order) return { posted: await post(order.post, people) }
  const startedMs = performance.now()
  while (people.personSends < order.reach.people) {
    if (performance.now() - startedMs > order.reach.limitMs) {
      return { fault: `${people.personSends} of ${order.reach.people} people were reached` }
    }
    await pause(20)
  }
  return { reachedAfterMs: performance.now() - startedMs }
}

process.on('message', async (order: PlatformOrder) => {
  process.send?.(await carryOut(order).catch((error: Error) => ({ fault: error.message })))
})
process.send?.({ url: people.url })
