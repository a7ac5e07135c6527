/** Every kind of card on both platforms: who may tap it, what a tap does, and what a second or a late one is answered. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { dingtalkWorld } from '../support/dingtalk-world.ts'
import { dingtalkHouse, type House, wecomHouse } from '../support/stage.ts'
import { wecomWorld } from '../support/wecom-world.ts'

const PEOPLE = `支部,责任区编号,责任区,类型,范围,姓名,角色,账号,备用
幸福支部,A3,东区,社区,3号楼、4号楼,张建国,党员,zhangjianguo,
幸福支部,A3,东区,社区,3号楼、4号楼,李秀英,党员,lixiuying,是
幸福支部,A3,东区,社区,3号楼、4号楼,周大妈,居民代表,zhoudama,
幸福支部,A4,西区,社区,5号楼、6号楼,王卫东,党员,wangweidong,
幸福支部,,,,,陈书华,书记,chenshuhua,
东山支部,B1,北区,社区,7号楼,马向前,党员,maxiangqian,
`
const ACCOUNTS = ['zhangjianguo', 'lixiuying', 'zhoudama', 'wangweidong', 'chenshuhua', 'maxiangqian']
const MINUTE_MS = 60_000
const NIGHT_MS = 24 * 60 * MINUTE_MS

/** A button as it stood on a phone; whoever gets hold of it may press it, also when it is long gone. */
type Press = (account: string) => Promise<void>

interface Phones extends House {
  buttonOf(account: string, label: string): Press
  passes(ms: number): Promise<void>
}

async function onWecomPhones(): Promise<Phones> {
  const world = await wecomWorld(PEOPLE.replace('账号', '企业微信账号'))
  onTestFinished(() => world.close())
  return {
    ...wecomHouse(world),
    passes: world.passes,
    buttonOf(account, label) {
      for (const { card, taskId } of world.platform.inboxOf(account).reverse()) {
        const buttons = (card?.button_list ?? []) as { text: string; key: string }[]
        const found = buttons.find(({ text }) => text.startsWith(label))
        if (!found || taskId === null) continue
        return async (from) => {
          await world.platform.tap({ from, taskId, key: found.key })
          await world.settle()
        }
      }
      throw new Error(`${account} has no card with ${label}`)
    },
  }
}

async function onDingtalkPhones(): Promise<Phones> {
  const world = await dingtalkWorld(PEOPLE.replace('账号', '钉钉'), { cardTemplateId: 'fake-template.schema' })
  onTestFinished(() => world.close())
  for (const userId of ACCOUNTS) world.platform.addUser({ userId })
  return {
    ...dingtalkHouse(world),
    passes: world.passes,
    buttonOf(account, label) {
      for (const { outTrackId, content } of world.platform.inboxOf(account).reverse()) {
        const name = Object.keys(content).find((key) => key.endsWith('Label') && `${content[key]}`.startsWith(label))
        const action = String(content[name?.replace(/Label$/, 'Action') ?? ''] ?? '')
        if (outTrackId === null || action === '') continue
        return async (userId) => expect(await world.presses(userId, { outTrackId, action })).not.toBe('timeout')
      }
      throw new Error(`${account} has no card with ${label}`)
    },
  }
}

async function casesOf({ deps }: House) {
  const { rows } = await deps.pool.query(
    `select c.code, c.state, h.name as handler, c.satisfied, c.verified, c.extension
       from cases c left join people h on h.id = c.handler_id order by c.created_at, c.code`,
  )
  return rows
}

const readBy = (phones: Phones, account: string) => phones.screenOf(account).map(({ lines }) => lines.join(' '))

async function toldOf(phones: Phones): Promise<void> {
  await phones.says('wangweidong', '3号楼2单元楼道灯坏了两天了')
}
async function confirmed(phones: Phones): Promise<void> {
  await toldOf(phones)
  await phones.taps('wangweidong', '对')
}
async function takenOn(phones: Phones): Promise<void> {
  await confirmed(phones)
  await phones.taps('zhangjianguo', '认领')
}
async function done(phones: Phones): Promise<void> {
  await takenOn(phones)
  await phones.says('zhangjianguo', '办结 A3-0001 灯已换新')
}

interface Kind {
  what: string
  prepare(phones: Phones): Promise<void>
  owner: string
  label: string
  /** Who has no business with it, though it reached them. */
  others: readonly string[]
  /** What the tap makes of the case. */
  makes: object
  /** What the phone of who tapped says after the first tap, and after the second. */
  says: string
  saysAgain: string
}

