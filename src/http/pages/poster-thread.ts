import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { Slots } from '../../channels/slots.ts'
import type { Poster } from '../../documents/poster-words.ts'

/** The thread holds fonts of some 50 MB; who prints many does so in one go. */
const IDLE_MS = 60_000
const DRAWING_LIMIT_MS = 30_000

export interface PosterThread {
  /** The poster as a PDF. Drawn one after the other. */
  draw(poster: Poster): Promise<Buffer>
  close(): Promise<void>
}

/** Draws posters beside the process that takes the callbacks: fonts hold whoever writes them for up to seconds. */
export function createPosterThread(): PosterThread {
  const turns = new Slots(1)
  let thread: Worker | null = null
  let idle: NodeJS.Timeout | undefined

  const close = async () => {
    clearTimeout(idle)
    const closing = thread
    thread = null
    await closing?.terminate()
  }
  const drawNext = async (poster: Poster) => {
    clearTimeout(idle)
    thread ??= openThread(() => {
      thread = null
    })
    try {
      thread.postMessage(poster)
      const [pdf] = await once(thread, 'message', { signal: AbortSignal.timeout(DRAWING_LIMIT_MS) })
      return Buffer.from(pdf)
    } catch (error) {
      await close()
      throw error
    } finally {
      idle = setTimeout(close, IDLE_MS).unref()
    }
  }
  return { draw: (poster) => turns.run(() => drawNext(poster)), close }
}

function openThread(ended: () => void): Worker {
  const thread = startWorker()
  // Told to whoever waits for a poster; without anybody listening here it would end the process.
  thread.on('error', ended)
  thread.unref()
  return thread
}

function startWorker(): Worker {
  if (import.meta.url.endsWith('.js')) return new Worker(new URL('../../documents/poster-worker.js', import.meta.url))
  // Run from sources, in tests alone: a thread of Node reads no TypeScript by itself, and is not taught by what taught
  // its parent. The image has no tsx, and never comes here.
  const source = JSON.stringify(new URL('../../documents/poster-worker.ts', import.meta.url).href)
  const script = `import("tsx/esm/api").then(({ tsImport }) => tsImport(${source}, ${source}))`
  return new Worker(script, { eval: true, execArgv: [] })
}
