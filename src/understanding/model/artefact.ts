import { createHash } from 'node:crypto'
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import type { Feature } from './features.ts'
import { HEAD_NAMES, HEADS, type Head } from './heads.ts'

/** Weights as they were learnt: a row for each feature, in it a weight for each answer of each head. */
export interface Weights {
  /** In ascending order. */
  features: Float64Array
  /** Row by row, an answer beside the other. */
  heads: Record<Head, Float32Array>
}

/** Steps on either side of zero: finer ones change nothing, and take more room. */
const STEPS = 12

/**
 * Packs weights into one byte each, with a scale for each row of each head.
 *
 * @returns the file, and the SHA-256 of what it unpacks to
 */
export function packWeights({ features, heads }: Weights): { file: Buffer; hash: string } {
  const parts = [Buffer.from(Uint32Array.of(features.length).buffer), bytesOf(features)]
  for (const head of HEAD_NAMES) {
    const width = HEADS[head].length
    const scales = new Float32Array(features.length)
    const bytes = new Int8Array(features.length * width)
    for (let row = 0; row < features.length; row++) {
      const weights = heads[head].subarray(row * width, (row + 1) * width)
      const scale = weights.reduce((most, w) => Math.max(most, Math.abs(w)), 0) / STEPS
      scales[row] = scale
      if (scale > 0)
        bytes.set(
          weights.map((w) => Math.round(w / scale)),
          row * width,
        )
    }
    parts.push(bytesOf(scales), bytesOf(bytes))
  }
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
  const heads = {} as Record<Head, Float32Array>
  for (const head of HEAD_NAMES) {
    const width = HEADS[head].length
    const scales = new Float32Array(take(count * 4))
    heads[head] = Float32Array.from(new Int8Array(take(count * width)), (byte, i) => {
      return byte * (scales[Math.floor(i / width)] ?? 0)
    })
  }
  return { features, heads }
}

function bytesOf({ buffer, byteOffset, byteLength }: NodeJS.TypedArray): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

function hashOf(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex')
}

/** The row of each feature. */
export function rowsByFeature({ features }: Weights): ReadonlyMap<Feature, number> {
  return new Map(Array.from(features, (feature, row) => [feature, row]))
}
