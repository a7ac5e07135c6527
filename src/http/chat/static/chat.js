/** The page: one or more windows side by side, each named in the address (`/chat#as=ONE,TWO`; an empty name chooses). */
import { createChatPane } from './chat-pane.js'
import { element } from './dom.js'
import { createPicker } from './people.js'

const panesElement = document.getElementById('panes')
const MAX_PANES = 4
/** @type {{ account: string, pane: HTMLElement, close: () => void }[]} */
let panes = []
let known = { people: [], zones: [] }

function wanted() {
  const [, names = ''] = /^#as=(.*)$/.exec(location.hash) ?? []
  return names.split(',').slice(0, MAX_PANES).map(decodeURIComponent)
}

function show(accounts) {
  location.hash = `#as=${accounts.map(encodeURIComponent).join(',')}`
}

function open(account, index) {
  const person = known.people.find((one) => one.account === account)
  const opened = person
    ? createChatPane(person, known.zones)
    : createPicker(known.people, (chosen) => show(wanted().with(index, chosen)))
  opened.pane
    .querySelector('.change-person')
    ?.addEventListener('click', () => show(wanted().with(panes.indexOf(record), '')))
  opened.pane
    .querySelector('.close-pane')
    .addEventListener('click', () => show(wanted().toSpliced(panes.indexOf(record), 1)))
  const record = { account, ...opened }
  return record
}

/** Make the page what its address says, keeping the windows that stay. */
function arrange() {
  const accounts = wanted()
  const left = [...panes]
  const next = accounts.map((account, index) => {
    const kept = left.findIndex((one) => one.account === account && account !== '')
    return kept >= 0 ? left.splice(kept, 1)[0] : open(account, index)
  })
  for (const gone of left) {
    gone.close()
    gone.pane.remove()
  }
  panes = next
  // A window that stays is not touched: moved in the page it would lose its place in the conversation.
  for (const [index, { pane }] of panes.entries()) {
    const there = panesElement.children[index] ?? null
    if (there !== pane) panesElement.insertBefore(pane, there)
  }
  panesElement.dataset.count = String(panes.length)
  document.getElementById('add-pane').hidden = panes.length >= MAX_PANES
  const names = known.people.filter(({ account }) => accounts.includes(account)).map(({ name }) => name)
  document.title = [...names, '责任区助手'].join(' · ')
}

/** Who there is now. Whoever is open stays known: a newcomer is in no list before they said something. */
async function look() {
  const answer = await fetch('/chat/people').catch(() => null)
  if (!answer?.ok) return answer
  const { people, zones } = await answer.json()
  const opened = known.people.filter(({ account }) => wanted().includes(account))
  const others = opened.filter(({ account }) => !people.some((one) => one.account === account))
  known = { people: [...people, ...others], zones }
  return answer
}

async function start() {
  const answer = await look()
  if (!answer?.ok) {
    const told = await answer?.json().catch(() => null)
    panesElement.replaceChildren(element('p', 'notice', told?.message ?? '服务还没有准备好，请过一会儿刷新页面。'))
    return
  }
  document.getElementById('add-pane').addEventListener('click', () => show([...wanted(), '']))
  addEventListener('hashchange', async () => {
    // People come by an import, newcomers by what they say.
    if (wanted().includes('')) await look()
    arrange()
  })
  arrange()
}

await start()
