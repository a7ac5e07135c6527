import { randomBytes } from 'node:crypto'
import { type Call, ok, oldOk, oldRefused, parseObject, type Reply, refused } from './answers.ts'

export interface TokenOptions {
  clientId: string
  clientSecret: string
  corpId: string
  /** 7200 s on the real platform [KB 0033]. */
  lifeMs: number
  /** A token dies after so many uses; for tests of renewal under load. */
  usesPerToken: number
  nowMs: () => number
}

interface Token {
  value: string
  expiresAtMs: number
  usesLeft: number
}

/** Access tokens of both families: one and the same value opens both [PY upload_to_dingtalk]. */
export class Tokens {
  readonly #options: TokenOptions
  #current: Token | null = null
  /** How many values were given out, and how often one was asked for. */
  issued = 0
  asked = 0

  constructor(options: TokenOptions) {
    this.#options = options
  }

  /** `POST /v1.0/oauth2/accessToken` [KB 0033]; the body has to be JSON [ISS alibabacloud-php-sdk#36]. */
  byAppKey({ headers, body }: Call): Reply {
    const json = isJson(headers) ? parseObject(body.toString('utf8')) : null
    if (json === null) return refused(400, 'Missingbody', 'body is mandatory for this action')
    if (!this.#isOurs(json.appKey, json.appSecret))
      return refused(400, 'invalidClientIdOrSecret', '无效的clientId或者clientSecret')
    const { value, leftSeconds } = this.#give()
    return ok({ accessToken: value, expireIn: leftSeconds })
  }

  /** `POST /v1.0/oauth2/{corpId}/token` [KB 0037]. */
  byCorp({ path, body }: Call): Reply {
    const json = parseObject(body.toString('utf8'))
    if (json?.grant_type !== 'client_credentials' || !path.includes(`/${this.#options.corpId}/`)) {
      return refused(400, 'invalidParameter.grantType')
    }
    if (!this.#isOurs(json.client_id, json.client_secret)) return refused(400, 'invalidClientIdOrSecret')
    const { value, leftSeconds } = this.#give()
    return ok({ access_token: value, expires_in: leftSeconds })
  }

  /** `GET oapi/gettoken?appkey&appsecret` [NODE client.mjs]. */
  byQuery({ query }: Call): Reply {
    if (!this.#isOurs(query.get('appkey'), query.get('appsecret')))
      return oldRefused(40089, '不合法的corpid或corpsecret')
    const { value, leftSeconds } = this.#give()
    return oldOk({ access_token: value, expires_in: leftSeconds })
  }

  /** Whether the value opens calls now; takes one of its uses. */
  opens(value: string | string[] | null | undefined): boolean {
    const token = this.#current
    if (token === null || value !== token.value || !this.#isAlive(token)) return false
    token.usesLeft -= 1
    return true
  }

  /** Tokens die early in the field: the next use is refused, and asking again brings another value. */
  kill(): void {
    this.#current = null
  }

  #isOurs(key: unknown, secret: unknown): boolean {
    return key === this.#options.clientId && secret === this.#options.clientSecret
  }

  #isAlive(token: Token): boolean {
    return token.expiresAtMs > this.#options.nowMs() && token.usesLeft > 0
  }

  /** While one is valid the same value is given again, with a new life [KB 0033]. */
  #give(): { value: string; leftSeconds: number } {
    const { lifeMs, usesPerToken, nowMs } = this.#options
    this.asked += 1
    if (this.#current === null || !this.#isAlive(this.#current)) {
      this.issued += 1
      this.#current = { value: randomBytes(16).toString('hex'), expiresAtMs: 0, usesLeft: usesPerToken }
    }
    this.#current.expiresAtMs = nowMs() + lifeMs
    return { value: this.#current.value, leftSeconds: Math.floor(lifeMs / 1000) }
  }
}

function isJson(headers: Call['headers']): boolean {
  return String(headers['content-type'] ?? '').includes('json')
}
