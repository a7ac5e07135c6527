/** What the operating system says of processes and of itself (Linux: /proc). */
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import os from 'node:os'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** /proc counts in these on every Linux (proc(5): sysconf(_SC_CLK_TCK)). */
const TICK_MS = 10

/** Pins a process to a core, so that server and load do not fight for one. Where there is none, nothing happens. */
export async function pin(pid: number, core: number): Promise<void> {
  await run('taskset', ['-a', '-p', '-c', String(core), String(pid)]).catch(() => undefined)
}

/** User and system time of a process so far, in milliseconds. */
export function cpuMs(pid: number): number {
  const { ownTicks } = statOf(pid)
  return ownTicks * TICK_MS
}

/** The same of a process, its children that live and its children that ended: of PostgreSQL by its postmaster. */
export function familyCpuMs(pid: number): number {
  const { ownTicks, endedTicks } = statOf(pid)
  const living = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const children = living.map((name) => statOf(Number(name))).filter(({ parent }) => parent === pid)
  return children.reduce((sum, child) => sum + child.ownTicks, ownTicks + endedTicks) * TICK_MS
}

/** Fields 4 and 14–17 of /proc/…/stat; the name before them may hold spaces. A process that is gone has used nothing. */
function statOf(pid: number): { parent: number; ownTicks: number; endedTicks: number } {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const ticks = (from: number) => (fields[from] ?? 0) + (fields[from + 1] ?? 0)
    return { parent: fields[1] ?? 0, ownTicks: ticks(11), endedTicks: ticks(13) }
  } catch {
    return { parent: 0, ownTicks: 0, endedTicks: 0 }
  }
}

/** Resident memory in MB: now, and at its highest. */
export function memoryMb(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kb = (name: string) => Number(status.match(new RegExp(`${name}:\\s+(\\d+)`))?.[1] ?? Number.NaN)
  return { now: kb('VmRSS') / 1024, peak: kb('VmHWM') / 1024 }
}

/** How busy the machine was over the last minute. */
export function loadNow(): number {
  return os.loadavg()[0] ?? Number.NaN
}

/** One line: what the figures were measured on. `load` is that of before. */
export function describeMachine(run: { postgres: string | null; redis: string | null; load: number }): string {
  const cores = os.cpus()
  const parts = [
    `${cores.length} cores (${cores[0]?.model.trim() ?? 'unknown'})`,
    `${Math.round(os.totalmem() / 2 ** 30)} GB`,
    `Node ${process.version}`,
    ...(run.postgres ? [`PostgreSQL ${run.postgres}, fsync and synchronous_commit on`] : []),
    ...(run.redis ? [run.redis] : []),
    `load ${run.load.toFixed(1)} before`,
  ]
  return parts.join(', ')
}
