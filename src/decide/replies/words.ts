import type { OccurredAt } from '../../domain/place.ts'

/** What WeCom lets through of a text; it cuts the rest in silence. */
const TEXT_BYTES_MAX = 2048

/** Signs that turn text around, hide in it, or that nobody can see; newlines and blanks become one blank. */
const UNSEEN = /[\p{Cf}\p{Co}]|(?!\s)\p{Cc}/gu
const LINK = /(?:[a-z][a-z0-9+.-]{1,15}:\/\/|www\.)[^\s，。；、）)】」]+/giu
const BARE_DOMAIN =
  /(?<![\w.-])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|cn|net|org|top|xyz|vip|cc|info|io|me|site|club|app|link|shop)(?:\/[^\s，。；、）)】」]*)?(?![\w-])/giu

/** Markup and mentions of the platforms, made harmless by their full-width twins. */
const TWINS: Readonly<Record<string, string>> = {
  '<': '＜',
  '>': '＞',
  '[': '［',
  ']': '］',
  '@': '＠',
  '`': '｀',
  '|': '｜',
}

/**
 * A person's words as they may stand in our cards and texts: on one line, at most `maxChars`, and never a link, a
 * mention or markup, so that nobody can make the bot say what it does not.
 */
export function shown(text: string, maxChars: number): string {
  const harmless = text
    .replace(UNSEEN, '')
    .replace(LINK, '（链接略）')
    .replace(BARE_DOMAIN, '（链接略）')
    .replace(/[<>[\]@`|]/g, (sign) => TWINS[sign] ?? sign)
    .replace(/\s+/gu, ' ')
    .trim()
  const signs = [...harmless]
  return signs.length <= maxChars ? harmless : `${signs.slice(0, maxChars - 1).join('')}…`
}

/** The text with its receipt at the end, cut on a character so that both fit into one message. */
export function withReceipt(text: string, receipt: string): string {
  const ending = `\n回执 ${receipt}`
  return `${cutToBytes(text, TEXT_BYTES_MAX - byteCount(ending))}${ending}`
}

/** At most `maxBytes` of UTF-8, never half a character. */
function cutToBytes(text: string, maxBytes: number): string {
  if (byteCount(text) <= maxBytes) return text
  let bytes = byteCount('…')
  let cut = ''
  for (const sign of text) {
    bytes += byteCount(sign)
    if (bytes > maxBytes) break
    cut += sign
  }
  return `${cut}…`
}

/** Bytes in UTF-8, counted by code point. */
function byteCount(text: string): number {
  let bytes = 0
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}

/** `11月21日 15:00`; `null` where no time was told. */
export function sayTime(at: OccurredAt | null): string | null {
  if (!at) return null
  const [, month, day] = at.date.split('-').map(Number)
  return `${month}月${day}日${at.time === null ? '' : ` ${at.time}`}`
}
