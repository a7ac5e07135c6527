/** The platform's side of a measurement, in its own process on the second core. */
import { helperFile, startHelper } from './helpers.ts'
import { pin } from './machine.ts'
import type { PlatformOrder, PlatformResult } from './processes/platform.ts'
import type { PostOrder, PostResult } from './processes/post.ts'

export const KEYS = {
  corpId: 'ww5d1c6a2f4f0b8e33',
  token: 'BenchToken',
  aesKey: 'kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR',
}
export const AGENT_ID = 1000002

/** Enough for the fastest server; at a fixed rate more, for nobody waits for anybody there. */
const CONNECTIONS = { fastest: 64, fixedRate: 128 }

/** Senders where nobody cares who they are. */
const ANYBODY = { first: 0, count: 200 }

export interface Platform {
  /** `WECOM_API_BASE`. */
  url: string
  pid: number
  /** Post distinct callbacks to a server; every further order has message ids of its own. */
  post(to: { url: string }, what: Posting): Promise<PostResult>
  /** Milliseconds until so many people were reached since the start of this platform. */
  reach(people: number, limitMs: number): Promise<number>
  stop(): Promise<void>
}

export type Posting = Pick<PostOrder, 'count' | 'rate'> &
  Partial<Pick<PostOrder, 'senders' | 'awaitReplies' | 'connections' | 'path'>>

let series = 7_000_000_000_000

export async function startPlatform(options: { pinned?: boolean } = {}): Promise<Platform> {
  const helper = await startHelper(helperFile('platform'))
  if (options.pinned) await pin(helper.pid, 1)
  const { url } = helper.ready as { url: string }
  const order = async (what: PlatformOrder) => {
    const result = (await helper.order(what)) as PlatformResult
    if ('fault' in result) throw new Error(result.fault)
    return result
  }
  return {
    url,
    pid: helper.pid,
    async post(to, what) {
      const defaults = { path: '/webhooks/wecom', senders: ANYBODY, awaitReplies: false }
      const connections = what.rate === null ? CONNECTIONS.fastest : CONNECTIONS.fixedRate
      const full: PostOrder = { ...defaults, url: to.url, connections, keys: KEYS, agentId: AGENT_ID, series, ...what }
      series += what.count
      const result = await order({ post: full })
      if ('posted' in result) return result.posted
      throw new Error('the platform did not post')
    },
    async reach(people, limitMs) {
      const result = await order({ reach: { people, limitMs } })
      return 'reachedAfterMs' in result ? result.reachedAfterMs : Number.NaN
    },
    stop: () => helper.stop(),
  }
}
