/** A token is replaced before it runs out: as early as its platform advises, less of one that lives shortly. */
const EARLY_SHARE = 0.1

export interface FreshToken {
  token: string
  lifetimeMs: number
}

/**
 * The access token of one application. It is asked for by one call at a time, however many wait for it.
 *
 * While a token is valid WeCom [D 91039] and DingTalk [KB 0033] give the same one to everybody who asks, so processes
 * do not disturb each other and nothing needs to be shared between them.
 */
export class TokenSource {
  readonly #fetch: () => Promise<FreshToken>
  readonly #now: () => Date
  readonly #earlyMs: number
  #token: string | null = null
  #replaceAtMs = 0
  #underWay: Promise<string> | null = null

  constructor({ fetch, now, earlyMs }: { fetch: () => Promise<FreshToken>; now: () => Date; earlyMs: number }) {
    this.#fetch = fetch
    this.#now = now
    this.#earlyMs = earlyMs
  }

  async current(): Promise<string> {
    if (this.#token !== null && this.#now().getTime() < this.#replaceAtMs) return this.#token
    return this.#refresh()
  }

  /** The token to use instead of `dead`, which may have been replaced by another call meanwhile. */
  async insteadOf(dead: string): Promise<string> {
    if (this.#token === dead) this.#token = null
    return this.current()
  }

  #refresh(): Promise<string> {
    this.#underWay ??= this.#fetch()
      .then(({ token, lifetimeMs }) => {
        this.#token = token
        this.#replaceAtMs = this.#now().getTime() + lifetimeMs - Math.min(this.#earlyMs, lifetimeMs * EARLY_SHARE)
        return token
      })
      .finally(() => {
        this.#underWay = null
      })
    return this.#underWay
  }
}
