import { describe, expect, test } from 'vitest'
import {
  CASE_EVENTS,
  CASE_STATES,
  type CaseState,
  outsideStatus,
  type Taker,
  transition,
} from '../../src/domain/case.ts'

const STATES = Object.keys(CASE_STATES) as CaseState[]
const TAKERS: readonly Taker[] = ['reporter', 'handler', 'secretary', 'verifier', 'system']
const WORKED_ON = ['accepted', 'in_progress', 'scheduled', 'reopened']
const OPEN = STATES.filter((s) => outsideStatus(s) === 'open')
const BY_HANDLER = ['handler', 'secretary']

/** Every legal step as the casework conventions have it: event, from, to, by. All others are refused. */
const LEGAL: [event: string, from: readonly string[], to: readonly string[], by: readonly string[]][] = [
  ['confirm', ['draft'], ['new', 'resolved'], ['reporter', 'system']],
  ['withdraw', ['draft', 'new'], ['cancelled'], ['reporter']],
  ['accept', ['new', 'returned', 'reopened'], ['accepted'], BY_HANDLER],
  ['start', ['accepted', 'scheduled', 'reopened'], ['in_progress'], BY_HANDLER],
  ['schedule', ['accepted', 'in_progress', 'reopened'], ['scheduled'], BY_HANDLER],
  ['ask', OPEN.filter((s) => s !== 'need_info'), ['need_info'], BY_HANDLER],
  ['answer', ['need_info'], OPEN.filter((s) => s !== 'need_info'), ['reporter', ...BY_HANDLER]],
  ['refer', ['new', ...WORKED_ON, 'returned', 'waiting_external'], ['waiting_external'], BY_HANDLER],
  ['back', ['waiting_external'], ['in_progress'], BY_HANDLER],
  ['return', ['new', ...WORKED_ON, 'waiting_external'], ['returned'], BY_HANDLER],
  ['close', ['new', ...WORKED_ON, 'waiting_external', 'need_info', 'returned'], ['to_verify', 'resolved'], BY_HANDLER],
  ['close_as', OPEN, ['answered_unresolved', 'not_ours', 'duplicate'], BY_HANDLER],
  ['close_as', ['draft'], ['duplicate'], ['reporter']],
  ['good', ['to_verify'], ['resolved'], ['verifier', 'reporter', 'secretary']],
  ['not_good', ['to_verify'], ['in_progress'], ['verifier', 'reporter', 'secretary']],
  ['not_good', ['resolved', 'answered_unresolved', 'not_ours', 'duplicate'], ['reopened'], ['reporter']],
  ['expire', ['to_verify'], ['resolved'], ['system']],
]

function legal(event: string, from: string, to: string, by: string): boolean {
  return LEGAL.some(([e, f, t, b]) => e === event && f.includes(from) && t.includes(to) && b.includes(by))
}

describe('the life of a case', () => {
  test.each(CASE_EVENTS)('%s leads where the conventions say, and nowhere else', (event) => {
    for (const from of STATES) {
      for (const to of STATES) {
        for (const by of TAKERS) {
          const expected = legal(event, from, to, by) ? to : null
          expect([event, from, to, by, transition(from, event, by, to)]).toEqual([event, from, to, by, expected])
        }
      }
    }
  })

  test('where a step has several ends the caller must say which', () => {
    expect(transition('new', 'close', 'handler')).toBeNull()
    expect(transition('new', 'accept', 'handler')).toBe('accepted')
  })

  test('a draft is neither open nor closed to the outside', () => {
    expect(outsideStatus('draft')).toBeNull()
    expect(outsideStatus('new')).toBe('open')
    expect(outsideStatus('cancelled')).toBe('closed')
  })
})
