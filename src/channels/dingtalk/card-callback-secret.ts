import { createHmac } from 'node:crypto'
import type { DingtalkConfig } from '../../config.ts'

/** Under which name our address for taps is registered, where DingTalk calls us over HTTP [KB 0790]. */
export function cardCallbackRouteKey({ clientId }: Pick<DingtalkConfig, 'clientId'>): string {
  return `zeren-${clientId}`
}

/**
 * The `apiSecret` by which DingTalk signs taps that it sends over HTTP.
 *
 * Derived from the client secret, so that the side that registers the address and the side that checks signatures know
 * it without telling each other; the client secret itself is never given for it.
 */
export function cardCallbackSecret({ clientSecret }: Pick<DingtalkConfig, 'clientSecret'>): string {
  return createHmac('sha256', clientSecret).update('zeren card callback').digest('hex')
}
