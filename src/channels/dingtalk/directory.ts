import pMap from 'p-map'
import { z } from 'zod'
import {
  type Directory,
  type DirectoryDepartment,
  type DirectoryMember,
  TOP_DEPARTMENT,
} from '../../domain/directory.ts'
import { ChannelError } from '../../errors.ts'
import type { DirectoryProgress, DirectoryReader } from '../directory.ts'
import { patiently, type Wait } from '../patiently.ts'
import type { DingtalkAnswer, DingtalkClient } from './client.ts'
import { isNobody, platformCodeOf } from './faults.ts'

/** 20 calls a second are let through, and messages go out meanwhile [KB 1431]. */
const AT_ONCE = 4
const PAGE_SIZE = 100

/** Rights are missing for this department, or for all [KB 0013]. */
const NOT_ALLOWED = new Set(['60011', '88'])
/** The department went meanwhile. */
const DEPARTMENT_GONE = '60003'

// Samples print numbers and truths as strings, so both are taken (dingtalk.md §5).
/** Ids come as numbers or as text, names as text. */
const id = z.union([z.string(), z.number()]).transform(String)
const text = id.catch('')
const flag = z.preprocess((value) => value === true || value === 'true' || value === 1, z.boolean())
const subDepartments = z.object({ result: z.array(z.object({ dept_id: id, name: text })) })
const member = z.object({
  userid: id,
  name: text,
  mobile: text,
  title: text,
  dept_id_list: z.array(id).catch([]),
  leader: flag,
})
type MemberRecord = z.infer<typeof member>
const page = z.object({
  result: z.object({ has_more: flag, next_cursor: z.coerce.number().catch(0), list: z.array(member).catch([]) }),
})

/** The directory of an organisation on DingTalk; asking costs none of the month's calls [KB 1432] (dingtalk.md §5). */
export function createDingtalkDirectory(
  client: Pick<DingtalkClient, 'callOld'>,
  { wait }: { wait?: Wait } = {},
): DirectoryReader {
  const ask = (path: string, body: object) => patiently(() => client.callOld(path, { body, cost: 'free' }), wait)
  return {
    read: (onProgress) => readDirectory(ask, onProgress),
    exists: (account) => exists(ask, account),
  }
}

type Ask = (path: string, body: object) => Promise<DingtalkAnswer>

interface Found {
  departments: DirectoryDepartment[]
  members: Map<string, DirectoryMember>
  unseen: string[]
}

/** Level by level: a call tells the departments of one level below one only. */
async function readDirectory(ask: Ask, onProgress?: DirectoryProgress): Promise<Directory> {
  const found: Found = { departments: [], members: new Map(), unseen: [] }
  let level: DirectoryDepartment[] = [{ id: TOP_DEPARTMENT, parentId: null, name: '' }]
  let done = 0
  while (level.length > 0) {
    found.departments.push(...level)
    const below = await pMap(
      level,
      async (department) => {
        const children = await readDepartment(ask, department, found)
        onProgress?.(++done, found.departments.length)
        return children
      },
      { concurrency: AT_ONCE },
    )
    const known = new Set(found.departments.map((d) => d.id))
    level = below.flat().filter((child) => !known.has(child.id))
  }
  const seen = new Set(found.departments.map((d) => d.id))
  const members = [...found.members.values()].map((m) => {
    return { ...m, departmentIds: m.departmentIds.filter((id) => seen.has(id)) }
  })
  return { ...found, members }
}

/** Takes the members of one department down; its children are the result. */
async function readDepartment(ask: Ask, department: DirectoryDepartment, found: Found): Promise<DirectoryDepartment[]> {
  const { id, name } = department
  try {
    for (const record of await membersOf(ask, id)) note(found.members, record, id)
    const answer = await ask('/topapi/v2/department/listsub', { dept_id: Number(id) })
    const children = subDepartments.parse(answer).result
    return children.map((child) => ({ id: child.dept_id, parentId: id, name: child.name.trim() }))
  } catch (error) {
    const code = platformCodeOf(error) ?? ''
    if (code === DEPARTMENT_GONE) return []
    // Of the whole directory it is for whoever imports to hear at once.
    if (!NOT_ALLOWED.has(code) || id === TOP_DEPARTMENT) throw error
    found.unseen.push(`看不到部门“${name}”`)
    return []
  }
}

async function membersOf(ask: Ask, departmentId: string): Promise<MemberRecord[]> {
  const records: MemberRecord[] = []
  let cursor = 0
  for (;;) {
    const answer = await ask('/topapi/v2/user/list', { dept_id: Number(departmentId), cursor, size: PAGE_SIZE })
    const { result } = page.parse(answer)
    records.push(...result.list)
    // One that does not go on would be asked for ever.
    if (!result.has_more || result.next_cursor <= cursor) return records
    cursor = result.next_cursor
  }
}

/** In each list of theirs a member stands with the same account; whether they lead is told of that department alone. */
function note(members: Map<string, DirectoryMember>, record: MemberRecord, departmentId: string): void {
  const { userid: account } = record
  const known = members.get(account) ?? {
    account,
    name: record.name.trim() === account ? '' : record.name.trim(),
    phone: record.mobile.trim() || null,
    title: record.title.trim() || null,
    departmentIds: record.dept_id_list.length > 0 ? record.dept_id_list : [departmentId],
    leads: [],
  }
  members.set(account, record.leader ? { ...known, leads: [...known.leads, departmentId] } : known)
}

async function exists(ask: Ask, account: string): Promise<boolean | null> {
  try {
    await ask('/topapi/v2/user/get', { userid: account })
    return true
  } catch (error) {
    if (isNobody(error)) return false
    if (error instanceof ChannelError && error.fault === 'rejected') return null
    throw error
  }
}
