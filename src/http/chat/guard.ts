import type { IncomingHttpHeaders } from 'node:http'
import { isLoopback } from '../../config-checks.ts'

/**
 * Why a request may not reach the local chat, `null` when it may.
 *
 * The chat plays people without a password on the operator's own machine, so any page open in the same browser is a
 * danger. A name that was re-bound to 127.0.0.1 shows in `Host`, a foreign page in `Origin`, and a foreign page's plain
 * GET, which carries no `Origin`, in `Sec-Fetch-Site`. A program without a browser sends neither of the last two.
 */
export function foreignRequest(headers: IncomingHttpHeaders, publicUrl: string): 'host' | 'origin' | null {
  const ours = new URL(publicUrl)
  const host = parsed(`http://${headers.host ?? ''}`)
  if (!host || (!isLoopback(host.hostname) && host.host !== ours.host)) return 'host'

  const { origin } = headers
  if (origin !== undefined) {
    const from = parsed(origin)
    const same = from !== null && (from.host === host.host || from.origin === ours.origin)
    return same ? null : 'origin'
  }
  const site = headers['sec-fetch-site']
  // Following a link from elsewhere to the page itself is harmless: the page does nothing until a person does.
  const opensPage = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
  return site === undefined || site === 'same-origin' || site === 'none' || opensPage ? null : 'origin'
}

function parsed(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null
}
