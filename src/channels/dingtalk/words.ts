/** Words of people inside DingTalk's markdown, and whole messages cut to its limits. */
import { cutCharacters, plainLine, plainText } from '../text.ts'

/** Of a message of any kind, kept so that `msgParam` stays below 15 000 bytes: a character has three at most [KB 0716]. */
const MOST_CHARACTERS = 4_000
const ENDING = '（内容较长，后面的省略了）'
const LONGEST_RECEIPT = 120
const TITLE_CHARACTERS = 40

/** Addresses that make the reader's DingTalk do something, such as send words in their name [DG 0095]. */
const ACTING_ADDRESS = /\b(dtmd|dingtalk|javascript|data|file)(?=:)/gi

/** A text as it may stand in a message: nobody mentioned, no links but those that show their address. */
export function safeText(text: string): string {
  return plainText(text).replace(ACTING_ADDRESS, '$1 ')
}

/** The same in one line. */
export function safeLine(text: string): string {
  return safeText(plainLine(text))
}

/** People's words inside a markdown of ours: not a mark of theirs counts. */
export function words(text: string): string {
  return plainMarks(safeText(text))
}

/** Those in one line: titles, labels, values. */
export function wordsInLine(text: string): string {
  return plainMarks(safeLine(text))
}

function plainMarks(text: string): string {
  return text
    .replaceAll('*', '＊')
    .replaceAll('`', '｀')
    .replaceAll('~~', '～～')
    .replaceAll('[', '［')
    .replaceAll(']', '］')
    .replace(/^(\s*)#/gm, '$1＃')
    .replace(/^(\s*)>/gm, '$1＞')
    .replace(/^(\s*)([-=_])(?=[ \t]*(\2[ \t]*)+$)/gm, '$1·')
}

/** A line ends only with two spaces before it [KB 0699]. */
export function markdownLines(text: string): string {
  return text.replace(/ *\n/g, '  \n')
}

/** A link of ours; neither its words nor its address can end it early. */
export function markdownLink(label: string, url: string): string {
  return `[${wordsInLine(label)}](${url.replace(/[()\s<>]/g, encodeURIComponentFully)})`
}

/** Makes who taps it send `says` to the robot [DG 0095]. */
export function sendBackLink(label: string, says: string): string {
  const content = encodeURIComponent(says).replace(/[!'()*]/g, encodeURIComponentFully)
  return markdownLink(label, `dtmd://dingtalkclient/sendMessage?content=${content}`)
}

/**
 * A message that DingTalk takes: a longer one is cut and says so, and keeps its last line, which holds the receipt.
 *
 * @param room characters left for it, where something of ours follows
 */
export function fitted(text: string, room = MOST_CHARACTERS): string {
  if (text.length <= room) return text
  const lastLine = text.slice(text.lastIndexOf('\n') + 1)
  const keepsReceipt = lastLine.length < text.length && lastLine.length <= LONGEST_RECEIPT
  const end = keepsReceipt ? `\n\n${ENDING}\n${lastLine}` : `\n\n${ENDING}`
  const body = keepsReceipt ? text.slice(0, -lastLine.length - 1) : text
  return cutCharacters(body, Math.max(1, room - end.length)) + end
}

/** Room for a text before `tail`. */
export function roomBefore(tail: string): number {
  return MOST_CHARACTERS - tail.length
}

/** What stands in the list of chats: the first line, without its marks. */
export function titleOf(markdown: string): string {
  const [first = ''] = markdown.split('\n').filter((part) => part.trim() !== '')
  const bare = first.replace(/[#>*`_]/g, '').trim()
  return bare === '' ? '责任区助手' : cutCharacters(bare, TITLE_CHARACTERS)
}

function encodeURIComponentFully(character: string): string {
  const encoded = encodeURIComponent(character)
  return encoded === character ? `%${character.charCodeAt(0).toString(16).toUpperCase()}` : encoded
}
