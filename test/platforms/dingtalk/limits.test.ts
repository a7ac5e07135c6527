import { describe, expect, test } from 'vitest'
import { CARD, startApi } from './api-client.ts'
import { EFFECTS, type FaultEffect } from './faults.ts'
import { robotSign } from './sealing.ts'

describe('what the platform lets through', () => {
  test('20 calls within any second', async () => {
    const { fake, batch } = await startApi()
    const answers = await Promise.all(Array.from({ length: 25 }, () => batch(['u1'])))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20)
    expect(answers.at(-1)?.json.code).toBe('Forbidden.AccessDenied.QpsLimitForAppkeyAndApi')
    expect(fake.violations.callsPerSecond).toBe(5)
    fake.advance(1_001)
    expect((await batch(['u1'])).status).toBe(200)
  })

  test('so many calls and messages in a month', async () => {
    const { fake, batch } = await startApi({ apiPerMonth: 2, inboundPerMonth: 1 })
    for (const status of [200, 200, 403]) expect((await batch(['u1'])).status).toBe(status)
    expect(fake.violations.callsOverMonth).toBe(1)
    fake.advance(32 * 86_400_000)
    expect(fake.counters).toMatchObject({ api: 0, inbound: 0 })
  })
})

describe('other ways', () => {
  test('a robot of one group sends 20 a minute, and is blocked for ten minutes then', async () => {
    const { fake, call } = await startApi()
    fake.addCustomRobot({ token: 't', secret: 'SECx', conversationId: 'cidA==' })
    const send = () => {
      const timestamp = String(fake.now().getTime())
      const query = new URLSearchParams({ access_token: 't', timestamp, sign: robotSign('SECx', timestamp) })
      return call('POST', `/robot/send?${query}`, { msgtype: 'text', text: { content: '停水' } })
    }
    for (let i = 0; i < 20; i++) expect((await send()).json.errcode).toBe(0)
    for (const forMs of [0, 61_000]) {
      fake.advance(forMs)
      expect((await send()).json.errcode).toBe(410100)
    }
    fake.advance(600_000)
    expect((await send()).json.errcode).toBe(0)
    expect((await call('POST', '/robot/send?access_token=t', {})).json.errcode).toBe(310000)
  })

  test('an equal work notification on one day is dropped in silence', async () => {
    const { fake, call, token } = await startApi()
    const body = { agent_id: 1, userid_list: 'u1', msg: { msgtype: 'text', text: { content: '巡查' } } }
    const path = `/topapi/message/corpconversation/asyncsend_v2?access_token=${token()}`
    for (let i = 0; i < 2; i++) expect((await call('POST', path, body)).json.errcode).toBe(0)
    expect(fake.countOf('u1')).toBe(1)
    expect(fake.counters.droppedNotices).toBe(1)
  })
})

describe('faults', () => {
  test.each<[string, FaultEffect, object]>([
    ['too fast', EFFECTS.qpsLimit, { status: 403, json: { code: 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi' } }],
    ['in capitals', EFFECTS.scopeMissing, { json: { Code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied' } }],
    ['a banned address', EFFECTS.banned, { status: 200, json: { status: 1111, wait: 5 } }],
    ['busy', EFFECTS.busy, { status: 500, json: { code: 'system.busy' } }],
  ])('%s', async (_, effect, answer) => {
    const { fake, batch } = await startApi()
    fake.faults.add({ api: 'batchSend', times: 1, effect })
    expect(await batch(['u1'])).toMatchObject(answer)
    expect(fake.countOf('u1')).toBe(0)
    expect((await batch(['u1'])).status).toBe(200)
  })

  test('a lost reply was carried out', async () => {
    const { fake, batch } = await startApi()
    fake.faults.add({ api: 'batchSend', times: 2, effect: { reset: 'after' } })
    await expect(batch(['u1'])).rejects.toThrow('fetch failed')
    fake.faults.clear()
    fake.faults.add({ api: 'batchSend', times: 1, effect: { malformed: true } })
    await expect(batch(['u1'])).rejects.toThrow('JSON')
    expect(fake.countOf('u1')).toBe(2)
  })

  test('a card may be made and not delivered', async () => {
    const { fake, api } = await startApi({ cardTemplateId: 'tpl.schema' })
    fake.faults.add({ api: 'createAndDeliver', effect: { deliverFailure: 'spaceId is illegal' } })
    expect((await api('/v1.0/card/instances/createAndDeliver', CARD)).json).toMatchObject({
      success: true,
      result: { deliverResults: [{ success: false, errorMsg: 'spaceId is illegal' }] },
    })
    expect(fake.countOf('u1')).toBe(0)
  })
})
