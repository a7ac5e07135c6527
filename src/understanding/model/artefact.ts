import { createHash } from 'node:crypto'
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import { HEAD_NAMES, HEADS, type Head } from './heads.ts'

/** What was learnt: a row for each feature, in it a weight for each answer of each head, in whole steps. */
export interface Weights {
  /** In ascending order. */
  features: Float64Array
  /** Row by row, an answer beside the other; and the size of a step in each row. */
  heads: Record<Head, { steps: Int8Array; sizes: Float32Array }>
}

/** Steps on either side of zero: finer ones change nothing, and take more room. */
const STEPS = 12

/** Weights of one head in whole steps. `weights`: row by row. */
export function inSteps(weights: Float32Array, width: number): Weights['heads'][Head] {
  const sizes = new Float32Array(weights.length / width)
  const steps = new Int8Array(weights.length)
  sizes.forEach((_, row) => {
    const own = weights.subarray(row * width, (row + 1) * width)
    const size = own.reduce((most, w) => Math.max(most, Math.abs(w)), 0) / STEPS
    sizes[row] = size
    if (size > 0) own.forEach((w, i) => void steps.fill(Math.round(w / size), row * width + i, row * width + i + 1))
  })
  return { steps, sizes }
}

/** The file that holds the weights, and the SHA-256 of what it unpacks to. */
export function packWeights({ features, heads }: Weights): { file: Buffer; hash: string } {
  const parts = [Buffer.from(Uint32Array.of(features.length).buffer), bytesOf(features)]
  for (const head of HEAD_NAMES) parts.push(bytesOf(heads[head].sizes), bytesOf(heads[head].steps))
  const body = Buffer.concat(parts)
  const file = brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } })
  return { file, hash: hashOf(body) }
}

/** @throws Error when the file is not what `hash` says */
export function unpackWeights(file: Buffer, hash: string): Weights {
  const body = brotliDecompressSync(file)
  if (hashOf(body) !== hash) throw new Error('the model of understanding is not the one that its description names')
  let at = 0
  const take = (bytes: number): ArrayBuffer => {
    const from = body.byteOffset + at
    at += bytes
    return body.buffer.slice(from, from + bytes) as ArrayBuffer
  }
  const [count = 0] = new Uint32Array(take(4))
  const features = new Float64Array(take(count * 8))
  const heads = {} as Weights['heads']
  for (const head of HEAD_NAMES) {
    const sizes = new Float32Array(take(count * 4))
    heads[head] = { sizes, steps: new Int8Array(take(count * HEADS[head].length)) }
  }
  return { features, heads }
}

function bytesOf({ buffer, byteOffset, byteLength }: NodeJS.TypedArray): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

/** SHA-256, in hexadecimal digits. */
export function hashOf(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex')
}
