/** The platform in a process of its own: posts what it is ordered to, and counts what the product tells its people. */
import { setTimeout as pause } from 'node:timers/promises'
import { servePeople } from './people.ts'
import { type PostOrder, type PostResult, post } from './post.ts'

export type PlatformOrder = { post: PostOrder } | { reach: { people: number; limitMs: number } }
/** A post's result; for `reach` how long it took until so many person-sends came since the start of this process. */
export type PlatformResult = { posted: PostResult } | { reachedAfterMs: number } | { fault: string }

const people = await servePeople()

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
