import { describe, expect, onTestFinished, test } from 'vitest'
import type { Card, Content } from '../../../src/channels/channel.ts'
import { createWecomChannel } from '../../../src/channels/wecom/channel.ts'
import { faultOf, openChannel, outbound, startPair, text } from './support.ts'

const card = (taskId: string, changes: Partial<Card> = {}): Card => ({
  taskId,
  title: '楼道灯坏了',
  subtitle: null,
  facts: [{ label: '位置', value: '3号楼' }],
  text: null,
  buttons: [{ label: '对', action: 'confirm', says: '对', style: 'primary' }],
  choices: null,
  url: null,
  closedAs: null,
  ...changes,
})
const sentCard = (taskId: string, changes: Partial<Card> = {}): Content => ({
  type: 'card',
  card: card(taskId, changes),
})
const updated = (taskId: string, changes: Partial<Card> = { buttons: [], closedAs: '已确认' }): Content => ({
  type: 'card_update',
  card: card(taskId, changes),
})

describe('a message', () => {
  test('reaches a member as it was written', async () => {
    const { fake, channel } = await startPair()
    const result = await channel.send(outbound(text('收到 🚨 "编号" A3-0017')))
    expect(result).toEqual({ platformId: 'msg-1', refused: [], cardHandle: null })
    expect(fake.inboxOf('zhangsan')).toMatchObject([{ msgtype: 'text', text: '收到 🚨 "编号" A3-0017' }])
  })

  test.each<[string, Content]>([
    ['markdown', { type: 'markdown', markdown: '**今日** 3 件' }],
    ['textcard', { type: 'link', title: '日报', text: '3 件', url: 'https://bot.example/d', button: '查看' }],
    ['template_card', sentCard('t1')],
    [
      'template_card',
      sentCard('t2', {
        facts: [],
        choices: { question: '做了', many: true, options: [{ id: 'a', label: '巡查', says: '巡查' }] },
      }),
    ],
    ['template_card', sentCard('t3', { buttons: [], url: 'https://bot.example/c' })],
    ['text', sentCard('t4', { buttons: [] })],
  ])('goes as %s', async (msgtype, content) => {
    const { fake, channel } = await startPair()
    await channel.send(outbound(content))
    expect(fake.inboxOf('zhangsan')).toMatchObject([{ msgtype }])
  })

  test('goes to a thousand people in one call, and to no more', async () => {
    const { fake, channel } = await startPair()
    const recipients = Array.from({ length: 1000 }, (_, i) => `member${i}`)
    expect(channel.maxRecipients).toBe(1000)
    await channel.send(outbound(text(), { recipients }))
    expect(fake.counters).toMatchObject({ sends: 1, personSends: 1000 })
    const tooMany = channel.send(outbound(text(), { recipients: [...recipients, 'one-more'] }))
    expect(await faultOf(tooMany)).toMatchObject({ fault: 'rejected' })
  })

  test('is never longer than WeCom takes', async () => {
    const { fake, channel } = await startPair()
    await channel.send(outbound(text(`${'灯'.repeat(5000)}\n回执 7K2M`)))
    await channel.send(outbound({ type: 'markdown', markdown: '灯'.repeat(5000) }))
    expect(fake.counters.truncated).toBe(0)
    expect(fake.inboxOf('zhangsan')[0]?.text).toMatch(/…\n回执 7K2M$/)
  })

  test('is told of everybody who did not get it, whatever case the name is in', async () => {
    const { fake, channel } = await startPair({ visible: ['ZhangSan', 'LiSi', 'WangWu'], unlicensed: ['WangWu'] })
    const recipients = ['ZhangSan', 'lisi', 'WangWu', 'ZhaoLiu', '@all', 'a|b', '张三', '']
    const { refused } = await channel.send(outbound(text(), { recipients }))
    expect(Object.fromEntries(refused.map(({ recipient, reason }) => [recipient, reason]))).toEqual({
      ZhaoLiu: 'invaliduser',
      WangWu: 'unlicenseduser',
      '@all': 'no WeCom account',
      'a|b': 'no WeCom account',
      张三: 'no WeCom account',
      '': 'no WeCom account',
    })
    expect(fake.accounts()).toEqual(['zhangsan', 'lisi'])
  })

  test('whose recipients are all unknown is refused for each, not an error', async () => {
    const { fake, channel } = await startPair({ visible: ['zhangsan'] })
    const { refused } = await channel.send(outbound(text(), { recipients: ['NoOne', 'nobody'] }))
    expect(refused).toEqual([
      { recipient: 'NoOne', reason: 'invaliduser' },
      { recipient: 'nobody', reason: 'invaliduser' },
    ])
    expect(fake.counters.calls['message/send']).toBe(1)
  })

  test('with no usable recipient is not sent at all', async () => {
    const { fake, channel } = await startPair()
    const { refused } = await channel.send(outbound(text(), { recipients: ['@all'] }))
    expect(refused).toHaveLength(1)
    expect(fake.counters.calls).toEqual({})
  })
})

