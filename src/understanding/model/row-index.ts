import type { Feature } from './features.ts'

/** Half of the places stay empty, so that a search ends soon. */
const ROOM = 2
const SCATTER_LOW = 0x9e3779b1
const SCATTER_HIGH = 0x85ebca6b

/**
 * Finds the row of a feature: open addressing in two arrays, without an object for each key. A message asks some hundred
 * times, and a `Map` with numbers of this size takes twice as long.
 */
export class RowIndex {
  readonly #features: Float64Array
  readonly #rows: Int32Array
  readonly #mask: number

  constructor(features: Float64Array) {
    const size = 2 ** Math.ceil(Math.log2(features.length * ROOM + 1))
    this.#features = new Float64Array(size).fill(-1)
    this.#rows = new Int32Array(size)
    this.#mask = size - 1
    features.forEach((feature, row) => {
      let at = this.#placeOf(feature)
      while (this.#features[at] !== -1) at = (at + 1) & this.#mask
      this.#features[at] = feature
      this.#rows[at] = row
    })
  }

  /** The row, or -1. */
  find(feature: Feature): number {
    let at = this.#placeOf(feature)
    for (;;) {
      const here = this.#features[at]
      if (here === feature) return this.#rows[at] ?? -1
      if (here === -1) return -1
      at = (at + 1) & this.#mask
    }
  }

  #placeOf(feature: Feature): number {
    const high = Math.floor(feature / 2 ** 32)
    const mixed = Math.imul(feature >>> 0, SCATTER_LOW) ^ Math.imul(high, SCATTER_HIGH)
    return (mixed ^ (mixed >>> 15)) & this.#mask
  }
}
