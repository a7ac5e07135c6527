/** Many words looked up in one pass over a text, in time linear in its length. */

export interface Found<T> {
  from: number
  to: number
  value: T
}

const ROOT = 0
/** Numbers of a branch: the node it leaves, its character, the node it leads to. A power of two lies in one line of memory. */
const BRANCH = 4
const SCATTER_NODE = 0x9e3779b1
const SCATTER_CODE = 0x85ebca6b

/**
 * Branches lie in one array, found by node and character (open addressing): a message asks some hundred times, and maps of
 * maps would be fetched from all over the memory.
 */
export class WordTree<T> {
  /** By node; `null` where no word ends. */
  readonly #values: (T | null)[] = [null]
  #branches = new Int32Array(2 ** 10 * BRANCH)

  /** Stores `value` under `word`; `merge` joins it with what stands there already. */
  add(word: string, value: T, merge?: (old: T, added: T) => T): void {
    let node = ROOT
    for (let i = 0; i < word.length; i++)
      node = this.#next(node, word.charCodeAt(i)) || this.#grow(node, word.charCodeAt(i))
    const old = this.#values[node] ?? null
    this.#values[node] = old !== null && merge ? merge(old, value) : value
  }

  /** The longest word that begins at `from`, or `null`. */
  longestAt(text: string, from: number): Found<T> | null {
    let found: Found<T> | null = null
    let node = ROOT
    for (let i = from; i < text.length; i++) {
      node = this.#next(node, text.charCodeAt(i))
      if (node === ROOT) break
      const value = this.#values[node] ?? null
      if (value !== null) found = { from, to: i + 1, value }
    }
    return found
  }

  /** Every word that begins at `from`, the short ones inside the longest too. */
  eachAt(text: string, from: number, take: (found: Found<T>) => void): void {
    let node = ROOT
    for (let i = from; i < text.length; i++) {
      node = this.#next(node, text.charCodeAt(i))
      if (node === ROOT) return
      const value = this.#values[node] ?? null
      if (value !== null) take({ from, to: i + 1, value })
    }
  }

  /** Every longest word of the text that does not lie wholly inside another, in order. */
  scan(text: string): Found<T>[] {
    const all: Found<T>[] = []
    let reached = 0
    for (let i = 0; i < text.length; i++) {
      const found = this.longestAt(text, i)
      if (!found || found.to <= reached) continue
      all.push(found)
      reached = found.to
    }
    return all
  }

  /** The node that a character leads to; the root, to which none leads, where there is no such branch. */
  #next(node: number, code: number): number {
    const branches = this.#branches
    for (let at = this.#placeOf(node, code); ; at = (at + BRANCH) % branches.length) {
      const to = branches[at + 2] ?? ROOT
      if (to === ROOT || (branches[at] === node && branches[at + 1] === code)) return to
    }
  }

  #grow(node: number, code: number): number {
    const added = this.#values.push(null) - 1
    // Three quarters of the places stay empty, so that a search ends soon.
    if (added * BRANCH * 4 > this.#branches.length) this.#widen()
    this.#put(node, code, added)
    return added
  }

  #put(node: number, code: number, to: number): void {
    let at = this.#placeOf(node, code)
    while (this.#branches[at + 2] !== ROOT) at = (at + BRANCH) % this.#branches.length
    this.#branches.set([node, code, to], at)
  }

  #widen(): void {
    const old = this.#branches
    this.#branches = new Int32Array(old.length * 2)
    for (let at = 0; at < old.length; at += BRANCH) {
      const [node = ROOT, code = 0, to = ROOT] = old.subarray(at, at + BRANCH)
      if (to !== ROOT) this.#put(node, code, to)
    }
  }

  #placeOf(node: number, code: number): number {
    const mixed = Math.imul(node, SCATTER_NODE) ^ Math.imul(code, SCATTER_CODE)
    return ((mixed ^ (mixed >>> 15)) & (this.#branches.length / BRANCH - 1)) * BRANCH
  }
}
