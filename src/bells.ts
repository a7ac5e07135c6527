/** Rings bells: gathers row ids for a moment and puts them into few jobs. Never waits, never throws. */
import type { Logger } from 'pino'
import type { Bells } from './deps.ts'

export type Bell = Parameters<Bells['ring']>[0]
export interface BellJob {
  ids: string[]
  delayMs: number
  urgent: boolean
}

/** Long enough to gather the rows of one burst, short enough not to be felt. */
const GATHER_MS = 4
const MAX_IDS = 500
/** Ids that wait while the queue is slow; beyond this they are left to the sweeper. */
const MAX_WAITING = 20_000
/** An add that takes longer is taken for lost: the queue may be away without saying so. */
const ADD_LIMIT_MS = 3_000

export interface BellOptions {
  /** Adds jobs to the queue of a bell. May fail: the sweeper makes it good. */
  add: (bell: Bell, jobs: readonly BellJob[]) => Promise<void>
  depth: Bells['depth']
  log: Logger
}

/** Makes the bells. `settle` ends when all that was rung is in the queue, or lost. */
export function createBells({ add, depth, log }: BellOptions): Bells & { settle(): Promise<void> } {
  const ropes = { inbound: new Rope('inbound', add, log), outbound: new Rope('outbound', add, log) }
  return {
    ring(bell, ids, { delayMs = 0, urgent = false } = {}) {
      ropes[bell].pull(ids, Math.max(0, Math.round(delayMs)), urgent)
    },
    depth,
    async settle() {
      await Promise.all([ropes.inbound.settle(), ropes.outbound.settle()])
    },
  }
}

/** What waits to be rung on one bell; at most one add is under way, and what comes meanwhile makes the next. */
class Rope {
  readonly #bell: Bell
  readonly #add: BellOptions['add']
  readonly #log: Logger
  /** By urgency and delay: ids that may share a job. */
  #waiting = new Map<string, BellJob>()
  #waitingCount = 0
  #ringing: Promise<void> | null = null
  #lost = false

  constructor(bell: Bell, add: BellOptions['add'], log: Logger) {
    this.#bell = bell
    this.#add = add
    this.#log = log
  }

  pull(ids: readonly bigint[], delayMs: number, urgent: boolean): void {
    if (ids.length === 0 || this.#waitingCount + ids.length > MAX_WAITING) return
    const key = `${urgent} ${delayMs}`
    const job = this.#waiting.get(key) ?? { ids: [], delayMs, urgent }
    for (const id of ids) job.ids.push(String(id))
    this.#waiting.set(key, job)
    this.#waitingCount += ids.length
    this.#ringing ??= this.#ring(urgent ? 0 : GATHER_MS)
  }

  async settle(): Promise<void> {
    while (this.#ringing !== null) await this.#ringing
  }

  async #ring(gatherMs: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, gatherMs))
    while (this.#waiting.size > 0) {
      const jobs = [...this.#waiting.values()].flatMap(inParts)
      this.#waiting = new Map()
      this.#waitingCount = 0
      try {
        await withinLimit(this.#add(this.#bell, jobs))
        this.#lost = false
      } catch (error) {
        if (!this.#lost)
          this.#log.warn({ err: error, bell: this.#bell }, 'a bell was lost, the sweeper will ring again')
        this.#lost = true
      }
    }
    this.#ringing = null
  }
}

function inParts(job: BellJob): BellJob[] {
  const parts: BellJob[] = []
  for (let i = 0; i < job.ids.length; i += MAX_IDS) parts.push({ ...job, ids: job.ids.slice(i, i + MAX_IDS) })
  return parts
}

async function withinLimit(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the queue did not answer within ${ADD_LIMIT_MS} ms`)), ADD_LIMIT_MS)
  })
  // Whatever comes after the limit has nobody left to hear it.
  work.catch(() => {})
  try {
    await Promise.race([work, tooLong])
  } finally {
    clearTimeout(timer)
  }
}
