import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createCardAnswers } from '../src/card-answers.ts'
import type { Card, Channel, Content, SendResult } from '../src/channels/channel.ts'
import type { AnswerTap } from '../src/channels/dingtalk/card-answer.ts'
import { deliver } from '../src/jobs/deliver.ts'
import { type Debt, owe } from '../src/store/outbox.ts'
import { type TestDeps, testDeps } from './support/deps.ts'

const WAIT_MS = 300
const CARD: Card = {
  ...{ taskId: 'case-1', title: '电梯停了', subtitle: null, facts: [], text: null, buttons: [], choices: null },
  ...{ url: null, closedAs: '已接单' },
}

let deps: TestDeps
let answer: AnswerTap
let sent: Content[]

beforeEach(async () => {
  sent = []
  deps = await testDeps([cards()])
  answer = createCardAnswers(deps)
})
afterEach(() => deps.close())

/** The end of the line that counts what a worker sends. */
function cards(): Channel {
  return {
    ...{ name: 'dingtalk', maxRecipients: 20, resendSafe: false, cardHandles: 'lasting', givesReplyHandles: true },
    tapAnswerMs: WAIT_MS,
    recipientLimits: [],
    decode: () => ({ type: 'event', from: null, sentAt: new Date(), event: 'entered' }),
    send: async ({ content }): Promise<SendResult> => {
      sent.push(content)
      return { platformId: null, refused: [], cardHandle: null }
    },
    fetchMedia: () => Promise.reject(new Error('there is none')),
    lookUpName: async () => null,
  }
}

let taps = 0

/** A tap that was kept; `decide` is what a worker does with it. */
async function tap() {
  taps += 1
  const kept = { key: `card-${taps}`, conversation: 'u1', taskId: 'case-1' }
  const { inboxId } = await deps.keep({ ...kept, channel: 'dingtalk', sentAt: deps.now(), lane: 'fast', raw: '{}' })
  const decide = async (content: Content | null, { heldBackMs = WAIT_MS, to = 'u1' } = {}) => {
    if (content !== null) {
      const debt: Debt = {
        organisationId: deps.rootOrganisationId,
        key: `reply/${inboxId}`,
        to: [{ channel: 'dingtalk', externalId: to, personId: null }],
        lane: 'reply',
        purpose: 'reply',
        content,
        caseId: null,
        checkInId: null,
        notBefore: new Date(deps.now().getTime() + heldBackMs),
        deadline: new Date(deps.now().getTime() + 3_600_000),
      }
      await owe(deps.pool, [debt], deps.now())
    }
    await deps.pool.query('update inbox set handled_at = now() where id = $1', [inboxId])
  }
  return { kept, decide }
}

async function states(): Promise<string[]> {
  const { rows } = await deps.pool.query<{ state: string }>('select state from deliveries order by outbox_id')
  return rows.map(({ state }) => state)
}
const eventually = async (expected: string[]) => expect.poll(states, { interval: 10, timeout: 1_000 }).toEqual(expected)
const update: Content = { type: 'card_update', card: CARD }

describe('a tap', () => {
  test('is answered with the card that it changes, which then is not sent', async () => {
    const { kept, decide } = await tap()
    const answering = answer(kept, performance.now())
    await pause(60)
    await decide(update)
    const { card, told } = await answering
    expect(card).toEqual(CARD)
    expect(await states()).toEqual(['sending'])
    told(true)
    await eventually(['sent'])
    deps.clock.now = new Date(Date.now() + 60_000)
    await deliver(deps)
    expect(sent).toEqual([])
  })

  test('whose answer did not go out leaves the change to a worker, at once', async () => {
    const { kept, decide } = await tap()
    await decide(update)
    const { told } = await answer(kept, performance.now())
    told(false)
    await eventually(['waiting'])
    await deliver(deps)
    expect(sent).toEqual([update])
    expect(deps.rung.filter(({ bell }) => bell === 'outbound')).toHaveLength(1)
  })

  test('that leads to words is answered at once, and empty', async () => {
    const { kept, decide } = await tap()
    await decide({ type: 'text', text: '好的' })
    const startedAtMs = performance.now()
    expect((await answer(kept, startedAtMs)).card).toBeNull()
    expect(performance.now() - startedAtMs).toBeLessThan(WAIT_MS / 2)
    expect(await states()).toEqual(['waiting'])
  })

  test('that nobody handles is answered in time, and empty', async () => {
    const { kept } = await tap()
    const startedAtMs = performance.now()
    expect((await answer(kept, startedAtMs)).card).toBeNull()
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(WAIT_MS - 20)
    expect(performance.now() - startedAtMs).toBeLessThan(WAIT_MS + 150)
  })

  test('that came long ago is not waited for', async () => {
    const { kept, decide } = await tap()
    await decide(update)
    expect((await answer(kept, performance.now() - WAIT_MS)).card).toBeNull()
    expect(await states()).toEqual(['waiting'])
  })

  test.each([
    ['another card', { ...update, card: { ...CARD, taskId: 'case-2' } }, 'u1'],
    ['somebody else', update, 'u2'],
  ])('does not take the change of %s', async (_, content, to) => {
    const { kept, decide } = await tap()
    await decide(content, { to })
    expect((await answer(kept, performance.now())).card).toBeNull()
    expect(await states()).toEqual(['waiting'])
  })

  test('does not take what another tap on the same card led to', async () => {
    const [first, second] = [await tap(), await tap()]
    await first.decide(update)
    await second.decide(null)
    expect((await answer(second.kept, performance.now())).card).toBeNull()
  })

  test('that comes again is answered with the same card again, and nothing is sent twice', async () => {
    const { kept, decide } = await tap()
    await decide(update)
    for (let i = 0; i < 3; i++) {
      const { card, told } = await answer(kept, performance.now())
      expect(card).toEqual(CARD)
      told(true)
      await eventually(['sent'])
    }
  })

  test('while the database is away is answered in time all the same', async () => {
    const { kept } = await tap()
    const broken = { query: () => Promise.reject(new Error('away')) } as unknown as TestDeps['pool']
    expect((await createCardAnswers({ ...deps, pool: broken })(kept, performance.now())).card).toBeNull()
  })
})

test('of an answer and a worker at once, exactly one takes the change', async () => {
  let byAnswer = 0
  for (let i = 0; i < 40; i++) {
    const { kept, decide } = await tap()
    await decide(update, { heldBackMs: 0 })
    const sentBefore = sent.length
    const [{ told }] = await Promise.all([answer(kept, performance.now()), deliver(deps)])
    if (sent.length === sentBefore) byAnswer += 1
    told(true)
  }
  await eventually(Array.from({ length: 40 }, () => 'sent'))
  expect(sent.length + byAnswer).toBe(40)
})