describe('a send of unknown outcome', () => {
  test.each(['text', 'card'] as const)('is repeated byte for byte and reaches nobody twice: %s', async (kind) => {
    const { fake, channel } = await startPair()
    const message = outbound(kind === 'text' ? text() : sentCard('t1'), { recipients: ['zhangsan', 'lisi'] })
    fake.faults.add({ api: 'message/send', times: 3, effect: { reset: 'after' } })
    for (let i = 0; i < 3; i++) expect(await faultOf(channel.send(message))).toMatchObject({ fault: 'ambiguous' })
    // As another process would after a crash, with the message read back from the database.
    const other = openChannel(fake)
    onTestFinished(() => other.close())
    const result = await other.send(structuredClone(message))
    expect(result.refused).toEqual([])
    expect(fake.inboxOf('zhangsan')).toHaveLength(1)
    expect(fake.inboxOf('lisi')).toHaveLength(1)
    expect(fake.counters.duplicates).toBe(3)
  })

  test('is known by its card after WeCom has forgotten the bytes', async () => {
    const { fake, channel } = await startPair()
    const message = outbound(sentCard('t1'))
    await channel.send(message)
    fake.advance(5 * 3_600_000)
    expect(await channel.send(message)).toEqual({ platformId: null, refused: [], cardHandle: null })
    expect(fake.inboxOf('zhangsan')).toHaveLength(1)
  })
})

describe('a card', () => {
  test('comes with the right to change it for 72 hours', async () => {
    const { fake, channel } = await startPair()
    const { cardHandle } = await channel.send(outbound(sentCard('t1')))
    expect(cardHandle?.code).toMatch(/^RC-/)
    const lifeMs = (cardHandle?.expiresAt.getTime() ?? 0) - fake.now().getTime()
    expect(Math.abs(lifeMs - 72 * 3_600_000)).toBeLessThan(5_000)
  })

  test('is changed for its recipients', async () => {
    const { fake, channel } = await startPair()
    const recipients = ['ZhangSan', 'lisi']
    const { cardHandle } = await channel.send(outbound(sentCard('t1'), { recipients }))
    const change = outbound(updated('t1'), { recipients, cardHandle: cardHandle?.code ?? null })
    expect(await channel.send(change)).toEqual({ platformId: null, refused: [], cardHandle: null })
    for (const account of ['zhangsan', 'lisi']) {
      expect(fake.inboxOf(account)).toMatchObject([{ updates: 1, card: { replace_text: '已确认' } }])
    }
  })

  test('to many reaches those of each call, and nobody twice when a call is made again', async () => {
    const { fake, channel } = await startPair()
    const toMany: Content = { type: 'card', card: card('t1'), toMany: true }
    const calls = [['zhangsan'], ['lisi']].map((recipients) => outbound(toMany, { recipients }))
    for (const call of [...calls, ...calls]) expect((await channel.send(call)).refused).toEqual([])
    for (const account of ['zhangsan', 'lisi']) expect(fake.inboxOf(account)).toHaveLength(1)
  })

  test.each([
    ['there is no right to change it', null],
    ['the right is unknown', 'RC-unknown'],
  ])('is sent anew where %s', async (_, cardHandle) => {
    const { fake, channel } = await startPair()
    await channel.send(outbound(sentCard('t1')))
    await channel.send(outbound(updated('t1', {}), { cardHandle }))
    expect(fake.inboxOf('zhangsan')).toMatchObject([{ taskId: 't1' }, { taskId: expect.stringMatching(/^t1@/) }])
  })

  test('that is to change in place only is sent to nobody a second time', async () => {
    const { fake, channel } = await startPair()
    await channel.send(outbound(sentCard('t1')))
    const change: Content = { type: 'card_update', card: card('t1', {}), inPlace: true }
    const { refused } = await channel.send(outbound(change, { cardHandle: 'RC-unknown' }))
    expect(refused).toMatchObject([{ reason: 'the card can no longer be changed' }])
    expect(fake.inboxOf('zhangsan')).toHaveLength(1)
  })

  test.each(['used', 'too old'])('is sent anew where the right is %s', async (how) => {
    const { fake, channel } = await startPair()
    const { cardHandle } = await channel.send(outbound(sentCard('t1')))
    const handle = { cardHandle: cardHandle?.code ?? null }
    if (how === 'used') await channel.send(outbound(updated('t1', {}), handle))
    else fake.advance(73 * 3_600_000)
    await channel.send(outbound(updated('t1'), handle))
    expect(fake.inboxOf('zhangsan')).toHaveLength(2)
    // A closed card has nothing to tap and nowhere to lead: it comes as words.
    expect(fake.inboxOf('zhangsan')[1]).toMatchObject({ msgtype: 'text', text: '楼道灯坏了\n位置：3号楼\n已确认' })
  })

  test('whose change was made, though the answer was lost, is not sent anew', async () => {
    const { fake, channel } = await startPair()
    const { cardHandle } = await channel.send(outbound(sentCard('t1')))
    const change = outbound(updated('t1'), { cardHandle: cardHandle?.code ?? null })
    fake.faults.add({ api: 'message/update_template_card', times: 1, effect: { reset: 'after' } })
    expect(await faultOf(channel.send(change))).toMatchObject({ fault: 'ambiguous' })
    await channel.send(change)
    expect(fake.inboxOf('zhangsan')).toMatchObject([{ updates: 1 }])
  })

  test('that WeCom does not take as it is built goes as words', async () => {
    const { fake, channel } = await startPair()
    fake.faults.add({ api: 'message/send', times: 1, effect: { errcode: 42045 } })
    await channel.send(outbound(sentCard('t1')))
    expect(fake.inboxOf('zhangsan')).toMatchObject([{ text: '楼道灯坏了\n位置：3号楼\n请回复：对' }])
  })

  test('that was sent anew is tapped under the name it stands for', async () => {
    const { fake, channel } = await startPair()
    await channel.send(outbound(updated('t1', {})))
    const [anew] = fake.inboxOf('zhangsan')
    expect(anew?.taskId).toMatch(/^t1@[0-9a-f]{16}$/)
  })
})

