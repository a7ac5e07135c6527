import { type Call, type Json, oldOk, oldRefused, parseObject, type Reply } from './answers.ts'
import type { Department, People, User } from './people.ts'

/** Parameters of old calls come as JSON or as a form (dingtalk.md §5). */
function fieldOf({ headers, body }: Call, name: string): string {
  const text = body.toString('utf8')
  const isForm = String(headers['content-type'] ?? '').includes('urlencoded')
  return isForm ? (new URLSearchParams(text).get(name) ?? '') : String(parseObject(text)?.[name] ?? '')
}

/** `topapi/v2/user/get` [KB 0056]; without the scope for mobile numbers. */
export function getUser(people: People, call: Call): Reply {
  const user = people.user(fieldOf(call, 'userid'))
  if (user === null) return oldRefused(60121, '找不到该用户')
  return oldOk({ result: { ...recordOf(user), admin: false } })
}

/** `topapi/user/getbyunionid` [KB 0064]. */
export function getByUnionId(people: People, call: Call): Reply {
  const user = people.byUnionId(fieldOf(call, 'unionid'))
  return user === null ? oldRefused(60121, '找不到该用户') : oldOk({ result: { userid: user.userId, contact_type: 0 } })
}

/** `topapi/v2/department/listsub` [KB 0082]: one level only. */
export function listDepartments(people: People, call: Call): Reply {
  const parent = departmentOf(people, call)
  if ('status' in parent) return parent
  const below = people.departmentsBelow(parent.id)
  const fields = { create_dept_group: 'true', auto_add_user: 'true' }
  // Printed as text in the samples, as numbers in the tables: both are met here.
  return oldOk({
    result: below.map(({ id, name }, i) => ({ dept_id: i % 2 ? id : `${id}`, name, parent_id: parent.id, ...fields })),
  })
}

/** `topapi/v2/user/list` [KB 0062]: a page of at most 100. */
export function listUsers(people: People, call: Call): Reply {
  const department = departmentOf(people, call)
  if ('status' in department) return department
  const cursor = Number(fieldOf(call, 'cursor'))
  const size = Number(fieldOf(call, 'size'))
  if (!(size >= 1 && size <= 100) || !(cursor >= 0)) return oldRefused(400002, '参数错误')
  const all = people.usersOf(department.id)
  const list = all.slice(cursor, cursor + size).map((user) => ({
    ...recordOf(user),
    leader: user.leads.includes(department.id) ? 'true' : 'false',
  }))
  const next = cursor + size
  return oldOk({ result: next < all.length ? { has_more: true, next_cursor: next, list } : { has_more: false, list } })
}

/** `topapi/chat/qrcode/get` [KB 0744]. */
export function getJoinLink(people: People, call: Call): Reply {
  const group = people.groupByChatId(fieldOf(call, 'chatid'))
  if (group === null) return oldRefused(34001, '会话不存在')
  if (!group.members.includes(fieldOf(call, 'userid'))) return oldRefused(60124, '用户不在群内')
  return oldOk({ success: true, result: group.joinLink })
}

function departmentOf(people: People, call: Call): Department | Reply {
  const id = Number(fieldOf(call, 'dept_id'))
  const department = people.department(id)
  if (department === null) return oldRefused(60003, '部门不存在')
  return people.hiddenDepartments.has(id) ? oldRefused(60011, '没有调用该接口的权限') : department
}

function recordOf({ userId, unionId, name, title, mobile, departments }: User): Json {
  return {
    ...{ userid: userId, unionid: unionId, name, active: true },
    ...(title === null ? {} : { title }),
    ...(mobile === null ? {} : { mobile }),
    dept_id_list: departments,
  }
}
