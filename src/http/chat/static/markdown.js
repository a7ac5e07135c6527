import { element, safeUrl } from './dom.js'

const INLINE = /\*\*(.+?)\*\*|\[([^\]]+)\]\(([^)\s]+)\)|<font color="(info|comment|warning)">(.*?)<\/font>/g

/** The little of Markdown that the platforms share: headings, quotes, bold, links and three colours. */
export function renderMarkdown(markdown) {
  const made = element('div', 'markdown')
  for (const line of markdown.split('\n')) {
    const [, mark = '', words = ''] = /^(#{1,6} |> ?|[-*] )?(.*)$/.exec(line) ?? []
    const kind = mark.startsWith('#') ? 'heading' : mark.startsWith('>') ? 'quote' : mark ? 'item' : 'plain'
    const row = element('p', kind)
    row.append(...inline(words))
    made.append(row)
  }
  return made
}

function inline(words) {
  const parts = []
  let end = 0
  for (const match of words.matchAll(INLINE)) {
    parts.push(words.slice(end, match.index))
    parts.push(marked(match))
    end = match.index + match[0].length
  }
  return [...parts, words.slice(end)]
}

function marked([whole, bold, linkWords, linkUrl, colour, coloured]) {
  if (bold !== undefined) return element('strong', '', bold)
  if (colour !== undefined) return element('span', `colour-${colour}`, coloured)
  return renderLink(linkUrl, linkWords) ?? whole
}

/** A link that opens beside the chat, `null` when the address is not one that people may follow. */
export function renderLink(url, words) {
  const href = safeUrl(url)
  if (!href) return null
  const link = element('a', 'out-link', words)
  link.href = href
  link.target = '_blank'
  link.rel = 'noopener noreferrer'
  return link
}
