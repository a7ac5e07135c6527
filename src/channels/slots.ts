/** Lets at most `count` pieces of work run at once; the others wait in the order they came. */
export class Slots {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(count: number) {
    this.#free = count
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1
    else await new Promise<void>((turn) => this.#waiting.push(turn))
    try {
      return await work()
    } finally {
      // The slot goes from hand to hand, so that nobody who comes now is served first.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free += 1
    }
  }
}
