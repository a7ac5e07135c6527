import { describe, expect, onTestFinished, test } from 'vitest'
import { startFakeWecom } from './fake-wecom.ts'
import type { FakeWecomOptions } from './world.ts'

/** The fake, and a client that sends exactly what it is told to. */
async function start(options: FakeWecomOptions = {}) {
  const fake = await startFakeWecom(options)
  onTestFinished(() => fake.close())
  const json = async (response: Response) => (await response.json()) as Record<string, unknown>
  const getToken = async (secret = fake.secret) =>
    json(await fetch(`${fake.url}/cgi-bin/gettoken?corpid=${fake.corpId}&corpsecret=${secret}`))
  const token = String((await getToken()).access_token)
  const post = async (api: string, body: object | string) =>
    json(
      await fetch(`${fake.url}/cgi-bin/${api}?access_token=${token}`, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    )
  const text = (content: string, more: object = {}) => ({
    touser: 'zhangsan',
    agentid: fake.agentId,
    msgtype: 'text',
    text: { content },
    ...more,
  })
  return { fake, getToken, post, text }
}

describe('the fake platform is as unkind as the real one', () => {
  test('gives the same token while it is valid', async () => {
    const { fake, getToken } = await start()
    const [first, second] = [await getToken(), await getToken()]
    expect(second.access_token).toBe(first.access_token)
    fake.advance(7_200_000)
    expect((await getToken()).access_token).not.toBe(first.access_token)
    expect(await getToken('wrong')).toMatchObject({ errcode: 40001 })
  })

  test('cuts a text at 2048 bytes, whatever character that hits', async () => {
    const { fake, post, text } = await start()
    await post('message/send', text('灯'.repeat(1000)))
    expect(fake.inboxOf('zhangsan')[0]?.text).toMatch(/^灯{682}\uFFFD$/u)
    expect(fake.counters.truncated).toBe(1)
  })

  test('drops in silence what is more than 30 a minute and 1000 an hour', async () => {
    const { fake, post, text } = await start()
    for (let i = 0; i < 40; i++) expect(await post('message/send', text(`${i}`))).toMatchObject({ errcode: 0 })
    expect(fake.inboxOf('zhangsan')).toHaveLength(30)
    for (let minute = 0; minute < 35; minute++) {
      fake.advance(61_000)
      for (let i = 0; i < 30; i++) await post('message/send', text(`${minute}-${i}`))
    }
    expect(fake.inboxOf('zhangsan').length).toBeLessThanOrEqual(1000)
    expect(fake.counters.dropped).toBeGreaterThanOrEqual(10 + 80)
  })

  test('swallows an equal body for as long as it was told to', async () => {
    const { fake, post, text } = await start()
    const body = text('x', { enable_duplicate_check: 1, duplicate_check_interval: 600 })
    for (let i = 0; i < 3; i++) expect(await post('message/send', body)).toMatchObject({ errcode: 0, msgid: 'msg-1' })
    expect(fake.inboxOf('zhangsan')).toHaveLength(1)
    fake.advance(601_000)
    await post('message/send', body)
    await post('message/send', text('x'))
    expect(fake.inboxOf('zhangsan')).toHaveLength(3)
  })

  test.each<[string, object | string, number]>([
    ['no recipient', { touser: '' }, 82001],
    ['another application', { agentid: 1 }, 301002],
    ['empty text', { text: { content: '' } }, 44004],
    ['an escape', '{"touser":"a","msgtype":"text","text":{"content":"\\u706f"}}', 40033],
    ['bad JSON', '{"touser":', 40058],
    ['a media_id that is none', { msgtype: 'image', image: { media_id: 'x' } }, 40007],
    ['a notice that leads nowhere', { msgtype: 'template_card', template_card: { card_type: 'text_notice' } }, 42045],
    [
      'a button card without a title',
      { msgtype: 'template_card', template_card: { card_type: 'button_interaction' } },
      42014,
    ],
    ['a thousand and one recipients', { touser: Array.from({ length: 1001 }, (_, i) => `u${i}`).join('|') }, 40031],
  ])('refuses %s', async (_, body, errcode) => {
    const { post, text } = await start()
    expect(await post('message/send', typeof body === 'string' ? body : text('x', body))).toMatchObject({ errcode })
  })

  test('takes each task_id once', async () => {
    const { post, text } = await start()
    const card = {
      card_type: 'button_interaction',
      main_title: { title: '灯坏了' },
      task_id: 't1',
      button_list: [{ text: '对', key: 'k' }],
    }
    const body = text('', { msgtype: 'template_card', template_card: card })
    expect(await post('message/send', body)).toMatchObject({ errcode: 0, response_code: expect.stringMatching(/^RC-/) })
    expect(await post('message/send', body)).toMatchObject({ errcode: 42014 })
  })

  test('sends a callback four times at most, and gives it up then', async () => {
    const { fake } = await start({ callbackUrl: 'http://127.0.0.1:1/webhooks/wecom', retryPauseMs: 10 })
    expect(await fake.send({ from: 'a', text: 'x' })).toMatchObject({ delivered: false, attempts: 4 })
  })

  test('takes a repeated body for four hours at most', async () => {
    const { fake, post, text } = await start({ tokenTtlSeconds: 1_000_000 })
    const body = text('x', { enable_duplicate_check: 1, duplicate_check_interval: 1_000_000 })
    await post('message/send', body)
    fake.advance(4 * 3_600_000 - 1_000)
    await post('message/send', body)
    expect(fake.inboxOf('zhangsan')).toHaveLength(1)
    fake.advance(2_000)
    await post('message/send', body)
    expect(fake.inboxOf('zhangsan')).toHaveLength(2)
  })

  test('lets each response_code change a card once, within 72 hours', async () => {
    const { fake, post, text } = await start({ tokenTtlSeconds: 1_000_000 })
    const card = (task_id: string) => ({
      card_type: 'button_interaction',
      main_title: { title: '灯坏了' },
      task_id,
      button_list: [{ text: '对', key: 'k' }],
    })
    const sent = async (taskId: string) => {
      const answer = await post('message/send', text('', { msgtype: 'template_card', template_card: card(taskId) }))
      return answer.response_code
    }
    const update = (response_code: unknown) =>
      post('message/update_template_card', {
        agentid: fake.agentId,
        atall: 1,
        response_code,
        button: { replace_name: '已接单' },
      })
    const code = await sent('t1')
    expect(await update(code)).toMatchObject({ errcode: 0 })
    expect(await update(code)).toMatchObject({ errcode: 60140 })
    const late = await sent('t2')
    fake.advance(72 * 3_600_000)
    expect(await update(late)).toMatchObject({ errcode: 60140 })
  })

  test('answers 45009 for the rest of the minute, hour or day that is used up', async () => {
    const { fake, getToken, post, text } = await start({
      callsPerMinute: 2,
      personSendsPerDay: 3,
      failedTokensPerHour: 1,
    })
    // The client has asked for a token once.
    expect(await getToken()).toMatchObject({ errcode: 0 })
    expect(await getToken()).toMatchObject({ errcode: 45009 })
    fake.advance(60_000)
    expect(await getToken('wrong')).toMatchObject({ errcode: 40001 })
    expect(await getToken()).toMatchObject({ errcode: 45009 })
    fake.advance(3_600_000)
    expect(await getToken()).toMatchObject({ errcode: 0 })

    const three = text('x', { touser: 'a|b|c' })
    expect(await post('message/send', three)).toMatchObject({ errcode: 0 })
    expect(await post('message/send', text('y'))).toMatchObject({ errcode: 45009 })
    expect(fake.counters.tooOften).toBe(2)
  })

  test('answers some calls at one time, and only from addresses that it was told of', async () => {
    const { fake, post, text } = await start({ mostConcurrent: 2 })
    fake.faults.add({ api: 'message/send', effect: { latencyMs: 50 } })
    const answers = await Promise.all([1, 2, 3, 4].map((n) => post('message/send', text(`${n}`))))
    expect(answers.map(({ errcode }) => errcode).sort()).toEqual([0, 0, 45033, 45033])
    const strict = await start({ trustedAddresses: ['203.0.113.7'] })
    expect(await strict.getToken()).toMatchObject({ errcode: 60020 })
  })

  test('takes messages back within a day', async () => {
    const { fake, post, text } = await start()
    const { msgid } = await post('message/send', text('x', { touser: 'a|b' }))
    expect(await post('message/recall', { msgid })).toMatchObject({ errcode: 0 })
    expect([fake.inboxOf('a'), fake.inboxOf('b')]).toEqual([[], []])
    expect(await post('message/recall', { msgid: 'other' })).toMatchObject({ errcode: 40058 })
  })
})
