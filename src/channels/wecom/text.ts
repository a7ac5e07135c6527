/** What people wrote, made safe to show in WeCom and cut to its limits. */

// Characters that show nothing or turn the reading direction, and so let a text look like another one. Variation
// selectors stay, and the joiner where it builds an emoji, such as a family.
const INVISIBLE = /(?![\u200D\uFE00-\uFE0F])\p{Default_Ignorable_Code_Point}|[\uFFF9-\uFFFB]/gu
const LOOSE_JOINER =
  /(?<!\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F)\u200D|\u200D(?!\p{Extended_Pictographic})/gu
// Without these JSON would carry \u escapes, which WeCom refuses with 40033 [W].
const CONTROLS = /(?![\n\t])[\p{Cc}\p{Cs}\u2028\u2029]/gu
const MENTION = /@(?=\s{0,4}(?:所有人|全体成员|全员|(?:all|everyone|here|channel)(?![0-9A-Za-z])))/gi

/**
 * A text that says what it shows: no tags that become links or colours, nobody mentioned, nothing invisible.
 *
 * For `text`, `textcard` and cards. `<` before a letter, `/`, `@` or `!` is what WeCom would read as a tag.
 */
export function plainText(text: string): string {
  return visibleText(text)
    .replace(/<(?=[A-Za-z/@!?])/g, '＜')
    .replace(MENTION, '＠')
}

/** The same for markdown, whose headings, bold, quotes and code stay; links are sent as `link` content instead. */
export function plainMarkdown(markdown: string): string {
  return plainText(markdown).replace(/\](?=\s{0,4}[([:])/g, '］')
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
  let size = 0
  let end = 0
  for (const { segment } of characters.segment(text)) {
    size += sizeOf(segment)
    if (size > room) break
    end += segment.length
  }
  return `${text.slice(0, end)}…`
}