describe('a welcome', () => {
  const welcome = (code: string): Content => ({ type: 'welcome', code, text: '您好，我是责任区的联系人', url: null })

  test.each([null, 'fake-contact-secret'])(
    'greets a resident, with the secret of customer contact being %s',
    async (contactSecret) => {
      const { fake, channel } = await startPair({ contactSecret })
      await channel.send(outbound(welcome(fake.issueWelcome('wmA')), { recipients: ['wmA'] }))
      expect(fake.inboxOf('wmA')).toMatchObject([{ msgtype: 'welcome', text: '您好，我是责任区的联系人' }])
    },
  )

  test('that comes too late or twice is refused for good', async () => {
    const { fake, channel } = await startPair()
    const code = fake.issueWelcome('wmA')
    await channel.send(outbound(welcome(code), { recipients: ['wmA'] }))
    expect(await faultOf(channel.send(outbound(welcome(code), { recipients: ['wmA'] })))).toMatchObject({
      fault: 'rejected',
      code: 41051,
    })
    const late = fake.issueWelcome('wmB')
    fake.advance(21_000)
    expect(await faultOf(channel.send(outbound(welcome(late), { recipients: ['wmB'] })))).toMatchObject({
      fault: 'rejected',
      code: 41050,
    })
  })

  test('still goes out while the application itself is blocked', async () => {
    const { fake, channel } = await startPair({ contactSecret: 'fake-contact-secret' })
    fake.faults.add({ api: 'message/send', times: 1, effect: { errcode: 45009 } })
    await faultOf(channel.send(outbound(text())))
    await channel.send(outbound(welcome(fake.issueWelcome('wmA')), { recipients: ['wmA'] }))
    expect(fake.inboxOf('wmA')).toHaveLength(1)
  })
})

describe('what the platform lets through to one person', () => {
  test('lies above what the channel asks for', async () => {
    const { fake, channel } = await startPair()
    const [minute] = channel.recipientLimits
    for (let i = 0; i < 40; i++) await channel.send(outbound(text(`${i}`)))
    expect(fake.counters.dropped).toBe(10)
    expect(minute?.max).toBeLessThan(30)
    fake.advance(61_000)
    await channel.send(outbound(text('later')))
    expect(fake.inboxOf('zhangsan')).toHaveLength(31)
  })
})

describe('a name', () => {
  test.each([
    ['zhangsan', '张三'],
    ['nameless', null],
    ['unknown', null],
  ])('of %s is %s', async (account, name) => {
    const { channel } = await startPair({ names: { zhangsan: '张三', nameless: 'Nameless' } })
    expect(await channel.lookUpName(account)).toBe(name)
  })

  test('is not guessed while WeCom cannot be asked', async () => {
    const { fake } = await startPair()
    const channel = createWecomChannel({ ...fake.config(), secret: 'wrong' }, { now: fake.now })
    onTestFinished(() => channel.close())
    expect(await faultOf(channel.lookUpName('zhangsan'))).toMatchObject({ fault: 'misconfigured' })
  })
})
