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
  const bare = group === 'resident' ? '居民' : '党员'
  const what = roles.length > 0 ? roles.map((role) => ROLE_WORDS[role] ?? role).join('、') : bare
  const where = zones.map(({ code, name }) => `${code} ${name}`).join('、')
  return [what, where || (group === 'secretary' ? branch : '')].filter(Boolean).join(' · ')
}

/** The list of people who can be played. `choose(account)` is told of the one chosen. */
export function createPicker(people, choose) {
  const pane = fromTemplate('picker')
  const intro = pane.querySelector('.picker-intro')
  const own = people.filter((person) => !person.demo)
  const demo = people.filter((person) => person.demo)
  const sections = [...sectionsOf(own, '', choose), ...sectionsOf(demo, own.length > 0 ? '演示·' : '', choose)]
  pane.querySelector('.picker-list').append(...sections)
  if (own.length > 0) intro.textContent = '选一个人，替他和助手说话。只有用这台电脑的人能打开这里。'
  if (people.length === 0) intro.textContent = '这里还没有人。请先导入名册，或运行 npm run cli -- demo load。'
  return { pane, close: () => undefined }
}

function sectionsOf(people, before, choose) {
  return GROUPS.flatMap(([group, title]) => {
    const members = people.filter((person) => person.group === group)
    if (members.length === 0) return []
    const section = fromTemplate('picker-group')
    section.querySelector('h2').textContent = before + title
    section.querySelector('ul').append(...members.map((person) => personRow(person, choose)))
    return [section]
  })
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
