import { type Call, oldOk, oldRefused, parseObject, type Reply } from './answers.ts'
import type { People } from './people.ts'

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
  const { userId, unionId, name } = user
  return oldOk({ result: { userid: userId, unionid: unionId, name, active: true, admin: false, dept_id_list: [1] } })
}

/** `topapi/user/getbyunionid` [KB 0064]. */
export function getByUnionId(people: People, call: Call): Reply {
  const user = people.byUnionId(fieldOf(call, 'unionid'))
  return user === null ? oldRefused(60121, '找不到该用户') : oldOk({ result: { userid: user.userId, contact_type: 0 } })
}
