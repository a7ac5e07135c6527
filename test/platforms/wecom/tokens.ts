import { randomBytes } from 'node:crypto'
import { type Answer, failed, ok } from './answers.ts'

/** What a secret opens. */
export type Scope = 'app' | 'contact' | 'kf'

export interface TokenOptions {
  corpId: string
  /** Secret → what it opens. */
  secrets: ReadonlyMap<string, Scope>
  ttlSeconds: number
  /** A token dies after so many uses; for tests of renewal under load. */
  usesPerToken: number
  nowMs: () => number
}

interface Token {
  token: string
  scope: Scope
  expiresAtMs: number
  usesLeft: number
  revoked: boolean
}

/** Access tokens [D 91039]: while one is valid, asking again gives the same one. */
export class Tokens {
  readonly #options: TokenOptions
  readonly #current = new Map<string, Token>()
  readonly #issued = new Map<string, Token>()

  constructor(options: TokenOptions) {
    this.#options = options
  }

  get(corpId: string | null, secret: string | null): Answer {
    const { secrets, ttlSeconds, usesPerToken, nowMs } = this.#options
    if (corpId !== this.#options.corpId) return failed(40013, 'invalid corpid')
    const scope = secrets.get(secret ?? '')
    if (secret === null || scope === undefined) return failed(40001, 'invalid credential')
    let token = this.#current.get(secret)
    if (!token || token.revoked || token.usesLeft <= 0 || token.expiresAtMs <= nowMs()) {
      token = {
        token: randomBytes(32).toString('base64url'),
        scope,
        expiresAtMs: nowMs() + ttlSeconds * 1000,
        usesLeft: usesPerToken,
        revoked: false,
      }
      this.#current.set(secret, token)
      this.#issued.set(token.token, token)
    }
    return ok({ access_token: token.token, expires_in: Math.ceil((token.expiresAtMs - nowMs()) / 1000) })
  }

  /** What a token opens, or why it opens nothing: 41001 missing, 40014 invalid, 42001 expired. */
  check(value: string | null): Scope | Answer {
    if (value === null || value === '') return failed(41001, 'access_token missing')
    const token = this.#issued.get(value)
    if (token === undefined || token.revoked) return failed(40014, 'invalid access_token')
    if (token.expiresAtMs <= this.#options.nowMs() || token.usesLeft <= 0) return failed(42001, 'access_token expired')
    token.usesLeft -= 1
    return token.scope
  }

  /** Tokens die early in the field: the next use meets 40014. */
  revokeAll(): void {
    for (const token of this.#issued.values()) token.revoked = true
  }

  /** The next use meets 42001. */
  expireAll(): void {
    for (const token of this.#issued.values()) token.expiresAtMs = 0
  }
}
