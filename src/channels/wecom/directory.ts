import pMap from 'p-map'
import { z } from 'zod'
import type { Directory, DirectoryDepartment, DirectoryMember } from '../../domain/directory.ts'
import { ChannelError } from '../../errors.ts'
import type { DirectoryProgress, DirectoryReader } from '../directory.ts'
import { patiently, type Wait } from '../patiently.ts'
import type { WecomAnswer, WecomClient } from './client.ts'
import { NOBODY_REACHED } from './faults.ts'

const AT_ONCE = 4
/** A department of some ten thousand members. */
const MOST_LIST_BYTES = 16 * 1024 * 1024

/** The department, or the member, lies outside what the application may see. */
const NOT_VISIBLE = new Set([50002, 60011])
/** The department went meanwhile [W]. */
const DEPARTMENT_GONE = new Set([60003, 60123])
/** The list is too long for full records [W]. */
const LIST_TOO_LONG = 45029
/** 2 locked out, 5 left [W]. */
const AWAY = new Set([2, 5])

/** Ids come as numbers or as text, names as text. */
const id = z.union([z.string(), z.number()]).transform(String)
const text = id.catch('')
const ids = z.array(id).catch([])
const flags = z.array(z.coerce.number()).catch([])
const departmentList = z.object({
  department: z.array(z.object({ id, name: text, parentid: text })),
})
const record = z.object({
  userid: id,
  name: text,
  mobile: text,
  position: text,
  department: ids,
  is_leader_in_dept: flags,
  main_department: text,
  status: z.coerce.number().catch(1),
})
type MemberRecord = z.infer<typeof record>
const userList = z.object({ userlist: z.array(record) })

/** The directory of a company on WeCom, within the visible range of the application (wecom.md §5). */
export function createWecomDirectory(
  client: Pick<WecomClient, 'get'>,
  { wait }: { wait?: Wait } = {},
): DirectoryReader {
  const get = (api: string, query: Record<string, string>) =>
    patiently(() => client.get(api, query, MOST_LIST_BYTES), wait)
  return {
    read: (onProgress) => readDirectory(get, onProgress),
    exists: (account) => exists(get, account),
  }
}

type Get = (api: string, query: Record<string, string>) => Promise<WecomAnswer>

async function readDirectory(get: Get, onProgress?: DirectoryProgress): Promise<Directory> {
  const departments = departmentsIn(await get('department/list', {}))
  const unseen: string[] = []
  let done = 0
  const lists = await pMap(
    departments,
    async ({ id, name }) => {
      const list = await membersOf(get, id)
      if (list === null) unseen.push(`看不到部门“${name}”的成员`)
      onProgress?.(++done, departments.length)
      return list ?? []
    },
    { concurrency: AT_ONCE },
  )
  return { departments, members: membersIn(lists.flat(), departments), unseen }
}

/** @throws ChannelError `misconfigured` where names are hidden: nothing could be told from the ids alone */
function departmentsIn(answer: WecomAnswer): DirectoryDepartment[] {
  const list = departmentList.safeParse(answer).data?.department ?? []
  if (list.length > 0 && list.every((d) => d.name.trim() === '')) {
    throw new ChannelError('misconfigured', 'WeCom hides the names of departments from the application')
  }
  const seen = new Set(list.map((d) => d.id))
  const departments = list.map(({ id, name, parentid }) => ({
    id,
    name: name.trim(),
    parentId: seen.has(parentid) && parentid !== id ? parentid : null,
  }))
  return parentsFirst(departments)
}

function parentsFirst(departments: readonly DirectoryDepartment[]): DirectoryDepartment[] {
  const ordered: DirectoryDepartment[] = []
  let level = departments.filter((d) => d.parentId === null)
  while (level.length > 0) {
    ordered.push(...level)
    const above = new Set(level.map((d) => d.id))
    level = departments.filter((d) => d.parentId !== null && above.has(d.parentId))
  }
  return ordered
}

/** `null`: the application may not see them. */
async function membersOf(get: Get, departmentId: string): Promise<MemberRecord[] | null> {
  const query = { department_id: departmentId }
  try {
    return userList.parse(await get('user/list', query)).userlist
  } catch (error) {
    if (codeOf(error) === LIST_TOO_LONG) return userList.parse(await get('user/simplelist', query)).userlist
    if (NOT_VISIBLE.has(codeOf(error))) return null
    if (DEPARTMENT_GONE.has(codeOf(error))) return []
    throw error
  }
}

function membersIn(records: readonly MemberRecord[], departments: readonly DirectoryDepartment[]): DirectoryMember[] {
  const seen = new Set(departments.map((d) => d.id))
  const byAccount = new Map(records.filter((r) => !AWAY.has(r.status)).map((r) => [r.userid.toLowerCase(), r]))
  return [...byAccount.values()].map((r) => {
    const own = r.department.filter((id) => seen.has(id))
    return {
      account: r.userid,
      // Some applications are told the account in place of the name.
      name: r.name.toLowerCase() === r.userid.toLowerCase() ? '' : r.name.trim(),
      phone: r.mobile.trim() || null,
      title: r.position.trim() || null,
      departmentIds: own.sort((a, b) => Number(b === r.main_department) - Number(a === r.main_department)),
      leads: r.department.filter((id, i) => r.is_leader_in_dept[i] === 1 && seen.has(id)),
    }
  })
}

async function exists(get: Get, account: string): Promise<boolean | null> {
  try {
    const { status } = await get('user/get', { userid: account })
    return status !== 5
  } catch (error) {
    if (NOT_VISIBLE.has(codeOf(error))) return null
    if (NOBODY_REACHED.has(codeOf(error))) return false
    throw error
  }
}

function codeOf(error: unknown): number {
  return (error instanceof ChannelError ? error.code : null) ?? Number.NaN
}
