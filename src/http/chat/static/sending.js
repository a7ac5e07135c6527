/** What was written and is not known to have arrived. It outlives a reload; each act has an id, so resending is harmless. */
const UNSENT_KEY = 'zeren-chat-unsent'
/** Longer than the server holds a request while its database is away. */
const TIMEOUT_MS = 15_000

export class NotSent extends Error {
  /** @param {string} message @param {boolean} final whether the server refused it, so that resending is useless */
  constructor(message, final) {
    super(message)
    this.final = final
  }
}

/** Post one act. @throws {NotSent} */
export async function post(path, body) {
  const form = body instanceof FormData
  const answer = await fetch(path, {
    method: 'POST',
    headers: form ? {} : { 'content-type': 'application/json' },
    body: form ? body : JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => {
    throw new NotSent('没发出去，网络不通。', false)
  })
  if (answer.ok) return
  const told = await answer.json().catch(() => ({}))
  const refused = answer.status >= 400 && answer.status < 500 && answer.status !== 429 && answer.status !== 401
  throw new NotSent(
    refused || answer.status === 401 ? (told.message ?? '没发出去。') : '没发出去，请稍后再试。',
    refused,
  )
}

/** Texts and places of an account that have not arrived yet, oldest first: `{ path, body, content }`. */
export function unsent(account) {
  return readAll()[account] ?? []
}

export function rememberUnsent(account, act) {
  forgetUnsent(account, act.body.clientId)
  const all = readAll()
  writeAll({ ...all, [account]: [...(all[account] ?? []), act] })
}

export function forgetUnsent(account, clientId) {
  const all = readAll()
  const left = (all[account] ?? []).filter((act) => act.body.clientId !== clientId)
  writeAll({ ...all, [account]: left })
}

function readAll() {
  try {
    return JSON.parse(localStorage.getItem(UNSENT_KEY) ?? '{}')
  } catch {
    return {}
  }
}

function writeAll(all) {
  try {
    localStorage.setItem(UNSENT_KEY, JSON.stringify(all))
  } catch {
    // Storage is full or forbidden: the line itself still stands in the window.
  }
}
