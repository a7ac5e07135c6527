/** What single values of the configuration must look like. */

/** Whether every part, separated by commas, is an address of a Redis. */
export function isRedisAddress(text: string): boolean {
  return text.split(',').every((part) => /^rediss?:\/\/[^/]/.test(part.trim()) && URL.canParse(part.trim()))
}

export function is32Bytes(base64: string): boolean {
  return /^[A-Za-z0-9+/]{43}=?$/.test(base64) && Buffer.from(base64, 'base64').length === 32
}

export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** Whether only this machine reaches the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || /^\[?::1\]?$/.test(host) || /^127(\.\d{1,3}){3}$/.test(host)
}

/** Whether a listener on it answers on every address of the machine. */
export function isAnyAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

/** An IPv6 address as it stands in a URL. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/** Freezes a plain value and all in it. Bytes cannot be frozen. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  for (const inner of Object.values(value)) deepFreeze(inner)
  return Object.freeze(value)
}

/** Addresses of servers, separated by commas. */
export function areHttpUrls(text: string): boolean {
  return text.split(',').every((url) => URL.canParse(url.trim()) && /^https?:$/.test(new URL(url.trim()).protocol))
}
