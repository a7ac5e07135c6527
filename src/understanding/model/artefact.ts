import { createHash } from 'node:crypto'
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import { HEAD_NAMES, HEADS, type Head } from './heads.ts'

/** What was learnt: a row for each feature, in it a weight for each answer of each head, in whole steps. */
export interface Weights {
  /** In ascending order. */
  features: Float64Array
  /** Row by row, an answer beside the other; and the level of the size of a step in each row, see {@link sizeOf}. */
  heads: Record<Head, { steps: Int8Array; levels: Uint8Array }>
}

/** Steps on either side of zero: finer ones change nothing, and take more room. */
const STEPS = 6

/** A size of steps is kept as one of 255 levels, each a sixteenth of a doubling above the one before; 0: no weight. */
const LEVELS_PER_DOUBLING = 16
const LEVEL_OF_ONE = 160
const MOST_LEVEL = 255

function levelOf(size: number): number {
  if (size === 0) return 0
  const level = Math.ceil(LEVEL_OF_ONE + LEVELS_PER_DOUBLING * Math.log2(size))
  return Math.min(MOST_LEVEL, Math.max(1, level))
}

/** In single precision, where the last digit in which machines may differ is rounded away. */
const SIZES = Float32Array.from({ length: MOST_LEVEL + 1 }, (_, level) =>
  level === 0 ? 0 : 2 ** ((level - LEVEL_OF_ONE) / LEVELS_PER_DOUBLING),
)

/** How much one step of a row counts. */
export function sizeOf(level: number): number {
  return SIZES[level] ?? 0
}

/** Weights of one head in whole steps. `weights`: row by row. */
export function inSteps(weights: Float32Array, width: number): Weights['heads'][Head] {
  const levels = new Uint8Array(weights.length / width)
  const steps = new Int8Array(weights.length)
  levels.forEach((_, row) => {
    const own = weights.subarray(row * width, (row + 1) * width)
    const level = levelOf(own.reduce((most, w) => Math.max(most, Math.abs(w)), 0) / STEPS)
    levels[row] = level
    if (level > 0)
      steps.set(
        own.map((w) => Math.round(w / sizeOf(level))),
        row * width,
      )
  })
  return { steps, levels }
}

const QUALITIES = { quick: 5, small: constants.BROTLI_MAX_QUALITY }

/** The file that holds the weights, and the SHA-256 of what it unpacks to. */
export function packWeights(
  { features, heads }: Weights,
  how: keyof typeof QUALITIES = 'small',
): { file: Buffer; hash: string } {
  const distances = distancesOf(features)
  const parts = [Buffer.from(Uint32Array.of(features.length, distances.length).buffer), distances]
  for (const head of HEAD_NAMES) parts.push(bytesOf(heads[head].levels), bytesOf(heads[head].steps))
  const body = Buffer.concat(parts)
  const file = brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITIES[how] } })
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
  const [count = 0, distanceBytes = 0] = new Uint32Array(take(8))
  const features = featuresFrom(new Uint8Array(take(distanceBytes)), count)
  const heads = {} as Weights['heads']
  for (const head of HEAD_NAMES) {
    const levels = new Uint8Array(take(count))
    heads[head] = { levels, steps: new Int8Array(take(count * HEADS[head].length)) }
  }
  return { features, heads }
}

/** Each feature as its distance from the one before: seven bits a byte, the lowest first, the last one below 128. */
function distancesOf(features: Float64Array): Buffer {
  const bytes: number[] = []
  features.forEach((feature, i) => {
    let distance = feature - (i === 0 ? 0 : (features[i - 1] ?? 0))
    for (; distance >= 128; distance = Math.floor(distance / 128)) bytes.push(128 + (distance % 128))
    bytes.push(distance)
  })
  return Buffer.from(bytes)
}

function featuresFrom(distances: Uint8Array, count: number): Float64Array {
  const features = new Float64Array(count)
  let [row, feature, place] = [0, 0, 1]
  for (const byte of distances) {
    feature += (byte % 128) * place
    place *= 128
    if (byte >= 128) continue
    features[row++] = feature
    place = 1
  }
  return features
}

function bytesOf({ buffer, byteOffset, byteLength }: NodeJS.TypedArray): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

/** SHA-256, in hexadecimal digits. */
export function hashOf(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex')
}
