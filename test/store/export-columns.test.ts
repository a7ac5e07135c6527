import { describe, expect, test } from 'vitest'
import { CASE_STATES, type CaseState } from '../../src/domain/case.ts'
import { CASE_COLUMNS, type Format } from '../../src/store/export-columns.ts'
import type { ListedCase } from '../../src/store/listed-cases.ts'

const at = (day: number, hour = 9) => new Date(Date.UTC(2026, 10, day, hour))
const FORMAT: Format = { instant: (when) => when?.toISOString().slice(0, 13) ?? '', now: at(20) }
const clock = (changes: Partial<ListedCase['clocks']['accept']> = {}) => ({
  dueAt: at(19),
  pausedAt: null,
  doneAt: null,
  ...changes,
})

const CASE: ListedCase = {
  ...{ code: 'A3-0017', zone: 'A3', branch: '幸福支部', kind: 'incident', category: 'facility', urgency: 'normal' },
  ...{ state: 'new', status: 'open', place: null, occurredAt: null, text: '灯坏了', channel: 'local' },
  ...{ reportedBy: { role: 'resident', personId: null }, handledBy: null, handlerName: null, external: null },
  ...{ scheduledOn: null, extension: 'none', escalation: 0, duplicateOf: null, createdAt: at(18), updatedAt: at(18) },
  ...{ respondedAt: null, closedAt: null, reopenedAt: null, verified: null, satisfied: null },
  clocks: { accept: clock(), resolve: clock(), verify: clock() },
  attachments: [],
  history: [],
}
const cell = (column: string, changes: Partial<ListedCase>) => CASE_COLUMNS[column]?.({ ...CASE, ...changes }, FORMAT)
const step = (event: ListedCase['history'][number]['event'], reason: string | null) => ({
  ...{ at: at(19), by: { role: 'zone_member' as const, personId: null }, event, reason },
  ...{ from: 'in_progress' as const, to: 'in_progress' as const },
})

describe('the three numbers', () => {
  test('stand in columns of their own: answered is not resolved, resolved is not satisfied', () => {
    const ended = { state: 'answered_unresolved', respondedAt: at(19), satisfied: false } as const
    expect(['是否答复', '是否解决', '群众评价'].map((c) => cell(c, ended))).toEqual(['是', '否', '不满意'])
    const solved = { state: 'resolved', respondedAt: null } as const
    expect(['是否答复', '是否解决', '群众评价'].map((c) => cell(c, solved))).toEqual(['否', '是', null])
  })

  test('leave out what is another’s, was told before, was taken back or is not told yet', () => {
    const counted = (Object.keys(CASE_STATES) as CaseState[]).filter((state) => cell('是否答复', { state }) !== null)
    const left = Object.keys(CASE_STATES).filter((state) => !(counted as string[]).includes(state))
    expect(left).toEqual(['draft', 'not_ours', 'duplicate', 'cancelled'])
  })

  test('say nothing of the end of what is still open', () => {
    expect(cell('是否解决', { state: 'to_verify' })).toBeNull()
    expect(cell('是否解决', { state: 'reopened' })).toBeNull()
  })
})

test('pictures of before and of after are counted apart, voices and places not at all', () => {
  const sent = (['image', 'voice', 'video', 'location', 'image'] as const).map((kind, i) => ({
    ...{ kind, at: at(19) },
    phase: i < 4 ? ('before' as const) : ('after' as const),
  }))
  expect(['办理前照片', '办理后照片'].map((c) => cell(c, { attachments: sent }))).toEqual(['2', '1'])
  expect(cell('办理后照片', {})).toBeNull()
})

describe('a clock', () => {
  test.each([
    ['in time', clock({ doneAt: at(19) }), '按期'],
    ['late', clock({ doneAt: at(19, 10) }), '超期'],
    ['overdue and not done', clock(), '超期未办'],
    ['not yet due', clock({ dueAt: at(21) }), null],
    ['paused, whatever its hour', clock({ pausedAt: at(19) }), '暂停'],
    ['not begun', clock({ dueAt: null }), null],
  ])('that is %s', (_, resolve, words) => {
    expect(cell('办结按期', { clocks: { ...CASE.clocks, resolve } })).toBe(words)
  })
})

describe('what was done', () => {
  test('is the last end with what was added to it, not the ends before', () => {
    const history = [
      step('close', '换了灯泡'),
      step('not_good', '又灭了'),
      step('close', '换了线路'),
      step('edit', '补充：修了开关'),
    ]
    expect(cell('办理情况', { state: 'resolved', history })).toBe('换了线路；补充：修了开关')
  })
  test('is the last step on the way while it is open', () => {
    const history = [
      step('close', '换了灯泡'),
      step('not_good', '又灭了'),
      step('refer', '转供电局'),
      step('nudge', null),
    ]
    expect(cell('办理情况', { state: 'waiting_external', history })).toBe('转供电局')
    expect(cell('办理情况', { history: [step('edit', '位置改了')] })).toBeNull()
  })
})
