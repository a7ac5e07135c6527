import { describe, expect, test } from 'vitest'
import { levelsOf, readDirectory } from '../../src/documents/directory-roster.ts'
import type { Directory, DirectoryMember } from '../../src/domain/directory.ts'

const DEPARTMENTS = [
  { id: '1', parentId: null, name: '东山街道' },
  { id: '2', parentId: '1', name: '幸福社区' },
  { id: '3', parentId: '2', name: '第一党支部' },
  { id: '4', parentId: '3', name: '青年组' },
  { id: '5', parentId: '1', name: '机关党总支部' },
  { id: '6', parentId: '5', name: '退休党支部委员会' },
  { id: '7', parentId: '2', name: '后勤部' },
]

function member(account: string, name: string, told: Partial<DirectoryMember> = {}): DirectoryMember {
  return { account, name, phone: null, title: null, departmentIds: ['3'], leads: [], ...told }
}

const directory = (...members: DirectoryMember[]): Directory => ({ departments: DEPARTMENTS, members, unseen: [] })
const read = (from: Directory, branchDepth: number | null = null) =>
  readDirectory(from, { channel: 'wecom', branchDepth })

describe('departments', () => {
  test('whose names end with 支部 are branches, those above them organisations, a 总支部 is none', () => {
    expect(read(directory()).branches.map(({ branch }) => [branch.organisation, branch.name])).toEqual([
      [['幸福社区'], '第一党支部'],
      [['机关党总支部'], '退休党支部委员会'],
    ])
  })

  test('of the level that is named are branches, whatever they are called', () => {
    expect(read(directory(), 2).branches.map(({ branch }) => branch.name)).toEqual([
      '第一党支部',
      '退休党支部委员会',
      '后勤部',
    ])
  })

  test('at the very top are no branch, and a slash in a name makes no second level', () => {
    const departments = [...DEPARTMENTS, { id: '8', parentId: '1', name: '一/二支部' }]
    const { branches } = readDirectory({ ...directory(), departments }, { channel: 'wecom', branchDepth: 1 })
    expect(branches.map(({ branch }) => [branch.organisation, branch.name])).toEqual([
      [[], '幸福社区'],
      [[], '机关党总支部'],
      [[], '一／二支部'],
    ])
  })

  test('are told by level to whoever has to name one', () => {
    expect(levelsOf(directory())).toEqual([
      '第1层：幸福社区、机关党总支部',
      '第2层：第一党支部、退休党支部委员会、后勤部',
      '第3层：青年组',
    ])
  })
})

describe('members', () => {
  const rolesOf = (...members: DirectoryMember[]) =>
    read(directory(...members)).roster.assignments.map((a) => [a.person.name, a.branch.name, a.role])

  test('belong to the branch that they are in, or in a group of; the main department goes first', () => {
    expect(
      rolesOf(member('a', '张三', { departmentIds: ['7', '4'] }), member('b', '李四', { departmentIds: ['6', '3'] })),
    ).toEqual([
      ['张三', '第一党支部', 'zone_member'],
      ['李四', '退休党支部委员会', 'zone_member'],
    ])
  })

  test('in no branch, or without a name, are left out and counted', () => {
    const { roster, notices } = read(
      directory(member('a', '', {}), member('b', '13800138000'), member('c', '王五', { departmentIds: ['7'] })),
    )
    expect(roster.people).toEqual([])
    expect(notices).toEqual(['1人不在任何支部的部门里，没有导入', '看不到姓名，没有导入：a、b'])
  })

  test('lead their branch by their 职务', () => {
    expect(
      rolesOf(
        member('a', '张三', { title: '支部书记' }),
        member('b', '李四', { title: '党支部副书记', leads: ['3'] }),
        member('c', '王五', { title: '工程师' }),
      ),
    ).toEqual([
      ['张三', '第一党支部', 'branch_secretary'],
      ['李四', '第一党支部', 'deputy_secretary'],
      ['王五', '第一党支部', 'zone_member'],
    ])
  })

  test('lead it also where they alone lead the department, and nobody is called its secretary', () => {
    expect(rolesOf(member('a', '张三', { leads: ['3'] }), member('b', '李四'))[0]).toEqual([
      '张三',
      '第一党支部',
      'branch_secretary',
    ])
    const two = rolesOf(member('a', '张三', { leads: ['3'] }), member('b', '李四', { leads: ['4'] }))
    expect(two.map(([, , role]) => role)).toEqual(['zone_member', 'zone_member'])
  })

  test('never lead more than a branch by the directory', () => {
    expect(rolesOf(member('a', '张三', { title: '组织管理员' }))[0]?.[2]).toBe('zone_member')
  })

  test('have a phone only where it is one', () => {
    const { people } = read(
      directory(member('a', '张三', { phone: '+86 138-0013-8002' }), member('b', '李四', { phone: '****' })),
    ).roster
    expect(people.map((p) => p.phone)).toEqual(['13800138002', null])
  })
})
