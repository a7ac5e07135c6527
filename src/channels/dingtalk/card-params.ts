import type { Card, CardButton } from '../channel.ts'
import { offeredButtons } from '../offered-buttons.ts'
import { cutBytes, cutCharacters } from '../text.ts'
import { safeLine, safeText } from './words.ts'

/** What one value of a card may hold [KB 0789]. */
const VALUE_BYTES = 1024
const TITLE_CHARACTERS = 60
const FACT_COUNT = 6
const BUTTON_COUNT = 6
const LABEL_CHARACTERS = 10
const OPTION_COUNT = 20
const OPTION_CHARACTERS = 16

/**
 * The variables of our card template, as docs/dingtalk-card.md lists them for whoever builds it in DingTalk's console.
 *
 * Every variable is always there, empty where the card has nothing to say, so that a change by key also clears. All are
 * strings: DingTalk takes nothing else [KB 0789].
 */
export function cardParams(card: Card): Record<string, string> {
  const closed = card.closedAs !== null
  const buttons = closed ? [] : offeredButtons(card)
  return {
    title: cutCharacters(safeLine(card.title), TITLE_CHARACTERS),
    subtitle: line(card.subtitle),
    ...numbered(FACT_COUNT, (i) => factParams(card.facts[i], i + 1)),
    text: cutBytes(safeText(card.text ?? ''), VALUE_BYTES),
    ...numbered(BUTTON_COUNT, (i) => buttonParams(buttons[i], i + 1)),
    question: closed ? '' : line(card.choices?.question ?? null),
    choices: closed ? '[]' : choicesParam(card.choices),
    choicesMany: String(card.choices?.many ?? false),
    url: card.url ?? '',
    closedAs: line(card.closedAs),
  }
}

function line(text: string | null): string {
  return cutBytes(safeLine(text ?? ''), VALUE_BYTES)
}

function numbered(count: number, params: (index: number) => Record<string, string>): Record<string, string> {
  return Object.assign({}, ...Array.from({ length: count }, (_, i) => params(i)))
}

function factParams(fact: Card['facts'][number] | undefined, number: number): Record<string, string> {
  return { [`fact${number}Label`]: line(fact?.label ?? null), [`fact${number}Value`]: line(fact?.value ?? null) }
}

function buttonParams(button: CardButton | undefined, number: number): Record<string, string> {
  return {
    [`button${number}Label`]: cutCharacters(safeLine(button?.label ?? ''), LABEL_CHARACTERS),
    [`button${number}Action`]: button?.action ?? '',
    [`button${number}Style`]: button?.style ?? '',
  }
}

/** As many options as fit, whole. */
function choicesParam(choices: Card['choices']): string {
  const options = (choices?.options ?? []).slice(0, OPTION_COUNT).map(({ id, label }) => ({
    id,
    label: cutCharacters(safeLine(label), OPTION_CHARACTERS),
  }))
  while (Buffer.byteLength(JSON.stringify(options)) > VALUE_BYTES) options.pop()
  return JSON.stringify(options)
}