const KINDS: readonly Kind[] = [
  {
    ...{ what: 'a draft', prepare: toldOf, owner: 'wangweidong', label: '对' },
    ...{ others: ['maxiangqian', 'zhangjianguo'], makes: { state: 'new' } },
    ...{ says: '已确认', saysAgain: '待受理' },
  },
  {
    ...{ what: 'a draft that is taken back', prepare: toldOf, owner: 'wangweidong', label: '撤回' },
    ...{ others: ['maxiangqian'], makes: { state: 'cancelled' }, says: '已撤回', saysAgain: '撤回' },
  },
  {
    ...{ what: 'a new matter', prepare: confirmed, owner: 'zhangjianguo', label: '认领' },
    ...{ others: ['maxiangqian', 'wangweidong'], makes: { state: 'accepted', handler: '张建国' } },
    ...{ says: '已认领 A3-0001', saysAgain: '已受理' },
  },
  {
    ...{ what: 'a matter in hand', prepare: takenOn, owner: 'zhangjianguo', label: '办结' },
    ...{ others: ['maxiangqian', 'wangweidong'], makes: { state: 'accepted' } },
    ...{ says: '做了什么', saysAgain: '做了什么' },
  },
  {
    ...{ what: 'a second look', prepare: done, owner: 'zhoudama', label: '看过了，修好了' },
    ...{ others: ['maxiangqian', 'zhangjianguo'], makes: { state: 'resolved', verified: true } },
    ...{ says: '谢谢，记下了', saysAgain: '已解决' },
  },
  {
    ...{ what: 'an end', prepare: done, owner: 'wangweidong', label: '好' },
    ...{ others: ['maxiangqian', 'zhangjianguo'], makes: { state: 'resolved', satisfied: true } },
    ...{ says: '谢谢，记下了', saysAgain: '已解决' },
  },
  {
    what: 'an end that is none',
    async prepare(phones) {
      await done(phones)
      await phones.taps('zhoudama', '看过了，修好了')
    },
    ...{ owner: 'wangweidong', label: '没好', others: ['maxiangqian', 'zhangjianguo'] },
    ...{ makes: { state: 'reopened', satisfied: false }, says: '谢谢，记下了', saysAgain: '重新打开' },
  },
  {
    what: 'a wish for more time',
    async prepare(phones) {
      await takenOn(phones)
      await phones.says('zhangjianguo', 'A3-0001 延期到12月4日，等配件')
    },
    ...{ owner: 'chenshuhua', label: '同意', others: ['maxiangqian', 'zhangjianguo', 'lixiuying'] },
    ...{ makes: { extension: 'granted' }, says: '12月4日', saysAgain: '已同意' },
  },
  {
    what: 'a line of the digest',
    async prepare(phones) {
      await confirmed(phones)
      await phones.deps.pool.query("update cases set accept_due_at = created_at + interval '1 minute'")
      await phones.passes(NIGHT_MS - 45 * MINUTE_MS)
      await phones.passes(15 * MINUTE_MS)
      await phones.passes(15 * MINUTE_MS)
    },
    ...{ owner: 'chenshuhua', label: '认领A3-0001', others: ['maxiangqian'] },
    ...{ makes: { state: 'accepted', handler: '陈书华' }, says: '已认领 A3-0001', saysAgain: '已受理' },
  },
]

describe.each([
  ['WeCom', onWecomPhones],
  ['DingTalk', onDingtalkPhones],
])('on %s', (_platform, open) => {
  test.each(KINDS)('$what is answered by whom it is for, once, and then with the present state', async (kind) => {
    const phones = await open()
    await kind.prepare(phones)
    const press = phones.buttonOf(kind.owner, kind.label)
    const before = await casesOf(phones)
    for (const other of [...kind.others, 'somebody-unknown']) {
      await press(other)
      expect(await casesOf(phones), other).toEqual(before)
    }
    await press(kind.owner)
    const after = await casesOf(phones)
    expect(after).toMatchObject([kind.makes])
    expect(readBy(phones, kind.owner).join('\n')).toContain(kind.says)
    const historyCount = await countOfHistory(phones)
    await press(kind.owner)
    await phones.passes(2 * MINUTE_MS)
    await press(kind.owner)
    expect(await casesOf(phones)).toEqual(after)
    expect(await countOfHistory(phones)).toBe(historyCount)
    expect(readBy(phones, kind.owner).join('\n')).toContain(kind.saysAgain)
  })

  test('a list asked for again is sent again', async () => {
    const phones = await open()
    await confirmed(phones)
    await phones.deps.pool.query(`update cases set state = 'waiting_external', ask_again_on = '2026-11-17',
      external_body = '供电局'`)
    await phones.passes(NIGHT_MS - 45 * MINUTE_MS)
    // The digest, and later all that the morning has to remind of.
    await phones.passes(30 * MINUTE_MS)
    await phones.passes(30 * MINUTE_MS)
    const look = phones.buttonOf('chenshuhua', '看A3-0001')
    await look('chenshuhua')
    // The morning goes on meanwhile: other news may come between.
    const shown = () => readBy(phones, 'chenshuhua').filter((words) => words.includes('等外部')).length
    const count = shown()
    expect(count).toBeGreaterThan(0)
    await phones.passes(2 * MINUTE_MS)
    await look('chenshuhua')
    expect(shown()).toBe(count + 1)
  })

  test('who else has a card of the matter sees what became of it, and hears of it no second time', async () => {
    const phones = await open()
    await phones.says('wangweidong', '3号楼着火了，烟很大')
    const counts = ['zhangjianguo', 'chenshuhua'].map((account) => phones.screenOf(account).length)
    await phones.taps('lixiuying', '认领')
    await phones.passes(5_000)
    for (const [i, account] of ['zhangjianguo', 'chenshuhua'].entries()) {
      expect(readBy(phones, account).at(-1) ?? '', account).toContain('李秀英接手了')
      expect(readBy(phones, account).join('\n'), account).toContain('〔已受理〕')
      expect(phones.screenOf(account).length, account).toBe((counts[i] ?? 0) + 1)
    }
  })
})

async function countOfHistory({ deps }: House): Promise<number> {
  const { rows } = await deps.pool.query('select count(*)::int as count from case_history')
  return rows[0].count
}
