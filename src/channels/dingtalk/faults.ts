/** What DingTalk's errors mean for us (sources of the codes: dingtalk.md §3, §4). */
import { ChannelError, type ChannelFault } from '../../errors.ts'
import type { Answer } from './http.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const SETUP_RETRY_MS = 5 * MINUTE_MS
/** More than 10 000 calls in 20 s from one address: everything is refused for five minutes, often in HTML [KB 0012]. */
const BAN_MS = 5 * MINUTE_MS

/** How old calls say that the month is used up [KB 1433]; ours say it too. */
export const MONTH_USED_UP = 90020

/** DingTalk refused or failed. `platformCode` is its own word: a number in old calls, a name in new ones. */
class DingtalkError extends ChannelError {
  override name = 'DingtalkError'
  readonly platformCode: string

  constructor(platformCode: string, { fault, retryAfterMs }: Meaning, message: string) {
    const code = /^-?\d{1,9}$/.test(platformCode) ? { code: Number(platformCode) } : {}
    super(fault, message, { ...code, ...(retryAfterMs === null ? {} : { retryAfterMs }) })
    this.platformCode = platformCode
  }
}

interface Meaning {
  fault: ChannelFault
  retryAfterMs: number | null
}

/** By name, the first that fits. 403 and 400 certainly mean that nothing was done. */
const NAMED: readonly (readonly [RegExp, ChannelFault, number | null])[] = [
  [/^InvalidAuthentication$|token\.invalid$/i, 'unreachable', 5 * SECOND_MS],
  [/ApiCountLimitForOrg/i, 'rate_limited', null],
  [/QpmLimit/i, 'rate_limited', MINUTE_MS],
  [/QpsLimit/i, 'rate_limited', SECOND_MS],
  [/too\.?fast|flowControl/i, 'rate_limited', MINUTE_MS],
  [/^authFailed$|^invalidClientIdOrSecret$/i, 'misconfigured', SETUP_RETRY_MS],
  [/^Forbidden\.AccessDenied/i, 'misconfigured', SETUP_RETRY_MS],
  [/robotCode|notAllow\.sendOTO|oto\.notExist|bot\.stopped|^unauthorized$/i, 'misconfigured', SETUP_RETRY_MS],
  [/system\.(busy|error)|ServiceUnavailable/i, 'unreachable', null],
]

const NUMBERED: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ...meaning('unreachable', 5 * SECOND_MS, ['40014', '40001']),
  // 88 is a dead token too, which is tried with another; where it stays, a right is missing.
  ...meaning('misconfigured', SETUP_RETRY_MS, ['88', '60011', '60020', '40089', '43004']),
  ...meaning('rate_limited', SECOND_MS, ['90002', '90018', '-1']),
  ...meaning('rate_limited', MINUTE_MS, ['410100']),
  ...meaning('rate_limited', null, ['90020']),
])

/** The token is wrong or has run out: get another, try once more. */
export function isTokenDead(error: unknown): boolean {
  return isNamed(error, /^InvalidAuthentication$|token\.invalid$|^(40014|40001|88)$/i)
}

/** The organisation has used up its month [KB 1433]. */
export function isMonthUsedUp(error: unknown): boolean {
  return isNamed(error, /ApiCountLimitForOrg|^90020$/i)
}

/** No more calls of a kind in this month, whether DingTalk said so or we keep the rest for what is more urgent. */
export function isMonthOver(error: unknown): boolean {
  return error instanceof ChannelError && error.code === MONTH_USED_UP
}

/** The sessionWebhook has run out or is unknown; said with HTTP status 200. */
export function isSessionGone(error: unknown): boolean {
  return isNamed(error, /^300001$/)
}

/** This very card had been made before: its id is ours and unique, so it went out already. */
export function wasCardMade(error: unknown): boolean {
  return isNamed(error, /cardAlreadyExist/i)
}

/** The directory does not know this account. */
export function isNobody(error: unknown): boolean {
  return isNamed(error, /^(33012|60121)$/)
}

/** A code of the platform, where the error has one. */
export function platformCodeOf(error: unknown): string | null {
  return error instanceof DingtalkError ? error.platformCode : null
}

function isNamed(error: unknown, code: RegExp): boolean {
  return error instanceof DingtalkError && code.test(error.platformCode)
}

