import type { Account, RosterRow } from '../domain/roster.ts'
import { ROLES, type Role } from '../domain/vocabulary.ts'
import type { RowReader } from './roster-cells.ts'
import { plainWord } from './roster-columns.ts'

type Person = NonNullable<RosterRow['person']>

const ROLE_WORDS: ReadonlyMap<string, Role> = new Map([
  ...Object.entries(ROLES).map(([role, word]) => [word, role as Role] as const),
  ['支部书记', 'branch_secretary'],
  ['党支部书记', 'branch_secretary'],
  ['支部副书记', 'deputy_secretary'],
  ['党支部副书记', 'deputy_secretary'],
  ['正式党员', 'zone_member'],
  ['预备党员', 'zone_member'],
  ['责任区党员', 'zone_member'],
  ['成员', 'zone_member'],
  ['在职党员', 'guest_member'],
  ['外来党员', 'guest_member'],
  ['协助人', 'helper'],
  ['入党积极分子', 'helper'],
  ['共青团员', 'helper'],
  ['组织管理员', 'organisation_admin'],
  ['群众代表', 'resident_verifier'],
])

/** Room for a name. */
const MAX_NAME_CHARS = 40
const NAME = /^[\p{L}\p{M}\p{N} ·•・.'’()（）-]+$/u

/** Whether somebody may be called so: it has a letter, and no sign that no name has. */
export function isName(text: string): boolean {
  return text.length <= MAX_NAME_CHARS && NAME.test(text) && /\p{L}/u.test(text)
}

/** The role that a word of lists and offices means: `支部书记`; `null`: none. */
export function roleCalled(text: string): Role | null {
  return ROLE_WORDS.get(plainWord(text)) ?? null
}

/**
 * Who the row is about: nobody, one person, or several whose names share a cell (`张三、李四`), which is fine as long
 * as nothing else of the row could be only one's.
 */
export function readPeople(cells: RowReader): Person[] {
  const names = readNames(cells)
  const told = readRole(cells)
  const phone = readPhone(cells)
  const accounts = readAccounts(cells)
  const backup = readBackup(cells)
  const personal = phone !== null || accounts.length > 0
  if (names.length === 0 && !cells.has('name') && (told || personal)) cells.fault('name', '不能为空')
  if (names.length > 1 && personal) cells.fault('name', '这一格有几个人的名字，请一人一行')
  return names.map((name) => ({ name, phone, accounts, role: told ?? 'zone_member', backup }))
}

function readNames(cells: RowReader): string[] {
  const text = cells.text('name')
  if (text === null) return []
  const names = text.split(/[、，,;；/／]/u).flatMap(namesApart)
  for (const name of names) {
    if (name.length > MAX_NAME_CHARS) cells.fault('name', `太长了，最多${MAX_NAME_CHARS}个字`)
    else if (!isName(name)) cells.fault('name', `“${name}”不像姓名`)
  }
  return names
}

/** `张 三` and `欧 阳 修` are one name, set apart to line up with others; `张三 李四` are two. */
function namesApart(text: string): string[] {
  const parts = text.split(/\s+/u).filter((part) => part !== '')
  if (!/^[\p{Script=Han}\s]+$/u.test(text)) return parts.length === 0 ? [] : [parts.join(' ')]
  return parts.some((part) => [...part].length === 1) ? [parts.join('')] : parts
}

function readRole(cells: RowReader): Role | null {
  const text = cells.text('role')
  if (text === null) return null
  const role = roleCalled(text)
  if (!role) cells.fault('role', `“${text}”不认识，请填 ${Object.values(ROLES).join('、')}`)
  return role
}

function readPhone(cells: RowReader): string | null {
  const text = cells.text('phone')
  if (text === null) return null
  const plain = text.normalize('NFKC').replace(/[\s()-]/gu, '')
  const phone = plain.replace(/^\+?86(?=1\d{10}$)/u, '').replace(/\.0+$/u, '')
  // Numbers of a town do not begin with 1: it is a mobile that lost a digit, or has one too many.
  if (/^1[3-9]\d*$/u.test(phone) && phone.length !== 11) {
    cells.fault('phone', `手机号应是11位，“${text}”是${phone.length}位`)
  } else if (/^\d{7,15}$/u.test(phone)) return phone
  else if (/^\d(?:\.\d+)?e\+?\d+$/iu.test(plain)) {
    cells.fault('phone', `“${text}”不全了，是表格软件改的。请把这一列的格式设为“文本”，再写一遍`)
  } else if (/\d{7,}[^\d]+\d{7,}/u.test(plain)) cells.fault('phone', '请只填一个号码')
  else cells.fault('phone', '不像电话号码，请只填数字')
  return null
}

function readAccounts(cells: RowReader): Account[] {
  return (['wecom', 'dingtalk'] as const).flatMap((channel) => {
    const id = cells.text(channel)
    if (id === null) return []
    // What both platforms allow in a user id; a name in this column is the commonest slip.
    if (/^[\w.@$:-]+$/u.test(id)) return [{ channel, id }]
    cells.fault(channel, `“${id}”不像账号。账号由字母、数字和 . - _ @ 组成，在管理后台的通讯录里能看到`)
    return []
  })
}

function readBackup(cells: RowReader): boolean {
  const text = cells.text('backup')
  if (text === null) return false
  const word = plainWord(text)
  if (['是', '备用', '1', 'true', 'yes', 'y', '√', '对'].includes(word) || /^[√✓✔]$/u.test(text)) return true
  if (['否', '不是', '0', 'false', 'no', 'n', '无'].includes(word) || /^[-—/\\×xX]+$/u.test(text)) return false
  cells.fault('backup', `“${text}”看不明白，备用请填“是”，不是就留空`)
  return false
}
