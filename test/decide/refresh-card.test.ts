import { expect, test } from 'vitest'
import type { Card } from '../../src/channels/channel.ts'
import { acceptAction, draftAction, goodAction, notGoodAction } from '../../src/decide/actions.ts'
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

test('of buttons that it does not know it takes none away', () => {
  const asked = button({
    label: '对',
    action: draftAction('confirm', { taskId: 'x', version: 1, codes: [CODE] }),
    says: '对',
  })
  expect(refreshedCard(cardOf({ taskId: 'other', title: '对吗', buttons: [asked] }), caseFacts())).toBeNull()
})
