import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'

/** Resident memory of a process at rest: the median of some looks, in bytes. Linux only. */
export async function residentBytes(pid: number, looks = 5): Promise<number> {
  const seen: number[] = []
  for (let i = 0; i < looks; i++) {
    await pause(300)
    seen.push(await residentNow(pid))
  }
  return seen.sort((a, b) => a - b)[Math.floor(looks / 2)] ?? 0
}

/** Resident memory of a process now, in bytes. */
export async function residentNow(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1_024
}
