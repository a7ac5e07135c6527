/** What people wrote, made safe to show on a platform and cut to its limits. */

// Characters that show nothing or turn the reading direction, and so let a text look like another one. Variation
// selectors stay, and the joiner where it builds an emoji, such as a family.
const INVISIBLE = /(?![\u200D\uFE00-\uFE0F])\p{Default_Ignorable_Code_Point}|[\uFFF9-\uFFFB]/gu
const LOOSE_JOINER =
  /(?<!\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F)\u200D|\u200D(?!\p{Extended_Pictographic})/gu
// Without these JSON would carry \u escapes, which WeCom refuses with 40033 [W].
const CONTROLS = /(?![\n\t])[\p{Cc}\p{Cs}\u2028\u2029]/gu
const MENTION = /@(?=\s{0,4}(?:所有人|全体成员|全员|(?:all|everyone|here|channel)(?![0-9A-Za-z])))/gi

/**
 * A text that says what it shows: no tags and no markdown that become links or colours, nobody mentioned, nothing
 * invisible. Headings, bold, quotes and code of markdown stay; a link is `link` content.
 *
 * `<` before a letter, `/`, `@`, `!` or `?` is what WeCom and DingTalk would read as a tag.
 */
export function plainText(text: string): string {
  return visibleText(text)
    .replace(/<(?=[A-Za-z/@!?])/g, '＜')
    .replace(/\](?=\s{0,4}[([:])/g, '］')
    .replace(MENTION, '＠')
}

/** Whether a platform takes it as an address for people's browsers, of which it allows `maxBytes`. */
export function isLink(url: string, maxBytes: number): boolean {
  return /^https?:\/\/[^\s<>"]+$/i.test(url) && Buffer.byteLength(url) <= maxBytes
}

/** In one line: titles, labels, values. */
export function plainLine(text: string): string {
  return plainText(text).replace(/\s+/g, ' ').trim()
}

function visibleText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(CONTROLS, '').replace(INVISIBLE, '').replace(LOOSE_JOINER, '')
}

const characters = new Intl.Segmenter('zh', { granularity: 'grapheme' })

/** At most `max` bytes of UTF-8, cut between two characters as people see them, and marked as cut. */
export function cutBytes(text: string, max: number): string {
  return cut(text, max, Buffer.byteLength)
}

/** At most `max` UTF-16 units, which is never more than `max` characters however the platform counts them. */
export function cutCharacters(text: string, max: number): string {
  return cut(text, max, (piece) => piece.length)
}

/**
 * The same as `cutBytes`, but a short last line is kept and the middle is left out: it holds the receipt code, by
 * which people ask and without which WeCom would take two messages for one.
 */
export function cutBytesKeepingEnd(text: string, max: number): string {
  if (Buffer.byteLength(text) <= max) return text
  const lastLine = text.slice(text.lastIndexOf('\n'))
  const lastBytes = Buffer.byteLength(lastLine)
  if (!lastLine.startsWith('\n') || lastBytes > 128) return cutBytes(text, max)
  return cutBytes(text.slice(0, -lastLine.length), max - lastBytes) + lastLine
}

function cut(text: string, max: number, sizeOf: (piece: string) => number): string {
  if (sizeOf(text) <= max) return text
  const room = max - sizeOf('…')
  // No character is smaller than one unit, so what fits lies within the first `room` units.
  let fits = 0
  let over = Math.min(text.length, room) + 1
  while (over - fits > 1) {
    const middle = (fits + over) >> 1
    if (sizeOf(text.slice(0, middle)) <= room) fits = middle
    else over = middle
  }
  return `${text.slice(0, characterStart(text, fits))}…`
}

/** Where the character begins that `end` falls into. Looks around it only: whole texts take long to segment. */
function characterStart(text: string, end: number): number {
  const from = Math.max(0, end - 64)
  const inWindow = characters.segment(text.slice(from, end + 64)).containing(end - from)?.index ?? 0
  if (inWindow > 0 || from === 0) return from + inWindow
  // One "character" of dozens of marks: at least no pair of surrogates is parted.
  return /[\uDC00-\uDFFF]/.test(text.charAt(end)) ? end - 1 : end
}
