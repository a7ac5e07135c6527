/** Rings bells: gathers row ids for a moment and puts them into few jobs. Never waits, never throws. */
import type { Logger } from 'pino'
import type { Bells } from './deps.ts'

export type Bell = Parameters<Bells['ring']>[0]
export interface BellJob {
  ids: string[]
  delayMs: number
  urgent: boolean
}

/** The first of a burst goes at once, but for what is read in the same moment. */
const GATHER_MS = 3
/** A job costs as much as many messages: in a storm they go together, a twentieth of a second apart. */
const PAUSE_MS = 50
const MAX_IDS = 500
/** Ids that are held while the queue is slow; beyond this they are left to the sweeper. */
const MAX_HELD = 20_000
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

/** What waits to be rung on one bell. The first goes nearly at once; while a storm lasts, the rest in few large jobs. */
class Rope {
  readonly #bell: Bell
  readonly #add: BellOptions['add']
  readonly #log: Logger
  /** By urgency and delay: ids that may share a job. */
  #waiting = new Map<string, BellJob>()
  /** Ids that wait or are being added. */
  #heldCount = 0
  #timer: { due: number; handle: NodeJS.Timeout } | null = null
  #lastAt = Number.NEGATIVE_INFINITY
  readonly #adding = new Set<Promise<void>>()
  #lost = false

  constructor(bell: Bell, add: BellOptions['add'], log: Logger) {
    this.#bell = bell
    this.#add = add
    this.#log = log
  }

  pull(ids: readonly bigint[], delayMs: number, urgent: boolean): void {
    if (ids.length === 0 || this.#heldCount + ids.length > MAX_HELD) return
    const key = `${urgent} ${delayMs}`
    const job = this.#waiting.get(key) ?? { ids: [], delayMs, urgent }
    for (const id of ids) job.ids.push(String(id))
    this.#waiting.set(key, job)
    this.#heldCount += ids.length
    const now = performance.now()
    this.#plan(urgent ? now : Math.max(now + GATHER_MS, this.#lastAt + PAUSE_MS))
  }

  async settle(): Promise<void> {
    this.#flush()
    await Promise.all(this.#adding)
  }

  #plan(due: number): void {
    if (this.#timer !== null && this.#timer.due <= due) return
    clearTimeout(this.#timer?.handle)
    this.#timer = { due, handle: setTimeout(() => this.#flush(), due - performance.now()) }
  }

  #flush(): void {
    clearTimeout(this.#timer?.handle)
    this.#timer = null
    if (this.#waiting.size === 0) return
    const jobs = [...this.#waiting.values()].flatMap(inParts)
    this.#waiting = new Map()
    this.#lastAt = performance.now()
    const adding = this.#addAll(jobs).finally(() => this.#adding.delete(adding))
    this.#adding.add(adding)
  }

  async #addAll(jobs: readonly BellJob[]): Promise<void> {
    try {
      await withinLimit(this.#add(this.#bell, jobs))
      this.#lost = false
    } catch (error) {
      if (!this.#lost) this.#log.warn({ err: error, bell: this.#bell }, 'a bell was lost, the sweeper will ring again')
      this.#lost = true
    }
    for (const job of jobs) this.#heldCount -= job.ids.length
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
