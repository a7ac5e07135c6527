import { describe, expect, test } from 'vitest'
import type { Card } from '../../src/channels/channel.ts'
import { acceptAction, draftAction, goodAction, lookAction, notGoodAction } from '../../src/decide/actions.ts'
import { refreshedCard } from '../../src/decide/refresh-card.ts'
import { button, cardOf } from '../../src/decide/replies/card.ts'
import type { CaseState } from '../../src/domain/case.ts'
import { caseFacts } from './facts.ts'

const CODE = 'A3-0017'
const toAccept = cardOf({
  taskId: 'case-K7M2QX-1-handler',
  title: `新事件 ${CODE}`,
  subtitle: '公共设施 · 一般 · 待受理',
  buttons: [button({ label: '认领', action: acceptAction(CODE), says: `认领 ${CODE}` })],
})
const judging = (taskId: string) =>
  cardOf({
    taskId,
    title: '您反映的事办好了，请您看看',
    buttons: [
      button({ label: '好', action: goodAction(CODE), says: `好了 ${CODE}` }),
      button({ label: '没好', action: notGoodAction(CODE), says: `没好 ${CODE}` }),
    ],
  })

const labels = (card: Card | null) => card?.buttons.map((b) => b.label)
const after = (card: Card, state: CaseState) => refreshedCard(card, caseFacts({ state }))

test('the new state stands on the card, and what is done leaves no button', () => {
  expect(after(toAccept, 'accepted')).toMatchObject({
    subtitle: '公共设施 · 一般 · 已受理',
    buttons: [],
    closedAs: '已受理',
  })
})

test('a card that shows the present state is left alone, however often one looks', () => {
  expect(after(toAccept, 'new')).toBeNull()
  const shown = after(toAccept, 'resolved')
  expect(shown && after(shown, 'resolved')).toBeNull()
})

test('what it says of the state goes on with the case', () => {
  const taken = after(toAccept, 'accepted')
  expect(taken && after(taken, 'resolved')).toMatchObject({ subtitle: '公共设施 · 一般 · 已解决', closedAs: '已解决' })
})

test('what a tap left stays, beside the state', () => {
  const tapped = { ...toAccept, subtitle: '公共设施 · 一般 · 已受理', buttons: [], closedAs: '已认领' }
  expect(after(tapped, 'in_progress')).toMatchObject({ subtitle: '公共设施 · 一般 · 处理中', closedAs: '已认领' })
})

test('the second person is asked until somebody looked, the reporter as long as the matter is closed', () => {
  expect(labels(after(judging('verify-K7M2QX-1'), 'resolved'))).toEqual([])
  expect(after(judging('rate-K7M2QX-1'), 'resolved')).toBeNull()
  expect(labels(after(judging('rate-K7M2QX-1'), 'reopened'))).toEqual([])
})

test('an alarm may be taken on before its case is confirmed', () => {
  expect(refreshedCard(toAccept, caseFacts({ state: 'draft', urgency: 'emergency' }))?.buttons).toHaveLength(1)
})

describe('the card on which its reporter is asked for a yes', () => {
  const draft = (codes: string[]) =>
    cardOf({
      taskId: 'draft-K7M2QX-v1',
      title: '这件事我这样记，对吗？',
      subtitle: `编号 ${codes.join('、')}`,
      buttons: (['confirm', 'change', 'withdraw'] as const).map((verb) =>
        button({ label: verb, action: draftAction(verb, { taskId: 'draft-K7M2QX', version: 1, codes }), says: verb }),
      ),
    })
  const emergency = (state: CaseState) => caseFacts({ state, urgency: 'emergency' })

  test('of an emergency asks nothing more once somebody took it on', () => {
    expect(refreshedCard(draft([CODE]), emergency('accepted'))).toMatchObject({
      title: '已记下',
      buttons: [],
      closedAs: '已受理',
    })
    expect(refreshedCard(draft([CODE]), emergency('draft'))).toBeNull()
  })

  test('is left alone where it tells of other matters too, or is no emergency', () => {
    expect(refreshedCard(draft([CODE, 'A3-0018']), emergency('accepted'))).toBeNull()
    expect(refreshedCard(draft([CODE]), caseFacts({ state: 'accepted' }))).toBeNull()
  })

  test('keeps what a tap left on it', () => {
    const tapped = { ...draft([CODE]), buttons: [], closedAs: '已确认' }
    expect(refreshedCard(tapped, emergency('accepted'))).toBeNull()
  })
})

test('of buttons that it does not know it takes none away', () => {
  const look = button({ label: '看', action: lookAction(CODE), says: `查 ${CODE}` })
  expect(refreshedCard(cardOf({ taskId: 'other', title: '清单', buttons: [look] }), caseFacts())).toBeNull()
})
