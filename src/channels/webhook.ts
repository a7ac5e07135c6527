/** Tells other programs by Standard Webhooks (https://github.com/standard-webhooks/standard-webhooks, spec 1.0). */
import { createHmac, randomBytes } from 'node:crypto'
import { UserError } from '../errors.ts'
import { createSafeFetch, mayBeAsked, type SafeFetchOptions } from './safe-fetch.ts'

const TIMEOUT_MS = 10_000
const SECRET_BYTES = 32
const SECRET_PREFIX = 'whsec_'
const MOST_URL_SIGNS = 500

export function newWebhookSecret(): string {
  return `${SECRET_PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`
}

/** What is sent, and its name: one and the same for every try. */
export interface WebhookMessage {
  id: string
  body: string
}

/** The headers by which the receiver sees that nobody else sent it, and when. */
export function signedHeaders(secret: string, { id, body }: WebhookMessage, now: Date): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000))
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return {
    'content-type': 'application/json',
    'user-agent': 'zeren-webhook/1',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  }
}

/** @param innerUrls servers in the own network that the operator named */
function rules(innerUrls: readonly string[]): Pick<SafeFetchOptions, 'trustedBases' | 'allowHttp'> {
  return { trustedBases: innerUrls, allowHttp: false }
}

/** The address of a subscriber, tidied. @throws UserError when it may not be told to, in words of who typed it */
export function webhookUrl(text: string, innerUrls: readonly string[]): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || text.length > MOST_URL_SIGNS) throw new UserError('地址要写完整，例如 https://example.cn/hook')
  if (!mayBeAsked(text, rules(innerUrls))) {
    throw new UserError('这个地址不能用：不能带用户名密码，也不能是内网地址，除非运维写进 WEBHOOK_INNER_URLS')
  }
  const isInner = innerUrls.some((inner) => new URL(inner).origin === url.origin)
  if (url.protocol !== 'https:' && !isInner) throw new UserError('地址要以 https:// 开头')
  return url.href
}

export interface WebhookSender {
  /**
   * @returns the status of the answer, and after how many seconds to come again where it says so
   * @throws ChannelError when there is no answer
   */
  post(
    url: string,
    secret: string,
    message: WebhookMessage,
  ): Promise<{ status: number; retryAfterSeconds: number | null }>
  close(): Promise<void>
}

export function createWebhookSender({
  innerUrls,
  now,
  timeoutMs = TIMEOUT_MS,
}: {
  innerUrls: readonly string[]
  now: () => Date
  timeoutMs?: number
}): WebhookSender {
  const fetch = createSafeFetch({ ...rules(innerUrls), platform: 'a subscriber', timeoutMs })
  return {
    post: (url, secret, message) =>
      fetch.post(url, { api: 'a webhook', headers: signedHeaders(secret, message, now()), body: message.body }),
    close: fetch.close,
  }
}
