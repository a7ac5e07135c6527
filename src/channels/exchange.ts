/** What talking HTTP to a platform has in common, whichever it is. */
import { errors } from 'undici'
import { ChannelError } from '../errors.ts'

/** Failures of which it is certain that the platform never saw the request. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])
const NOT_SENT_TLS = /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/

const KEEP_ALIVE_MS = 30_000

/** Which platform, and what was asked of it: as errors and logs call it, so never with a token. */
export interface Asked {
  platform: string
  api: string
}

/** A connection that failed: `unreachable` where the request certainly was not sent, else `ambiguous`. */
export function connectionFault({ platform, api }: Asked, cause: unknown): ChannelError {
  const code = codeOf(cause)
  const options = cause instanceof Error ? { cause } : {}
  if (NOT_SENT.has(code) || NOT_SENT_TLS.test(code)) {
    return new ChannelError('unreachable', `${platform} cannot be reached for ${api} (${code})`, options)
  }
  if (cause instanceof errors.HeadersTimeoutError || cause instanceof errors.BodyTimeoutError) {
    return new ChannelError('ambiguous', `${platform} did not answer ${api} in time`, options)
  }
  return new ChannelError('ambiguous', `The connection to ${platform} broke during ${api} (${code})`, options)
}

/** How connections to a platform's servers are kept: so many to each, and the same patience at every step. */
export function connectionOptions({ timeoutMs, connections }: { timeoutMs: number; connections: number }) {
  return {
    connections,
    connect: { timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
  }
}

/** The code of an error, or of the first inside it: node tries several addresses and reports all failures in one. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  return codeOf(error.cause)
}

/** The bytes of an answer. @throws ChannelError `rejected` if there are more than `maxBytes`, without reading on */
export async function readAtMost(
  body: AsyncIterable<Buffer>,
  { platform, api, maxBytes }: Asked & { maxBytes: number },
): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    // Leaving the loop destroys the stream, so the rest is not downloaded.
    if (size > maxBytes) {
      throw new ChannelError('rejected', `${platform}'s answer to ${api} is larger than ${maxBytes} bytes`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The first value of a header. */
export function headerText(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null
}

/** A call whose doing twice is harmless is never `ambiguous`: it counts as not done. */
export async function harmless<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    if (!(error instanceof ChannelError) || error.fault !== 'ambiguous') throw error
    throw new ChannelError('unreachable', error.message, { cause: error })
  }
}
