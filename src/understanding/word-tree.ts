/** Many words looked up in one pass over a text, in time linear in its length. */

interface Node<T> {
  next: Map<number, Node<T>> | null
  value: T | null
}

export interface Found<T> {
  from: number
  to: number
  value: T
}

export class WordTree<T> {
  readonly #root: Node<T> = { next: null, value: null }

  /** Stores `value` under `word`; `merge` joins it with what stands there already. */
  add(word: string, value: T, merge?: (old: T, added: T) => T): void {
    let node = this.#root
    for (let i = 0; i < word.length; i++) {
      node.next ??= new Map()
      const code = word.charCodeAt(i)
      let next = node.next.get(code)
      if (!next) {
        next = { next: null, value: null }
        node.next.set(code, next)
      }
      node = next
    }
    node.value = node.value !== null && merge ? merge(node.value, value) : value
  }

  /** The longest word that begins at `from`, or `null`. */
  longestAt(text: string, from: number): Found<T> | null {
    let node: Node<T> | undefined = this.#root
    let found: Found<T> | null = null
    for (let i = from; i < text.length; i++) {
      node = node.next?.get(text.charCodeAt(i))
      if (!node) break
      if (node.value !== null) found = { from, to: i + 1, value: node.value }
    }
    return found
  }

  /** Every word that begins at `from`, the short ones inside the longest too. */
  eachAt(text: string, from: number, take: (found: Found<T>) => void): void {
    let node: Node<T> | undefined = this.#root
    for (let i = from; i < text.length; i++) {
      node = node.next?.get(text.charCodeAt(i))
      if (!node) return
      if (node.value !== null) take({ from, to: i + 1, value: node.value })
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
}
