import { element } from './dom.js'
import { forgetUnsent, post, rememberUnsent, unsent } from './sending.js'

/**
 * What a window sends: shown at once, remembered until it has arrived, and offered for sending again when it did not.
 *
 * @param {string} account
 * @param {HTMLElement} list where the lines stand
 * @param {(line: object) => HTMLElement} show
 */
export function createOutgoing(account, list, show) {
  /** Send an act that a person may send again, also after a reload. */
  function send(path, body, content) {
    const act = { path, body: { as: account, ...body }, content, at: new Date().toISOString() }
    rememberUnsent(account, act)
    void deliver(act)
  }

  /** Send a photo: too large to be remembered over a reload, but in the window it can be sent again. */
  function sendForm(path, form, content) {
    form.append('as', account)
    const body = { clientId: form.get('clientId') }
    void deliver({ path, body, form, content, at: new Date().toISOString() })
  }

  async function deliver(act) {
    const { path, body, form, content, at } = act
    const { clientId } = body
    show({ at, direction: 'in', clientId, content }).classList.add('sending')
    try {
      await post(path, form ?? body)
      forgetUnsent(account, clientId)
      standing(clientId)?.classList.remove('sending')
    } catch (error) {
      if (error.final) forgetUnsent(account, clientId)
      markFailed(clientId, error, () => void deliver(act))
    }
  }

  function standing(clientId) {
    return list.querySelector(`[data-client-id="${clientId}"]`)
  }

  function markFailed(clientId, { message, final }, again) {
    const line = standing(clientId)
    // It may have arrived after all, and stand there as a line of the transcript.
    if (!line || line.dataset.id) return
    line.classList.remove('sending')
    line.classList.add('failed')
    const fault = element('p', 'line-fault', message)
    fault.setAttribute('role', 'alert')
    if (!final) {
      const button = element('button', 'again', '重发')
      button.type = 'button'
      button.addEventListener('click', again)
      fault.append(button)
    }
    line.querySelector('.line-body').append(fault)
    fault.scrollIntoView({ block: 'nearest' })
  }

  function sendRemembered() {
    for (const act of unsent(account)) void deliver(act)
  }

  return { send, sendForm, sendRemembered, arrived: (clientId) => forgetUnsent(account, clientId) }
}
