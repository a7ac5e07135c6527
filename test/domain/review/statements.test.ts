import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CASE_STATES, type CaseState } from '../../../src/domain/case.ts'
import { exposureOf, type HandledCase, statementsOf, type YearRecords } from '../../../src/domain/review/statements.ts'

const nothing: YearRecords = { toldCases: [], handledCases: [], checkIns: [], talks: [], focuses: [], duties: [] }
const handled = (code: string, state: CaseState, more: Partial<HandledCase> = {}): HandledCase => ({
  code,
  state,
  inTime: null,
  promised: false,
  ...more,
})
const counts = (records: Partial<YearRecords>) =>
  Object.fromEntries(statementsOf({ ...nothing, ...records }).map((s) => [s.activity ?? s.about, s.count]))

const handledCases = fc.uniqueArray(
  fc.record({
    code: fc.integer({ min: 1, max: 999 }).map((n) => `A1-${String(n).padStart(4, '0')}`),
    state: fc.constantFrom(...(Object.keys(CASE_STATES) as CaseState[])),
    inTime: fc.option(fc.boolean()),
    promised: fc.boolean(),
  }),
  { selector: ({ code }) => code, maxLength: 20 },
)

describe('what the records say', () => {
  test('keeps different ends apart, and what waits for others from what is being done', () => {
    const told = [
      handled('A1-0001', 'resolved', { inTime: true }),
      handled('A1-0002', 'resolved', { inTime: false, promised: true }),
      handled('A1-0003', 'answered_unresolved'),
      handled('A1-0004', 'not_ours'),
      handled('A1-0005', 'duplicate'),
      handled('A1-0006', 'cancelled'),
      handled('A1-0007', 'to_verify'),
      handled('A1-0008', 'accepted', { promised: true }),
      handled('A1-0009', 'waiting_external'),
      handled('A1-0010', 'need_info'),
    ]
    expect(counts({ handledCases: told })).toEqual({
      ...{
        resolved: 2,
        resolved_in_time: 1,
        answered_unresolved: 1,
        not_ours: 1,
        to_verify: 1,
        under_way: 1,
        waiting: 2,
      },
      ...{ promise_kept: 1, promise_open: 1 },
    })
  })

  test('opens the records behind each number, one for one', () => {
    const records = {
      ...nothing,
      toldCases: ['A1-0001', 'A1-0001', 'W-0002'],
      checkIns: [
        { id: 'c1', activity: 'visit' as const },
        { id: 'c2', activity: 'patrol' as const },
        { id: 'c3', activity: 'visit' as const },
      ],
      talks: ['t1'],
      focuses: ['f1'],
      duties: [
        { id: 'd1', state: 'done' as const },
        { id: 'd2', state: 'missed' as const },
      ],
    }
    expect(statementsOf(records)).toEqual([
      {
        about: 'told',
        activity: null,
        count: 2,
        evidence: [
          { kind: 'case', id: 'A1-0001' },
          { kind: 'case', id: 'W-0002' },
        ],
      },
      { about: 'activity', activity: 'patrol', count: 1, evidence: [{ kind: 'check_in', id: 'c2' }] },
      {
        about: 'activity',
        activity: 'visit',
        count: 2,
        evidence: [
          { kind: 'check_in', id: 'c1' },
          { kind: 'check_in', id: 'c3' },
        ],
      },
      { about: 'talk', activity: null, count: 1, evidence: [{ kind: 'talk', id: 't1' }] },
      { about: 'focus', activity: null, count: 1, evidence: [{ kind: 'focus', id: 'f1' }] },
      { about: 'duty_done', activity: null, count: 1, evidence: [{ kind: 'duty_window', id: 'd1' }] },
      { about: 'duty_missed', activity: null, count: 1, evidence: [{ kind: 'duty_window', id: 'd2' }] },
    ])
    expect(statementsOf(nothing)).toEqual([])
  })

  test('is never the worse for a case that the member told, whoever handles it and however it ends', () => {
    const late = fc.record({ state: fc.constantFrom(...(Object.keys(CASE_STATES) as CaseState[])), own: fc.boolean() })
    fc.assert(
      fc.property(handledCases, late, (known, { state, own }) => {
        const before = counts({ handledCases: known })
        const more = own ? [...known, handled('B9-0001', state, { inTime: false })] : known
        const after = counts({ handledCases: more, toldCases: ['B9-0001'] })
        expect(after.told).toBe(1)
        for (const [about, count] of Object.entries(before)) expect(after[about]).toBeGreaterThanOrEqual(count)
        expect(after.duty_missed).toBeUndefined()
      }),
    )
  })
})

describe('how much there was to do', () => {
  const year = [{ startsOn: '2026-01-01', endsOn: '2026-12-31' }]

  test('is told by households, cases for each hundred of them, and days', () => {
    expect(
      exposureOf({
        posts: [
          { startsOn: '2026-03-01', endsOn: '2026-03-10' },
          { startsOn: '2026-01-01', endsOn: '2026-01-31' },
          { startsOn: '2026-03-05', endsOn: '2026-03-07' },
          { startsOn: '2026-03-09', endsOn: '2026-03-12' },
        ],
        zones: [{ householdCount: 120 }, { householdCount: 80 }],
        caseCount: 7,
        waitedMinutes: 90,
      }),
    ).toEqual({
      ...{ zoneCount: 2, days: 43, householdCount: 200, caseCount: 7, casesPer100Households: 3.5, waitedMinutes: 90 },
    })
  })

  test('has no number of households where one of the zones has none told', () => {
    const told = { posts: year, caseCount: 7, waitedMinutes: 0 }
    const unknown = { householdCount: null, casesPer100Households: null, days: 365 }
    expect(exposureOf({ ...told, zones: [{ householdCount: 120 }, { householdCount: null }] })).toMatchObject(unknown)
    expect(exposureOf({ ...told, zones: [] })).toMatchObject(unknown)
    expect(exposureOf({ ...told, zones: [{ householdCount: 0 }] })).toMatchObject({ casesPer100Households: null })
  })
})
