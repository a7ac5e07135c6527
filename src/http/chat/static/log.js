import { isNote, renderContent } from './bubble.js'
import { fromTemplate } from './dom.js'

/** Two lines further apart than this have the time between them. */
const TIME_GAP_MS = 5 * 60_000
/** Nearer to the end than this counts as reading the newest line. */
const NEAR_END_PX = 120

/**
 * The lines of one window, in the order in which things were said.
 *
 * @param {HTMLElement} list where they stand
 * @param {HTMLElement} newest the button that leads down to a new line
 * @param {(tapped: { taskId: string, action: string, selected: object }) => Promise<void>} tap sends a tap on a card
 */
export function createLog(list, newest, tap) {
  newest.addEventListener('click', scrollToEnd)
  list.addEventListener('scroll', () => {
    if (nearEnd()) newest.hidden = true
  })

  function nearEnd() {
    return list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX
  }

  function scrollToEnd() {
    list.scrollTop = list.scrollHeight
    newest.hidden = true
  }

  /** Show a line; one that stands already (by id, by the window's own id, or the card it changes) is replaced. */
  function show(line) {
    const wasNearEnd = nearEnd()
    const made = renderLine(line, tap)
    const old = standing(line)
    if (old) {
      made.dataset.at = old.dataset.at
      // The focus would be lost with a button that goes away.
      if (old.contains(document.activeElement)) list.focus()
      old.replaceWith(made)
    } else {
      place(made)
    }
    markTimes(made)
    // A picture gets its height only when it has come.
    for (const image of made.querySelectorAll('.photo-shown')) {
      image.addEventListener('load', () => wasNearEnd && scrollToEnd(), { once: true })
    }
    if (wasNearEnd || line.direction === 'in') scrollToEnd()
    else if (!old) newest.hidden = false
    return made
  }

  function standing({ id, clientId, content }) {
    const lines = [...list.children]
    const same = lines.find(({ dataset }) => (id && dataset.id === id) || (clientId && dataset.clientId === clientId))
    if (same || content.type !== 'card_update') return same ?? null
    return lines.find((one) => one.querySelector('.card')?.dataset.taskId === content.card.taskId) ?? null
  }

  function place(made) {
    const after = [...list.children].findLast((one) => Number(one.dataset.at) <= Number(made.dataset.at))
    if (after) after.after(made)
    else list.prepend(made)
  }

  return { show, scrollToEnd }
}

function renderLine({ id, at, direction, clientId, content }, tap) {
  const made = fromTemplate('line')
  const own = direction === 'in'
  made.classList.add(own ? 'own' : 'told')
  made.classList.toggle('noted', isNote(content))
  made.dataset.at = String(Date.parse(at))
  if (id) made.dataset.id = id
  if (clientId) made.dataset.clientId = clientId
  if (own || isNote(content)) made.querySelector('.avatar').remove()
  made.querySelector('.hidden-words').textContent = own ? '我：' : '助手：'
  made.querySelector('.line-body').append(renderContent(content, tap))
  return made
}

/** Write the time over this line and the next where the pause before it was long. */
function markTimes(line) {
  for (const one of [line, line.nextElementSibling]) {
    if (!one) continue
    const before = one.previousElementSibling
    const gapMs = before ? Number(one.dataset.at) - Number(before.dataset.at) : Number.POSITIVE_INFINITY
    const time = one.querySelector('.time')
    time.hidden = gapMs < TIME_GAP_MS
    time.textContent = clockTime(new Date(Number(one.dataset.at)))
  }
}

function clockTime(at) {
  const time = at.toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit', hour12: false })
  const today = at.toDateString() === new Date().toDateString()
  return today ? time : `${at.getMonth() + 1}月${at.getDate()}日 ${time}`
}
