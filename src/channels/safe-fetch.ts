/** Exchanges with addresses that somebody else chose, without reaching into our own network (SSRF). */
import { lookup as dnsLookup, type LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { Agent, request } from 'undici'
import { ChannelError } from '../errors.ts'
import { connectionFault, headerText, readAtMost } from './exchange.ts'

export interface SafeFetchOptions {
  platform: string
  /** Servers that the operator named: they may be anywhere, also in our own network. */
  trustedBases: readonly string[]
  /** Unencrypted downloads are for tests and closed networks; else what is named so is asked over TLS. */
  allowHttp: boolean
  timeoutMs: number
  /** Finds the addresses of a name; the system's way unless told. */
  lookup?: LookupFunction
}

export interface SafeFetch {
  /**
   * The bytes behind an address. Redirects are not followed: they would lead past the check.
   *
   * @throws ChannelError `rejected` for an address that may not be asked, or more than `maxBytes`
   */
  get(url: string, asked: { api: string; maxBytes: number }): Promise<{ bytes: Buffer; contentType: string }>
  /**
   * Post to an address, and look at the status of the answer only. Redirects are not followed.
   *
   * @throws ChannelError `rejected` for an address that may not be asked, `unreachable` for all else without an answer
   */
  post(url: string, told: Posted): Promise<{ status: number; retryAfterSeconds: number | null }>
  close(): Promise<void>
}

export interface Posted {
  api: string
  headers: Readonly<Record<string, string>>
  body: string
}

export function createSafeFetch(options: SafeFetchOptions): SafeFetch {
  const { platform, allowHttp, timeoutMs } = options
  const trusted = originsOf(options.trustedBases)
  const common = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs }
  const open = new Agent({ ...common, connect: { timeout: timeoutMs } })
  // Looked at when the connection is made: a name may be asked twice, and answer differently the second time.
  const lookup = publicOnly(options.lookup ?? (dnsLookup as LookupFunction))
  const guarded = new Agent({ ...common, connect: { timeout: timeoutMs, lookup } })

  return {
    async get(url, { api, maxBytes }) {
      const target = allowedTarget(url, { trusted, allowHttp })
      if (target === null)
        throw new ChannelError('rejected', `${platform} named an address for ${api} that is not public`)
      const asked = { platform, api }
      try {
        const dispatcher = trusted.has(target.origin) ? open : guarded
        const { statusCode, headers, body } = await request(target, { dispatcher })
        if (statusCode !== 200) {
          await body.dump()
          throw statusFault(api, statusCode)
        }
        const bytes = await readAtMost(body, { ...asked, maxBytes })
        return { bytes, contentType: headerText(headers['content-type']) ?? '' }
      } catch (error) {
        throw faultOf(asked, error)
      }
    },
    async post(url, { api, headers, body }) {
      const target = allowedTarget(url, { trusted, allowHttp })
      const asked = { platform, api }
      if (target === null) throw new ChannelError('rejected', `${platform} has an address that is not public`)
      try {
        const dispatcher = trusted.has(target.origin) ? open : guarded
        // One limit for all of it: an answer in drops resets the others again and again.
        const signal = AbortSignal.timeout(timeoutMs)
        const answer = await request(target, { method: 'POST', headers, body, dispatcher, signal })
        await answer.body.dump({ limit: ANSWER_MAX_BYTES, signal }).catch(() => {})
        return { status: answer.statusCode, retryAfterSeconds: secondsOf(headerText(answer.headers['retry-after'])) }
      } catch (error) {
        throw faultOf(asked, error)
      }
    },
    async close() {
      await Promise.all([open.close(), guarded.close()])
    },
  }
}

/** Nobody reads more of an answer to a post. */
const ANSWER_MAX_BYTES = 16 * 1024

function secondsOf(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) : null
}

/** Whether an IP address belongs to the internet, and so to nobody's own network. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  // `process` turns an IPv4 address that is wrapped in IPv6 back into what it is.
  const parsed = ipaddr.process(address)
  if (parsed.range() !== 'unicast') return false
  // Of IPv6 only this part is given out; the rest has forms that lead to IPv4 addresses.
  return parsed.kind() === 'ipv4' || parsed.match(ipaddr.parseCIDR('2000::/3'))
}

/** Whether an address may be asked as far as can be seen before its name is looked up. */
export function mayBeAsked(
  url: string,
  { trustedBases, allowHttp }: Pick<SafeFetchOptions, 'trustedBases' | 'allowHttp'>,
) {
  return allowedTarget(url, { trusted: originsOf(trustedBases), allowHttp }) !== null
}

function originsOf(bases: readonly string[]): ReadonlySet<string> {
  return new Set(bases.map((base) => new URL(base).origin))
}

/** The address to ask, `null` if it may not be asked whatever it resolves to. */
function allowedTarget(
  url: string,
  { trusted, allowHttp }: { trusted: ReadonlySet<string>; allowHttp: boolean },
): URL | null {
  if (!URL.canParse(url)) return null
  const target = new URL(url)
  if (target.protocol !== 'https:' && target.protocol !== 'http:') return null
  if (target.username !== '' || target.password !== '') return null
  if (trusted.has(target.origin)) return target
  if (!allowHttp) target.protocol = 'https:'
  // Addresses in numbers are never looked up, so they are checked here; `URL` has brought all their spellings into one.
  const literal = target.hostname.replace(/^\[|\]$/g, '')
  return ipaddr.isValid(literal) && !isPublicAddress(literal) ? null : target
}

class NotPublic extends Error {
  override name = 'NotPublic'
}

/** A lookup that fails if any of the addresses found is not public. */
function publicOnly(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found: string | LookupAddress[], family) => {
      const addresses = typeof found === 'string' ? [{ address: found, family: family ?? 4 }] : (found ?? [])
      const [first] = addresses
      if (error || first === undefined) return callback(error ?? new NotPublic(hostname), '')
      if (!addresses.every(({ address }) => isPublicAddress(address))) return callback(new NotPublic(hostname), '')
      if (options.all === true) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}

function statusFault(api: string, status: number): ChannelError {
  const fault = status === 429 || status >= 500 ? 'unreachable' : 'rejected'
  return new ChannelError(fault, `The server that holds the file of ${api} answered with HTTP status ${status}`)
}

/** Reading twice is harmless, so nothing here is ambiguous. */
function faultOf(asked: { platform: string; api: string }, error: unknown): ChannelError {
  if (error instanceof ChannelError) return error
  if (error instanceof NotPublic) {
    return new ChannelError('rejected', `${asked.platform} named a server for ${asked.api} that is not public`)
  }
  const { message } = connectionFault(asked, error)
  return new ChannelError('unreachable', message, error instanceof Error ? { cause: error } : {})
}
