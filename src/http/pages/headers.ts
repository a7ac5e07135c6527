const HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "style-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // `no-referrer` would take the origin from our own forms, by which they are known.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
} as const
const YEAR_SECONDS = 31_536_000

/** What every page tells the browser: no script, no frame, no other host, and nothing is kept unless the page says so. */
export function pageHeaders(publicUrl: string): Readonly<Record<string, string>> {
  if (!publicUrl.startsWith('https:')) return HEADERS
  return { ...HEADERS, 'strict-transport-security': `max-age=${YEAR_SECONDS}; includeSubDomains` }
}

/** For pages that show pictures of our own: codes to scan, people. */
export function withOwnPictures(publicUrl: string): Readonly<Record<string, string>> {
  const headers = pageHeaders(publicUrl)
  const policy = `${headers['content-security-policy']}; img-src 'self'`
  return { 'content-security-policy': policy }
}

/** For the page of ballots: its script, which sends to us alone and never tells from where. */
export function ballotHeaders(publicUrl: string): Readonly<Record<string, string>> {
  const policy = `${pageHeaders(publicUrl)['content-security-policy']}; script-src 'self'; connect-src 'self'`
  return { 'content-security-policy': policy, 'referrer-policy': 'no-referrer' }
}
