import type { Feature } from './features.ts'

/** Half of the places stay empty, so that a search ends soon. */
const ROOM = 2
const SCATTER_LOW = 0x9e3779b1
const SCATTER_HIGH = 0x85ebca6b

/**
 * Finds the row of a feature: open addressing in one array, without an object for each key. A message asks some hundred
 * times, and a `Map` with numbers of this size takes twice as long.
 */
export class RowIndex {
  /** A feature beside its row, so that both lie in one line of memory; -1 where there is none. */
  readonly #places: Float64Array
  readonly #mask: number

  constructor(features: Float64Array) {
    const size = 2 ** Math.ceil(Math.log2(features.length * ROOM + 1))
    this.#places = new Float64Array(size * 2).fill(-1)
    this.#mask = size * 2 - 1
    features.forEach((feature, row) => {
      let at = this.#placeOf(feature)
      while (this.#places[at] !== -1) at = (at + 2) & this.#mask
      this.#places[at] = feature
      this.#places[at + 1] = row
    })
  }

  /** The row, or -1. */
  find(feature: Feature): number {
    let at = this.#placeOf(feature)
    for (;;) {
      const here = this.#places[at]
      if (here === feature || here === -1) return this.#places[at + 1] ?? -1
      at = (at + 2) & this.#mask
    }
  }

  #placeOf(feature: Feature): number {
    const high = Math.floor(feature / 2 ** 32)
    const mixed = Math.imul(feature >>> 0, SCATTER_LOW) ^ Math.imul(high, SCATTER_HIGH)
    return ((mixed ^ (mixed >>> 15)) << 1) & this.#mask
  }
}
