/** Draws the posters that it is sent, in a thread of its own; what fails ends the thread. */
import { parentPort } from 'node:worker_threads'
import { posterPdf } from './poster.ts'
import type { Poster } from './poster-words.ts'

parentPort?.on('message', async (poster: Poster) => {
  parentPort?.postMessage(await posterPdf(poster))
})
