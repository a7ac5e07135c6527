import { createHash } from 'node:crypto'
import { ChannelError } from '../../errors.ts'
import type { Card, CardButton } from '../channel.ts'
import { offeredButtons } from '../offered-buttons.ts'
import { cutBytes, cutCharacters, isLink, plainLine, plainText } from '../text.ts'

/** Limits of `template_card` for applications [D 90236]; an intelligent robot has others. */
const LIMIT = {
  title: 36,
  description: 44,
  text: 160,
  factCount: 6,
  factLabel: 5,
  factValue: 30,
  buttonCount: 6,
  buttonText: 10,
  keyBytes: 1024,
  dropDownOptions: 10,
  options: 20,
  optionText: 16,
  optionIdBytes: 128,
  linkBytes: 2048,
}
const TASK_ID = /^[0-9A-Za-z_@-]{1,128}$/
const BUTTON_STYLES: Record<CardButton['style'], number> = { primary: 1, plain: 2, danger: 3 }

type TemplateCard = Readonly<Record<string, unknown>>
export type RenderedCard =
  | { msgtype: 'template_card'; template_card: TemplateCard }
  | { msgtype: 'text'; text: { content: string } }

/**
 * A card as WeCom shows it: buttons as `button_interaction`, a question as `vote_interaction`, a mere notice as
 * `text_notice`. A notice that leads nowhere is no card to WeCom (42045), so it goes as text.
 */
export function renderCard(card: Card): RenderedCard {
  if (card.closedAs !== null || (card.buttons.length === 0 && card.choices === null)) {
    return card.url !== null && isWecomLink(card.url) ? templateCard(noticeCard(card)) : cardAsText(card)
  }
  return templateCard(interactiveCard(card))
}

/** `template_card` of `update_template_card` [D 94888]: `replace_text` stands where the buttons were. */
export function renderCardUpdate(card: Card): TemplateCard {
  if (card.closedAs === null) return interactiveCard(card)
  const closedAs = shortLabel(card.closedAs)
  const [button] =
    card.buttons.length > 0
      ? card.buttons
      : [{ label: closedAs, action: 'closed', says: closedAs, style: 'plain' as const }]
  return {
    ...interactiveCard({ ...card, choices: null, buttons: button ? [button] : [] }),
    replace_text: closedAs,
  }
}

/** The card under a task id that was not used before: WeCom takes each only once. `decode` takes the mark off again. */
export function cardAnew(card: Card, sendId: string): Card {
  const mark = `@${createHash('sha256').update(sendId).digest('hex').slice(0, 16)}`
  return { ...card, taskId: card.taskId.slice(0, 128 - mark.length) + mark }
}

/** The receipt in a task id: `lookup-7KQ2MX`, `case-7KQ2MX-…`. */
const RECEIPT = /-([2-9A-HJ-NP-Z]{6,13})(?=-|$)/

/**
 * The card in words, for where WeCom takes none. Words that were sent within four hours WeCom swallows, so the same
 * answer to the same question ends, as every text does, with its receipt.
 */
export function cardAsText(card: Card): RenderedCard {
  const { choices, buttons } = card
  const answers = card.closedAs === null ? buttons.map((button) => button.label) : []
  const lines = [
    card.title,
    card.subtitle,
    ...card.facts.map(({ label, value }) => `${label}：${value}`),
    card.text,
    choices === null ? null : `${choices.question}：${choices.options.map((option) => option.label).join(' / ')}`,
    card.closedAs,
    answers.length > 0 ? `请回复：${answers.join(' / ')}` : null,
  ]
  const text = plainText(lines.filter((line) => line !== null && line !== '').join('\n'))
  const receipt = RECEIPT.exec(card.taskId)?.[1]
  const end = `${card.url === null ? '' : `\n${card.url}`}${receipt === undefined ? '' : `\n回执 ${receipt}`}`
  return { msgtype: 'text', text: { content: cutBytes(text, 2048 - Buffer.byteLength(end)) + end } }
}

/** Whether WeCom takes it as an address. */
export function isWecomLink(url: string): boolean {
  return isLink(url, LIMIT.linkBytes)
}

function templateCard(card: TemplateCard): RenderedCard {
  return { msgtype: 'template_card', template_card: card }
}

function interactiveCard(card: Card): TemplateCard {
  if (!TASK_ID.test(card.taskId)) throw new ChannelError('rejected', 'A card has no usable task id')
  return card.choices !== null && needsVote(card) ? voteCard(card, card.choices) : buttonCard(card)
}

