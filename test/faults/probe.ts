/** Single callbacks without the platform's patience: what one attempt is answered, and how soon. */
import { readFileSync } from 'node:fs'
import { percentile } from '../bench/figures.ts'
import type { FakeWecom } from '../platforms/wecom/fake-wecom.ts'
import { messageXml } from '../platforms/wecom/inbound.ts'
import { sealCallback } from '../platforms/wecom/sealing.ts'

export interface Probe {
  /** `null`: no answer within ten seconds, or no connection. */
  status: number | null
  tookMs: number
}

/** Post one callback once. `series` makes its message id its own. */
export async function probe(platform: FakeWecom, callbackUrl: string, series: bigint): Promise<Probe> {
  const at = platform.now()
  const plain = messageXml(platform, { from: 'member0', text: '你好', at, msgId: String(series) })
  const { query, body } = sealCallback(platform, plain, { at, agentId: platform.agentId })
  const startedMs = performance.now()
  const status = await fetch(callbackUrl + query, { method: 'POST', body, signal: AbortSignal.timeout(10_000) }).then(
    (answer) => answer.status,
    () => null,
  )
  return { status, tookMs: performance.now() - startedMs }
}

export function p99(took: readonly number[]): number {
  return percentile(took, 0.99)
}

/** Memory of a process that is really in use, in MB (Linux). */
export function residentMb(pid: number): number {
  const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kb) / 1024
}
