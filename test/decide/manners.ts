/** What holds for everything that the bot says. */
import type { Card } from '../../src/channels/channel.ts'
import type { Decision } from '../../src/decide/decision.ts'
import { tells } from './told.ts'

const TEXT_BYTES_MAX = 2048

/** What is wrong with the contents of these decisions; empty when nothing is. */
export function contentFaults(decisions: readonly Decision[]): string[] {
  const told = tells(decisions)
  const faults = told.flatMap(({ key, content }) => {
    if (content.type === 'text') return textFaults(content.text).map((fault) => `${key}: ${fault}`)
    if (content.type === 'card' || content.type === 'card_update') {
      return cardFaults(content.card).map((fault) => `${key}: ${fault}`)
    }
    return []
  })
  return [
    ...faults,
    ...doubles(
      'key',
      told.map((t) => t.key),
    ),
    ...doubles('card', newCardIds(decisions)),
  ]
}

function textFaults(text: string): string[] {
  return [
    ...(/[!！]/.test(text) ? ['exclaims'] : []),
    ...(/回执 [2-9A-HJ-NP-Z]{6,}$/.test(text) ? [] : ['does not end with a receipt']),
    ...(Buffer.byteLength(text) > TEXT_BYTES_MAX ? ['too long'] : []),
  ]
}

function cardFaults(card: Card): string[] {
  const words = [card.title, card.subtitle, card.text, ...card.facts.flatMap((f) => [f.label, f.value])].join('')
  return [
    ...(/^[0-9A-Za-z_@-]{1,128}$/.test(card.taskId) ? [] : [`task id ${card.taskId}`]),
    ...(/[!！]/.test(words) ? ['exclaims'] : []),
    ...([...card.title].length > 36 ? ['title too long'] : []),
    ...(card.facts.length > 6 ? ['too many facts'] : []),
    ...card.facts.flatMap((f) => ([...f.label].length > 5 || f.value === '' ? [`fact ${f.label}`] : [])),
    ...card.buttons.flatMap((b) => ([...b.label].length > 10 ? [`button ${b.label}`] : [])),
    ...(card.buttons.length > 6 ? ['too many buttons'] : []),
    ...doubles(
      'action',
      card.buttons.map((b) => b.action),
    ),
  ]
}

function newCardIds(decisions: readonly Decision[]): string[] {
  return tells(decisions).flatMap(({ content }) => (content.type === 'card' ? [content.card.taskId] : []))
}

function doubles(what: string, names: readonly string[]): string[] {
  return names.filter((name, i) => names.indexOf(name) !== i).map((name) => `${what} ${name} twice`)
}
