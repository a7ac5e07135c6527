import { element, fromTemplate, safeUrl, showText } from './dom.js'

/** Where a question has no button of its own, as on the other platforms. */
const SUBMIT = { label: '提交', action: 'submit', style: 'primary' }

/** A card as the platforms show it. `tap` resolves when the tap has arrived; its error is shown on the card. */
export function renderCard(card, tap) {
  const made = fromTemplate('card')
  made.dataset.taskId = card.taskId
  made.classList.toggle('closed', card.closedAs !== null)
  const part = (name) => made.querySelector(`.card-${name}`)
  part('title').textContent = card.title
  showText(part('subtitle'), card.subtitle)
  for (const { label, value } of card.facts) part('facts').append(element('dt', '', label), element('dd', '', value))
  part('facts').hidden = card.facts.length === 0
  showText(part('text'), card.text)
  const url = safeUrl(card.url)
  if (url) part('link').href = url
  part('link').hidden = !url
  showText(part('closed'), card.closedAs)

  const open = card.closedAs === null
  renderChoices(part('choices'), open ? card.choices : null)
  const buttons = card.buttons.length === 0 && card.choices ? [SUBMIT] : card.buttons
  part('buttons').hidden = !open || buttons.length === 0
  const press = (action) => tap({ taskId: card.taskId, action, selected: ticked(made, card.choices) })
  if (open) part('buttons').append(...buttons.map((button) => renderButton(button, made, press)))
  return made
}

function renderChoices(fieldset, choices) {
  fieldset.hidden = !choices
  if (!choices) return
  fieldset.querySelector('legend').textContent = choices.question
  // Radio buttons of one name belong together in the whole page, and a card may be shown in two windows of it.
  const group = `choice-${Math.random()}`
  for (const { id, label } of choices.options) {
    const option = element('label', 'card-option')
    const input = document.createElement('input')
    input.type = choices.many ? 'checkbox' : 'radio'
    input.name = group
    input.value = id
    option.append(input, element('span', '', label))
    fieldset.append(option)
  }
}

function ticked(made, choices) {
  if (!choices) return {}
  return { [choices.question]: [...made.querySelectorAll('.card-choices input:checked')].map(({ value }) => value) }
}

function renderButton({ label, action, style }, card, press) {
  const button = element('button', `card-button ${style}`, label)
  button.type = 'button'
  button.addEventListener('click', async () => {
    const fault = card.querySelector('.card-fault')
    showText(fault, null)
    setBusy(card, true)
    try {
      await press(action)
    } catch (error) {
      showText(fault, error.message)
    }
    // The changed card takes this one's place; where none comes, the buttons may be pressed again.
    setBusy(card, false)
  })
  return button
}

function setBusy(card, busy) {
  card.toggleAttribute('aria-busy', busy)
  for (const button of card.querySelectorAll('button')) button.disabled = busy
}
