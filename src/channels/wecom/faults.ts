/** What WeCom's error codes mean for us (wecom.md §10; meanings: W errcodes, which is the official page 90313). */
import { ChannelError, type ChannelFault } from '../../errors.ts'

export interface Fault {
  fault: ChannelFault
  retryAfterMs: number | null
  /** Whether every other call of this application would fail alike, so that none is made until then. */
  forAll: boolean
}

const MINUTE_MS = 60_000
/** A wrong secret is not asked about again at once: some 2000 failing token calls an hour block the company's calls. */
const SETUP_RETRY_MS = 5 * MINUTE_MS

/** Wrong or expired token: drop it, get another, try once more. */
export const TOKEN_DEAD: ReadonlySet<number> = new Set([40014, 42001])
/** The token itself is refused for good: wrong company or secret, or the application is switched off. */
const CREDENTIALS_WRONG = new Set([40001, 40013, 40091])
/** The address of this server is not on the list of trusted ones; a change there takes about a minute [W]. */
const ADDRESS_NOT_TRUSTED = 60020
const APP_NOT_ALLOWED = new Set([
  40054, 40055, 40056, 41011, 43012, 45034, 48001, 48002, 48006, 48007, 50001, 50003, 60030, 85005, 86008, 95004,
  301002,
])
const BUSY = new Set([-1, 6000])
export const TOO_FREQUENT = 45009
const TOO_MANY_AT_ONCE = 45033

/** All recipients of a send are invalid, unknown, or outside the application's visible range. */
export const NOBODY_REACHED: ReadonlySet<number> = new Set([40003, 46004, 50002, 60011, 60111, 81013])
/** `media_id` wrong or older than three days. */
export const MEDIA_GONE = 40007
/** There is no such code of customer contact: it was deleted in WeCom's console, or by another program. */
export const WAY_GONE = 41044
/** The response code was used or is older than 72 h, or the card is unknown: send the card anew. */
export const CARD_UNCHANGEABLE: ReadonlySet<number> = new Set([42016, 42022, 60140])
/** The task id was used before. Ours are checked and unique, so this very card had gone out already. */
export const CARD_SENT_BEFORE = 42014

/** WeCom does not like how the card is built; words alone still reach the person. */
export function cardRefused(code: number | null): boolean {
  return code !== null && ((code >= 42017 && code <= 42019) || (code >= 42027 && code <= 42051))
}

export function faultOf(code: number): Fault {
  if (code === TOO_FREQUENT) return { fault: 'rate_limited', retryAfterMs: MINUTE_MS, forAll: true }
  if (code === TOO_MANY_AT_ONCE) return { fault: 'rate_limited', retryAfterMs: between(500, 5_000), forAll: false }
  if (BUSY.has(code)) return { fault: 'rate_limited', retryAfterMs: between(1_000, 2_000), forAll: false }
  if (TOKEN_DEAD.has(code)) return { fault: 'unreachable', retryAfterMs: 5_000, forAll: false }
  if (CREDENTIALS_WRONG.has(code)) return { fault: 'misconfigured', retryAfterMs: SETUP_RETRY_MS, forAll: true }
  if (code === ADDRESS_NOT_TRUSTED) return { fault: 'misconfigured', retryAfterMs: MINUTE_MS, forAll: true }
  if (APP_NOT_ALLOWED.has(code)) return { fault: 'misconfigured', retryAfterMs: SETUP_RETRY_MS, forAll: false }
  return { fault: 'rejected', retryAfterMs: null, forAll: false }
}

/** WeCom's answer as an error. Its words are left out, since they may repeat ours; the hint finds them at WeCom. */
export function wecomError(api: string, code: number, errmsg: unknown): ChannelError {
  const { fault, retryAfterMs } = faultOf(code)
  const hint = typeof errmsg === 'string' ? /hint: \[(\d{1,40})\]/.exec(errmsg)?.[1] : undefined
  const message = `WeCom answered ${code} to ${api}${hint === undefined ? '' : `, hint ${hint}`}${advice(code)}`
  return new ChannelError(fault, message, { code, ...(retryAfterMs === null ? {} : { retryAfterMs }) })
}

function advice(code: number): string {
  if (code === ADDRESS_NOT_TRUSTED) return ': add the address of this server to 企业可信IP of the application'
  if (CREDENTIALS_WRONG.has(code)) return ': check WECOM_CORP_ID and WECOM_SECRET'
  return ''
}

function between(min: number, max: number): number {
  return Math.round(min + Math.random() * (max - min))
}
