import { fromTemplate } from './dom.js'

const ROLE_WORDS = {
  branch_secretary: '书记',
  deputy_secretary: '副书记',
  zone_member: '党员',
  guest_member: '外单位党员',
  helper: '协助员',
  organisation_admin: '管理员',
  resident_verifier: '居民代表',
}
const GROUPS = [
  ['member', '成员'],
  ['secretary', '书记'],
  ['resident', '居民'],
]

/** One line about a person: what they are, and for which zones. */
export function describe({ roles, zones, branch, group }) {
  const what = roles.length > 0 ? roles.map((role) => ROLE_WORDS[role] ?? role).join('、') : '居民'
  const where = zones.map(({ code, name }) => `${code} ${name}`).join('、')
  return [what, where || (group === 'secretary' ? branch : '')].filter(Boolean).join(' · ')
}

/** The list of people who can be played. `choose(account)` is told of the one chosen. */
export function createPicker(people, choose) {
  const pane = fromTemplate('picker')
  const list = pane.querySelector('.picker-list')
  for (const [group, title] of GROUPS) {
    const members = people.filter((person) => person.group === group)
    if (members.length === 0) continue
    const section = fromTemplate('picker-group')
    section.querySelector('h2').textContent = title
    section.querySelector('ul').append(...members.map((person) => personRow(person, choose)))
    list.append(section)
  }
  if (people.length === 0) pane.querySelector('.picker-intro').textContent = '还没有演示人员，请先运行 cli demo load。'
  return { pane, close: () => undefined }
}

function personRow(person, choose) {
  const row = fromTemplate('picker-person')
  const link = row.querySelector('.person')
  // A real address, so that a person can also be opened in another tab.
  link.href = `/chat#as=${encodeURIComponent(person.account)}`
  link.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    choose(person.account)
  })
  row.querySelector('.avatar').textContent = person.name.slice(0, 1)
  row.querySelector('.avatar').classList.add(person.group)
  row.querySelector('.person-name').textContent = person.name
  row.querySelector('.person-about').textContent = describe(person)
  return row
}
