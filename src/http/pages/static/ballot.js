/**
 * A voter's half of the ballots. For each person voted on it makes a secret token, has it signed without showing it, and
 * casts it in a request of its own that says nothing of who sends it. See docs/anonymity.md.
 */
import { RSABSSA } from './blindrsa/index.js'

const suite = RSABSSA.SHA384.PSS.Randomized()
const TIMEOUT_MS = 20_000
/** Between two ballots, at random, so that they do not come in one row. */
const APART_MS = [200, 1_500]
const AGAIN_MS = [2_000, 5_000]

const main = document.querySelector('main')
const form = main.querySelector('form')
const button = form.querySelector('button')
const problem = form.querySelector('[role="alert"]')
const done = main.querySelector('.done')
const roundId = main.dataset.round
/** Where this phone keeps what was not cast yet, so that closing the page loses nothing. */
const place = `ballot:${location.pathname}`

/** A refusal in words for the voter, which trying again does not change. */
class Refused extends Error {
  /** @param {string} message @param {number} status */
  constructor(message, status) {
    super(message)
    /** Nothing was given for what was sent: the voter may begin anew. */
    this.anew = status === 400 || status === 422
  }
}

const toText = (bytes) => btoa(String.fromCharCode(...bytes))
const toBytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))
const between = ([least, most]) => least + (crypto.getRandomValues(new Uint32Array(1))[0] / 2 ** 32) * (most - least)
const pause = (range) => new Promise((resolve) => setTimeout(resolve, between(range)))

/** What is kept: `{ tokens: { subject: { choice, token, inverse, blinded, signature } } }`, or `{ done: true }`. */
let memory = null
function recall() {
  try {
    return JSON.parse(localStorage.getItem(place)) ?? memory
  } catch {
    return memory
  }
}
function remember(state) {
  memory = state
  try {
    localStorage.setItem(place, JSON.stringify(state))
  } catch {
    // A window that keeps nothing: it has to stay open until all is cast.
  }
}

function forget() {
  memory = null
  try {
    localStorage.removeItem(place)
  } catch {
    // It kept nothing.
  }
}

function keyOf(subject) {
  const { key } = form.querySelector(`[data-subject="${subject}"]`).dataset
  return crypto.subtle.importKey('spki', toBytes(key), { name: 'RSA-PSS', hash: 'SHA-384' }, true, ['verify'])
}

/** Made while the voter still reads: the choice is no part of it. */
async function makeToken(subject) {
  const message = suite.prepare(crypto.getRandomValues(new Uint8Array(32)))
  const { blindedMsg, inv } = await suite.blind(await keyOf(subject), message)
  return { token: toText(message), inverse: toText(inv), blinded: toText(blindedMsg) }
}

async function post(path, body, options = {}) {
  const answer = await fetch(path, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    ...{ cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS), ...options },
  })
  if (answer.ok) return answer.status === 204 ? null : answer.json()
  const { message } = await answer.json().catch(() => ({}))
  if (answer.status < 500 && answer.status !== 429)
    throw new Refused(message ?? '没有投出去，请重新打开这一页再试。', answer.status)
  throw new Error(message)
}

/** Tries until it is through or refused: nothing here does anything twice. */
async function insist(act) {
  for (;;) {
    try {
      return await act()
    } catch (error) {
      if (error instanceof Refused) throw error
      say('网络不太通，正在再试，请先不要关这一页。')
      await pause(AGAIN_MS)
    }
  }
}

function say(words) {
  form.hidden = true
  done.hidden = false
  done.textContent = words
}

/** The one request that tells who asks. What it shows fits any token that there could be. */
async function haveSigned(state) {
  const open = Object.entries(state.tokens)
  if (open.every(([, kept]) => kept.signature)) return
  const blinded = Object.fromEntries(open.map(([subject, kept]) => [subject, kept.blinded]))
  const { signatures } = await insist(() => post(`${location.pathname}/tickets${location.search}`, { blinded })).catch(
    (error) => {
      if (error.anew) forget()
      throw error
    },
  )
  for (const [subject, kept] of open) {
    const [token, signed, inverse] = [kept.token, signatures[subject], kept.inverse].map(toBytes)
    kept.signature = toText(await suite.finalize(await keyOf(subject), token, signed, inverse))
  }
  remember(state)
}

/** One ballot, without cookies and without where it comes from. */
function cast(subject, { choice, token, signature }) {
  const ballot = { round: roundId, subject, choice, token, signature }
  return post('/b/cast', ballot, { credentials: 'omit', referrerPolicy: 'no-referrer', keepalive: true })
}

function shuffled(list) {
  const mixed = [...list]
  for (let i = mixed.length - 1; i > 0; i--) {
    const other = Math.floor(between([0, i + 1]))
    ;[mixed[i], mixed[other]] = [mixed[other], mixed[i]]
  }
  return mixed
}

async function castAll(state) {
  const open = shuffled(Object.keys(state.tokens))
  for (const [i, subject] of open.entries()) {
    say(`正在一张一张投出：第${i + 1}张，共${open.length}张。请先不要关这一页。`)
    await pause(APART_MS)
    await insist(() => cast(subject, state.tokens[subject]))
    delete state.tokens[subject]
    remember(state)
  }
}

async function vote(state) {
  try {
    await haveSigned(state)
    await castAll(state)
    remember({ done: true })
    say('都投出去了，谢谢您。这一页可以关了。')
  } catch (error) {
    say(error instanceof Refused ? error.message : '没有投出去，请重新打开这一页再试。')
  }
}

function complain(words) {
  problem.textContent = words
  problem.hidden = false
  problem.scrollIntoView({ block: 'center' })
}

/** As the server reckons it: the same for everybody as long as all are shown the same keys. */
async function checkCode() {
  const sha256 = async (bytes) =>
    [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('')
  const hashes = await Promise.all(main.dataset.keys.split(' ').map((key) => sha256(toBytes(key))))
  return (await sha256(new TextEncoder().encode(hashes.sort().join('\n')))).slice(0, 8).toUpperCase()
}

/** Whoever has not chosen about everybody is asked once. */
let asked = false
async function submit(subjects, made) {
  const choices = new FormData(form)
  const missing = subjects.filter((subject) => !choices.has(subject))
  if (missing.length > 0 && !asked) {
    asked = true
    button.textContent = '就这样投出'
    return complain(`还有${missing.length}位没有选。再点一次，没有选的算弃权。`)
  }
  button.disabled = true
  say('正在准备选票，请稍等。')
  const tokens = {}
  for (const subject of subjects) {
    const value = choices.get(subject)
    tokens[subject] = { ...(await made.get(subject)), choice: value ? Number(value) : null }
  }
  const state = { tokens }
  // Kept before it is sent: whatever is cut off after this is taken up again.
  remember(state)
  await vote(state)
}

async function begin() {
  if (!globalThis.crypto?.subtle) return say('这个浏览器投不了票。请从企业微信或钉钉里点开。')
  const state = recall()
  if (state?.done) return say('您在这部手机上已经投过了，谢谢您。')
  if (state) return vote(state)
  form.hidden = false
  main.querySelector('.code').textContent = await checkCode()
  const subjects = [...form.querySelectorAll('[data-subject]')].map((field) => field.dataset.subject)
  const made = new Map()
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void submit(subjects, made)
  })
  // One after another, so that the page stays quick to the touch.
  let before = Promise.resolve()
  for (const subject of subjects) {
    before = before.then(() => makeToken(subject))
    made.set(subject, before)
  }
}

await begin()
