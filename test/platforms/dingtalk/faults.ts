/** What may go wrong between the product and the fake, set by tests. */
import type { Reply } from './answers.ts'
import { refused, refusedInCapitals } from './answers.ts'

export type FaultEffect =
  /** Answered with this status and envelope, and not carried out; `capitals`: in the variant of [KB 0003]. */
  | { status: number; code: string; message?: string; capitals?: boolean }
  /** Answered with this status and a page of HTML, as proxies do, and not carried out. */
  | { status: number }
  /** Old family: answered 200 with this errcode, and not carried out. */
  | { errcode: number }
  /** Never answered; `after`: although it was carried out: a lost reply. */
  | { hang: 'before' | 'after' }
  /** The connection is cut; `after`: although it was carried out: a lost reply. */
  | { reset: 'before' | 'after' }
  /** Carried out, but the answer breaks off in the middle of its JSON. */
  | { malformed: true }
  | { latencyMs: number }
  /** The address is banned: a body of no known family, with status 200 [KB 0012]. */
  | { banned: true }
  /** `createAndDeliver`: the call succeeds, the delivery does not. */
  | { deliverFailure: string }

export interface FaultRule {
  /** End of the path: `oToMessages/batchSend`, `connections/open`, `sendBySession`, …; absent: any call. */
  api?: string
  /** How often it strikes; absent: until cleared. */
  times?: number
  /** Share of calls that it strikes; absent: all. */
  chance?: number
  effect: FaultEffect
}

export const FORBIDDEN = 'Forbidden.AccessDenied'

/** Effects by the names of the documentation. */
export const EFFECTS = {
  /** Wait a second [KB 0013]. */
  qpsLimit: { status: 403, code: `${FORBIDDEN}.QpsLimitForAppkeyAndApi` },
  /** Wait a minute [KB 0013]. */
  qpmLimit: { status: 403, code: `${FORBIDDEN}.QpmLimitForAppkeyAndApi` },
  /** The month's calls are used up [KB 1433]. */
  quotaUsedUp: { status: 403, code: `${FORBIDDEN}.ApiCountLimitForOrg` },
  scopeMissing: { status: 403, code: `${FORBIDDEN}.AccessTokenPermissionDenied`, capitals: true },
  tokenInvalid: { status: 400, code: 'InvalidAuthentication', message: '不合法的access_token' },
  /** [ISS zfanswer/dify-on-dingtalk#28] */
  wrongSecret: { status: 401, code: 'authFailed', message: '鉴权失败' },
  templateMissing: { status: 400, code: 'param.templateNotExist' },
  busy: { status: 500, code: 'system.busy' },
  unavailable: { status: 503, code: 'ServiceUnavailable' },
  badGateway: { status: 502 },
  banned: { banned: true },
} as const satisfies Record<string, FaultEffect>

/** The faults of a fake platform; the first rule that strikes is the one. */
export class FaultRules {
  #rules: (FaultRule & { left: number })[] = []

  add(rule: FaultRule): void {
    this.#rules.push({ ...rule, left: rule.times ?? Number.POSITIVE_INFINITY })
  }

  clear(): void {
    this.#rules = []
  }

  strike(path: string): FaultEffect | null {
    const rule = this.#rules.find(
      ({ api, left, chance }) =>
        left > 0 && (api === undefined || path.endsWith(api)) && (chance === undefined || Math.random() < chance),
    )
    if (rule === undefined) return null
    rule.left -= 1
    return rule.effect
  }
}

/** The answer of an effect that is only an answer; `null`: it does something else to the call. */
export function answerOfEffect(effect: FaultEffect): Reply | null {
  if ('code' in effect) {
    const { status, code, message = code, capitals = false } = effect
    return capitals ? refusedInCapitals(status, code, message) : refused(status, code, message)
  }
  if ('status' in effect) return { status: effect.status, html: `<html><h1>${effect.status}</h1></html>` }
  if ('errcode' in effect) return { status: 200, json: { errcode: effect.errcode, errmsg: 'fake failure' } }
  if ('banned' in effect) {
    return { status: 200, json: { status: 1111, wait: 5, source: 'x5', punish: 'deny', uuid: 'fake' } }
  }
  return null
}
