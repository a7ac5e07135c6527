/** What `message/send` checks of a template_card [D 90236]; each fault with the platform's code [W]. */

type Json = Readonly<Record<string, unknown>>

const TASK_ID = /^[0-9A-Za-z_\-@]{1,128}$/

/** The code that refuses this card, `null` if it is well built. */
export function cardFault(card: Json): number | null {
  if (card.task_id !== undefined && !TASK_ID.test(String(card.task_id))) return 42014
  const shared = factsFault(listOf(card.horizontal_content_list))
  if (shared !== null) return shared
  switch (card.card_type) {
    case 'text_notice':
      return hasAction(card) ? null : 42045
    case 'button_interaction':
      return titleOf(card) === '' || card.task_id === undefined ? 42014 : buttonsFault(card)
    case 'vote_interaction':
      return card.task_id === undefined ? 42014 : voteFault(card)
    default:
      return 42036
  }
}

function factsFault(facts: Json[]): number | null {
  if (facts.length > 6) return 42036
  if (facts.some((fact) => !filled(fact.keyname, 5))) return 42027
  return facts.some((fact) => String(fact.value ?? '').length > 30) ? 42036 : null
}

function buttonsFault(card: Json): number | null {
  const buttons = listOf(card.button_list)
  if (buttons.length === 0 || buttons.length > 6) return 42037
  if (buttons.some((button) => !filled(button.text, 10))) return 42036
  if (buttons.some((button) => typeof button.key !== 'string' || button.key === '')) return 42017
  if (buttons.some((button) => Buffer.byteLength(String(button.key)) > 1024)) return 42018
  if (new Set(buttons.map((button) => button.key)).size < buttons.length) return 42019
  const selection = card.button_selection as Json | undefined
  return selection === undefined ? null : optionsFault(selection, 10)
}

function voteFault(card: Json): number | null {
  const submit = card.submit_button as Json | undefined
  if (submit === undefined || !filled(submit.text, 10)) return 42040
  if (typeof submit.key !== 'string' || submit.key === '') return 42017
  return optionsFault((card.checkbox ?? {}) as Json, 20)
}

function optionsFault(question: Json, most: number): number | null {
  const options = listOf(question.option_list)
  if (typeof question.question_key !== 'string' || question.question_key === '') return 42041
  if (options.length === 0 || options.length > most) return 42042
  return options.some((option) => !filled(option.id, 128) || !filled(option.text, 16)) ? 42043 : null
}

function hasAction(card: Json): boolean {
  const action = card.card_action as Json | undefined
  return (action?.type === 1 && /^https?:\/\//.test(String(action.url))) || action?.type === 2
}

function titleOf(card: Json): string {
  const main = (card.main_title ?? {}) as Json
  return String(main.title ?? '')
}

function filled(value: unknown, most: number): boolean {
  return typeof value === 'string' && value !== '' && value.length <= most
}

function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? (value as Json[]) : []
}
