/** Looking at a list of decisions. */
import type { Card, Content } from '../../src/channels/channel.ts'
import type { Decision, Tell } from '../../src/decide/decision.ts'

export function tells(decisions: readonly Decision[]): Tell[] {
  return decisions.flatMap((d) => (d.do === 'tell' ? [d.tell] : []))
}

/** Accounts told, by key. */
export function toldTo(decisions: readonly Decision[]): Record<string, string> {
  return Object.fromEntries(tells(decisions).map((t) => [t.key, t.to.map((a) => a.externalId).join(',')]))
}

export function cardsOf(decisions: readonly Decision[]): Card[] {
  return tells(decisions).flatMap(({ content }) =>
    content.type === 'card' || content.type === 'card_update' ? [content.card] : [],
  )
}

/** The one card that answers the sender. */
export function replyCard(decisions: readonly Decision[]): Card {
  const [card, ...more] = cardsOf(decisions.filter((d) => d.do === 'tell' && d.tell.key.startsWith('reply/')))
  if (!card || more.length > 0) throw new Error('expected exactly one card to the sender')
  return card
}

/** The words that answer the sender, without the receipt. */
export function replyText(decisions: readonly Decision[]): string {
  const texts = tells(decisions).filter((t) => /^(?:reply|clock|attached)\//.test(t.key))
  return (
    texts
      .map(({ content }) => (content.type === 'text' ? content.text : ''))
      .join('')
      .split('\n回执')[0] ?? ''
  )
}

/** All words of one content, for looking for what must not be there. */
export function wordsOf(content: Content): string {
  return JSON.stringify(content)
}

export function only<K extends Decision['do']>(
  decisions: readonly Decision[],
  kind: K,
): Extract<Decision, { do: K }>[] {
  return decisions.filter((d): d is Extract<Decision, { do: K }> => d.do === kind)
}
