import { describe, expect, test } from 'vitest'
import {
  type Actor,
  type CaseAction,
  type CaseSubject,
  may,
  SENSITIVE_CATEGORIES,
} from '../../src/domain/permission.ts'
import type { Post } from '../../src/domain/roles.ts'
import { CATEGORIES, type Category } from '../../src/domain/vocabulary.ts'

const member: Post = { role: 'zone_member', branchId: 'b1', zoneCode: 'A3' }
const actors = {
  reporter: actor({ identityId: 'told-it' }),
  handler: actor({ personId: 'handler', name: '周建国', posts: [member] }),
  zoneMate: actor({ personId: 'mate', name: '李敏', posts: [member] }),
  otherMember: actor({ personId: 'other', name: '王秀英', posts: [{ ...member, zoneCode: 'B2' }] }),
  secretary: actor({ personId: 's', name: '赵志远', posts: [{ ...member, role: 'branch_secretary', zoneCode: null }] }),
  deputy: actor({ personId: 'd', name: '钱进', posts: [{ ...member, role: 'deputy_secretary', zoneCode: null }] }),
  otherSecretary: actor({
    personId: 'x',
    name: '孙洁',
    posts: [{ role: 'branch_secretary', branchId: 'b2', zoneCode: null }],
  }),
  administrator: actor({
    personId: 'a',
    name: '何林',
    posts: [{ role: 'organisation_admin', branchId: 'b9', zoneCode: null, below: new Set(['b9', 'b1']) }],
  }),
  otherAdministrator: actor({
    personId: 'o',
    name: '郑立',
    posts: [{ role: 'organisation_admin', branchId: 'b9', zoneCode: null, below: new Set(['b9', 'b2']) }],
  }),
  resident: actor({ identityId: 'somebody' }),
  token: actor({ via: 'api', posts: [{ role: 'organisation_admin', branchId: 'b1', zoneCode: null }] }),
  page: actor({ via: 'public' }),
} as const
type Name = keyof typeof actors
const EVERYBODY = Object.keys(actors) as Name[]

function actor(changes: Partial<Actor>): Actor {
  return { via: 'chat', identityId: null, personId: null, name: null, posts: [], ...changes }
}

function subject(changes: Partial<CaseSubject> = {}): CaseSubject {
  return {
    category: 'facility',
    urgency: 'normal',
    state: 'new',
    branchId: 'b1',
    zoneCode: 'A3',
    handlerId: 'handler',
    reporter: { identityId: 'told-it', personId: null },
    text: '楼道灯坏了',
    ...changes,
  }
}

const allowed = (action: CaseAction, of: CaseSubject) => EVERYBODY.filter((name) => may(actors[name], action, of))

describe('who may do what', () => {
  test('a public matter is read by those of the place, seen by all', () => {
    expect(allowed('read', subject())).toEqual([
      'reporter',
      'handler',
      'zoneMate',
      'secretary',
      'deputy',
      'administrator',
      'token',
    ])
    expect(allowed('see', subject())).toEqual(EVERYBODY)
    expect(allowed('handle', subject())).toEqual(['handler', 'secretary', 'deputy'])
    expect(allowed('own', subject())).toEqual(['reporter'])
  })

  test.each(SENSITIVE_CATEGORIES)('%s is read by its handler, the branch secretary and who told it', (category) => {
    const readers = ['reporter', 'handler', 'secretary', 'deputy']
    expect(allowed('read', subject({ category }))).toEqual(readers)
    expect(allowed('see', subject({ category }))).toEqual(readers)
    expect(allowed('count', subject({ category }))).toEqual(EVERYBODY.filter((n) => n !== 'page'))
  })

  test('what is neither sensitive nor public is seen by the branch', () => {
    expect(allowed('see', subject({ category: 'suggestion' }))).toEqual([
      'reporter',
      'handler',
      'zoneMate',
      'otherMember',
      'secretary',
      'deputy',
      'administrator',
      'token',
    ])
  })

  test('an administrator reads what lies below them, and of other subtrees no more than anybody', () => {
    const elsewhere = subject({ category: 'suggestion', branchId: 'b2', zoneCode: 'C1' })
    expect(may(actors.otherAdministrator, 'read', elsewhere)).toBe(true)
    for (const action of ['see', 'read', 'handle', 'follow'] as const) {
      expect(may(actors.administrator, action, elsewhere)).toBe(false)
    }
    expect(may(actors.administrator, 'read', subject({ branchId: 'b2', zoneCode: 'C1' }))).toBe(false)
  })

  test('only five categories are ever public', () => {
    const open = (Object.keys(CATEGORIES) as Category[]).filter((category) =>
      may(actors.page, 'see', subject({ category })),
    )
    expect(open).toEqual(['facility', 'traffic', 'environment', 'fire', 'forest'])
    expect(EVERYBODY.filter((n) => may(actors[n], 'read', subject()) && n === 'page')).toEqual([])
  })

  test('a draft is between the sender and the bot; an emergency is not', () => {
    expect(allowed('read', subject({ state: 'draft' }))).toEqual(['reporter', 'token'])
    expect(allowed('handle', subject({ state: 'draft', urgency: 'emergency' }))).toEqual([
      'handler',
      'secretary',
      'deputy',
    ])
  })

  test('the person named by a matter sees neither case nor count', () => {
    const accused = subject({ text: '周建国一直不管' })
    for (const action of ['count', 'see', 'read', 'handle', 'follow'] as const) {
      expect(may(actors.handler, action, accused)).toBe(false)
    }
    expect(may(actors.secretary, 'read', subject({ text: '赵书记不管', category: 'openness' }))).toBe(false)
    expect(may(actors.deputy, 'read', subject({ text: '赵书记不管', category: 'openness' }))).toBe(true)
  })

  test('who told a matter reads it, also when it names them', () => {
    const own = subject({ text: '我是周建国', reporter: { identityId: null, personId: 'handler' } })
    expect(may(actors.handler, 'read', own)).toBe(true)
  })
})
