import { expect, test } from 'vitest'
import { phraseToSay, speakingAs } from '../../../src/domain/review/speakers.ts'
import type { Post } from '../../../src/domain/roles.ts'
import type { Role } from '../../../src/domain/vocabulary.ts'

const post = (role: Role, more: Partial<Post> = {}): Post => ({ role, branchId: 'b', zoneCode: null, ...more })
const led = (...roles: Role[]) => ({
  branchId: 'b',
  people: roles.map((role, i) => ({ id: `p${i}`, roles: [role], zoneCodes: [] })),
})
const usual = led('branch_secretary', 'deputy_secretary', 'zone_member')

test.each([
  ['a secretary', [post('branch_secretary')], ['secretary', 'second']],
  ['a deputy beside a secretary', [post('deputy_secretary')], ['second', 'secretary']],
  ['a member', [post('zone_member', { zoneCode: 'A1' })], ['second']],
  ['a member of another unit', [post('guest_member', { zoneCode: 'A1' })], []],
  ['somebody of another branch', [post('branch_secretary', { branchId: 'c' })], []],
] as const)('%s of the branch may say what is theirs', (_who, posts, roles) => {
  expect(speakingAs({ posts, branchId: null }, usual)).toEqual({ roles, fromAbove: false })
})

test('a deputy leads where there is no secretary, and a member without a post belongs to the branch by the roster', () => {
  const deputy = { posts: [post('deputy_secretary')], branchId: 'b' }
  expect(speakingAs(deputy, led('deputy_secretary')).roles).toEqual(['secretary', 'second'])
  expect(speakingAs({ posts: [], branchId: 'b' }, usual).roles).toEqual(['second'])
})

test('the organisation above gives the second phrase, and the first only where nobody leads the branch', () => {
  const above = {
    posts: [post('organisation_admin', { branchId: 'top', below: new Set(['b']) })],
    branchId: 'top',
  }
  expect(speakingAs(above, usual)).toEqual({ roles: ['second'], fromAbove: true })
  expect(speakingAs(above, led('zone_member'))).toEqual({ roles: ['second', 'secretary'], fromAbove: true })
  const beside = [post('organisation_admin', { branchId: 'top', below: new Set(['c']) })]
  expect(speakingAs({ posts: beside, branchId: 'top' }, usual).roles).toEqual([])
})

test('who may say both says the one that is missing', () => {
  const roles = ['secretary', 'second'] as const
  expect(phraseToSay({ roles }, [])).toBe('secretary')
  expect(phraseToSay({ roles }, [{ role: 'secretary' }])).toBe('second')
  expect(phraseToSay({ roles }, [{ role: 'secretary' }, { role: 'second' }])).toBe('secretary')
  expect(phraseToSay({ roles: [] }, [])).toBeNull()
})