/** A vote shows its options at once, but has no room for facts or a second button; else they go in a drop-down list. */
function needsVote(card: Card): boolean {
  const { choices } = card
  if (choices === null || choices.many || choices.options.length > LIMIT.dropDownOptions) return true
  return card.facts.length === 0 && card.text === null && card.buttons.length <= 1
}

function noticeCard(card: Card): TemplateCard {
  const text = [card.closedAs, card.text].filter((part) => part !== null).join('\n')
  return {
    card_type: 'text_notice',
    ...headOf({ ...card, text: text === '' ? null : text }),
    ...factsOf(card),
    ...linkOf(card),
    task_id: card.taskId,
  }
}

function buttonCard(card: Card): TemplateCard {
  return {
    card_type: 'button_interaction',
    ...headOf(card),
    ...factsOf(card),
    ...linkOf(card),
    task_id: card.taskId,
    ...(card.choices === null ? {} : { button_selection: dropDown(card.choices) }),
    button_list: card.buttons.slice(0, LIMIT.buttonCount).map((button) => ({
      text: shortLabel(button.label),
      style: BUTTON_STYLES[button.style],
      key: keyOf(button.action),
    })),
  }
}

/** A vote has a title and one line under it only; whatever there is to say goes there. */
function voteCard(card: Card, choices: NonNullable<Card['choices']>): TemplateCard {
  const facts = card.facts.map(({ label, value }) => `${label}：${value}`)
  const words = [choices.question, card.subtitle, ...facts, card.text].filter((word) => word !== null && word !== '')
  const [submit] = offeredButtons(card)
  return {
    card_type: 'vote_interaction',
    main_title: {
      title: cutCharacters(plainLine(card.title), LIMIT.title),
      desc: cutCharacters(plainLine(words.join(' · ')), LIMIT.description),
    },
    ...linkOf(card),
    task_id: card.taskId,
    checkbox: {
      question_key: questionKey(choices),
      mode: choices.many ? 1 : 0,
      option_list: optionsOf(choices, LIMIT.options),
    },
    submit_button: submit && { text: shortLabel(submit.label), key: keyOf(submit.action) },
  }
}

function dropDown(choices: NonNullable<Card['choices']>): object {
  return {
    question_key: questionKey(choices),
    title: cutCharacters(plainLine(choices.question), LIMIT.optionText),
    option_list: optionsOf(choices, LIMIT.dropDownOptions),
  }
}

function optionsOf({ options }: NonNullable<Card['choices']>, most: number): object[] {
  return options.slice(0, most).map(({ id, label }) => {
    if (Buffer.byteLength(id) > LIMIT.optionIdBytes)
      throw new ChannelError('rejected', 'The id of an option is too long')
    return { id, text: cutCharacters(plainLine(label), LIMIT.optionText) }
  })
}

/** Comes back with the tap, so that `InboundTap.selected` is keyed by the question itself. */
function questionKey({ question }: NonNullable<Card['choices']>): string {
  return cutBytes(question, LIMIT.keyBytes)
}

/** Ours, and it must come back as it went: never cut. */
function keyOf(action: string): string {
  if (action === '' || Buffer.byteLength(action) > LIMIT.keyBytes) {
    throw new ChannelError('rejected', 'The action of a button is empty or too long')
  }
  return action
}

function shortLabel(text: string): string {
  return cutCharacters(plainLine(text), LIMIT.buttonText)
}

function headOf(card: Card): TemplateCard {
  return {
    main_title: {
      title: cutCharacters(plainLine(card.title), LIMIT.title),
      ...(card.subtitle === null ? {} : { desc: cutCharacters(plainLine(card.subtitle), LIMIT.description) }),
    },
    ...(card.text === null ? {} : { sub_title_text: cutCharacters(plainText(card.text), LIMIT.text) }),
  }
}

function factsOf({ facts }: Card): TemplateCard {
  if (facts.length === 0) return {}
  return {
    horizontal_content_list: facts.slice(0, LIMIT.factCount).map(({ label, value }) => ({
      keyname: cutCharacters(plainLine(label), LIMIT.factLabel),
      value: cutCharacters(plainLine(value), LIMIT.factValue),
    })),
  }
}

function linkOf({ url }: Card): TemplateCard {
  return url !== null && isWecomLink(url) ? { card_action: { type: 1, url } } : {}
}
