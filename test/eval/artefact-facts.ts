import { readFileSync, statSync } from 'node:fs'
import { z } from 'zod'
import { dataVersion } from '../../train/corpus.ts'
import { table } from './table.ts'

const MODEL = new URL('../../src/understanding/model/', import.meta.url)
const description = z.object({ hash: z.string(), data: z.string(), messages: z.number(), seed: z.number() })

/** The model as it is kept: what it was made of, and the bytes of its file. */
export function artefact() {
  const file = new URL('weights.bin', MODEL)
  const said = description.parse(JSON.parse(readFileSync(new URL('weights.json', MODEL), 'utf8')))
  return { ...said, bytes: statSync(file).size, file: readFileSync(file) }
}

export function artefactTable(): string {
  const { hash, data, messages, bytes } = artefact()
  const version = dataVersion()
  return table('model', [
    ['SHA-256', hash.slice(0, 16)],
    ['data version', data === version ? data : `${data}; the corpus is ${version} by now: npm run train`],
    ['messages learnt from', String(messages)],
    ['size', `${(bytes / 1024).toFixed(0)} KiB`],
  ])
}