/**
 * The error in an answer, `null` if it says that all is well.
 *
 * New calls tell by the status and a `code`, old ones always say 200 and tell by `errcode`; a banned address gets
 * `{"status":1111}` or a page of HTML.
 */
export function faultOfAnswer(api: string, { status, json }: Answer): ChannelError | null {
  if (json?.status === 1111) return dingtalkError(api, '1111', { fault: 'rate_limited', retryAfterMs: BAN_MS })
  const errcode = json?.errcode
  if (typeof errcode === 'number' || typeof errcode === 'string') {
    const code = String(errcode)
    if (code === '0') return null
    return dingtalkError(api, code, NUMBERED.get(code) ?? { fault: 'rejected', retryAfterMs: null })
  }
  const code = textOf(json, 'code')
  if (status >= 200 && status < 300) {
    if (json !== null && (code === null || json.success === true)) return null
    if (code === null) return new ChannelError('ambiguous', `DingTalk's answer to ${api} cannot be read`)
  }
  if (code === null) return withoutCode(api, status)
  return dingtalkError(api, code, meaningOf(code, status), requiredScopes(json))
}

function meaningOf(code: string, status: number): Meaning {
  const [, fault, retryAfterMs] = NAMED.find(([name]) => name.test(code)) ?? [null, null, null]
  // Whatever its name: a server that failed half-way may have done it. 503 says that nobody was there to begin.
  if (status >= 500 && status !== 503) return { fault: 'ambiguous', retryAfterMs: null }
  if (fault !== null) return { fault, retryAfterMs: spread(retryAfterMs) }
  return byStatus(status) ?? { fault: 'rejected', retryAfterMs: null }
}

/** From a server in between, or one that is not DingTalk's. */
function withoutCode(api: string, status: number): ChannelError {
  const { fault, retryAfterMs } = byStatus(status) ?? { fault: 'misconfigured', retryAfterMs: MINUTE_MS }
  const advice = fault === 'misconfigured' ? ': check DINGTALK_API_BASE and DINGTALK_OAPI_BASE' : ''
  const message = `DingTalk answered with HTTP status ${status} to ${api}${advice}`
  return new ChannelError(fault, message, retryAfterMs === null ? {} : { retryAfterMs })
}

function byStatus(status: number): Meaning | null {
  if (status === 503) return { fault: 'unreachable', retryAfterMs: null }
  if (status >= 500 || status === 408) return { fault: 'ambiguous', retryAfterMs: null }
  if (status === 429) return { fault: 'rate_limited', retryAfterMs: MINUTE_MS }
  if (status === 401) return { fault: 'misconfigured', retryAfterMs: SETUP_RETRY_MS }
  return null
}

/** DingTalk's words are left out, since they may repeat ours. */
function dingtalkError(api: string, code: string, meaning: Meaning, advice = ''): DingtalkError {
  const shown = /^[\w.-]{1,100}$/.test(code) ? code : 'an unreadable code'
  return new DingtalkError(code, meaning, `DingTalk answered ${shown} to ${api}${advice}`)
}

/** `AccessDeniedDetail.requiredScopes` names what an administrator has to grant [KB 0003]. */
function requiredScopes(json: Answer['json']): string {
  const detail = json && memberOf(json, 'accessdenieddetail')
  const scopes = typeof detail === 'object' && detail !== null ? memberOf(detail, 'requiredscopes') : null
  if (!Array.isArray(scopes)) return ''
  const named = scopes.filter((scope) => typeof scope === 'string' && /^[\w.-]{1,100}$/.test(scope))
  return named.length > 0 ? `: grant the application ${named.join(', ')}` : ''
}

function textOf(json: Answer['json'], name: string): string | null {
  const value = json && memberOf(json, name)
  return typeof value === 'string' && value !== '' ? value : null
}

/** Both spellings occur: `code` and `Code` [KB 0003]. */
function memberOf(json: object, name: string): unknown {
  return Object.entries(json).find(([key]) => key.toLowerCase() === name)?.[1]
}

function meaning(fault: ChannelFault, retryAfterMs: number | null, codes: string[]): [string, Meaning][] {
  return codes.map((code) => [code, { fault, retryAfterMs }])
}

/** So that those who were turned away together do not come back together. */
function spread(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * (1 + Math.random()))
}
