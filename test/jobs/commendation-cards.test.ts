/** Whether a commendation is told in public is asked on a card, on every platform, and answered by the one commended alone. */
import { afterEach, describe, expect, test } from 'vitest'
import { keepAct } from '../../src/http/chat/keep-act.ts'
import { giveCommendation } from '../../src/store/commendations.ts'
import { shownCard, transcriptOf } from '../../src/store/local-chat.ts'
import { transact } from '../../src/store/transact.ts'
import type { TestDeps } from '../support/deps.ts'
import { dingtalkWorld } from '../support/dingtalk-world.ts'
import { onLocal } from '../support/screens.ts'
import { dingtalkHouse, type House, wecomHouse } from '../support/stage.ts'
import { wecomWorld } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,账号
幸福支部,A3,东区,社区,3号楼,张建国,党员,zhang
幸福支部,A4,西区,社区,5号楼,王卫东,党员,wang
幸福支部,,,,,陈书华,书记,chen
`
const MINUTE_MS = 60_000

/** What is on the phone of 张建国, and how somebody presses a button that once stood there. */
interface Phones {
  deps: TestDeps
  says(text: string): Promise<unknown>
  reads(): Promise<string>
  buttonOf(label: string): Promise<(account: string) => Promise<void>>
  passes(ms: number): Promise<void>
  close(): Promise<void>
}

function screenOfZhang(house: House): string {
  return house
    .screenOf('zhang')
    .flatMap(({ lines }) => lines)
    .join('\n')
}

async function onWecom(): Promise<Phones> {
  const world = await wecomWorld(ROSTER.replace('账号', '企业微信账号'))
  const house = wecomHouse(world)
  return {
    ...{ deps: world.deps, passes: world.passes, close: world.close },
    says: (text) => world.says('zhang', text),
    reads: async () => screenOfZhang(house),
    async buttonOf(label) {
      const cards = world.platform
        .inboxOf('zhang')
        .flatMap(({ card, taskId }) => (card && taskId ? [{ card, taskId }] : []))
      const { card, taskId } = cards.at(-1) ?? { card: {}, taskId: '' }
      const buttons = (card as { button_list?: { text: string; key: string }[] }).button_list ?? []
      const key = buttons.find(({ text }) => text === label)?.key ?? ''
      return async (from) => {
        await world.platform.tap({ from, taskId, key })
        await world.settle()
      }
    },
  }
}

async function onDingtalk(): Promise<Phones> {
  const world = await dingtalkWorld(ROSTER.replace('账号', '钉钉'), { cardTemplateId: 'fake-template.schema' })
  for (const userId of ['zhang', 'wang', 'chen']) world.platform.addUser({ userId })
  const house = dingtalkHouse(world)
  return {
    ...{ deps: world.deps, passes: world.passes, close: world.close },
    says: (text) => world.says({ from: 'zhang', text }),
    reads: async () => screenOfZhang(house),
    async buttonOf(label) {
      const { outTrackId, content } = world.platform.inboxOf('zhang').findLast((one) => one.outTrackId !== null) ?? {
        ...{ outTrackId: null, content: {} as Record<string, unknown> },
      }
      const name = Object.keys(content).find((key) => key.endsWith('Label') && content[key] === label) ?? ''
      const action = String(content[name.replace(/Label$/, 'Action')] ?? '')
      return async (account) => {
        await world.presses(account, { outTrackId: outTrackId ?? '', action })
      }
    },
  }
}

async function inLocalChat(): Promise<Phones> {
  const world = await wecomWorld(ROSTER.replace('账号', '企业微信账号'))
  const { deps } = world
  await deps.pool.query("update identities set channel = 'local' where external_id in ('zhang', 'wang', 'chen')")
  let actCount = 0
  const acts = async (account: string, act: Parameters<typeof keepAct>[1]['act']) => {
    await keepAct(deps, { person: { name: account, account }, clientId: `act${++actCount}`, act, own: null })
    await world.settle()
  }
  const screen = async () => {
    const all = await transcriptOf(deps.pool, 'zhang', { cursor: 0n, limit: 100 })
    return onLocal(all.flatMap((one) => (one.direction === 'out' ? [{ key: one.key, content: one.content }] : [])))
  }
  return {
    ...{ deps, passes: world.passes, close: world.close },
    says: (text) => acts('zhang', { type: 'message', parts: [{ type: 'text', text }] }),
    reads: async () => (await screen()).flatMap(({ lines }) => lines).join('\n'),
    async buttonOf(label) {
      const [card] = await shownCard(deps.pool, 'zhang', (await screen()).at(-1)?.id ?? '')
      const action = card?.buttons.find((button) => button.label === label)?.action ?? ''
      return (account) => acts(account, { type: 'tap', taskId: card?.taskId ?? '', action, selected: {} })
    },
  }
}

let phones: Phones
afterEach(() => phones.close())

async function commended(): Promise<void> {
  const { deps } = phones
  const { rows } = await deps.pool.query<{ id: string; branch_id: string }>(
    "select id, branch_id from people order by name = '张建国' desc, name = '陈书华' desc",
  )
  const [member, secretary] = rows
  if (!member || !secretary) throw new Error('nobody is there')
  const given = {
    ...{ branchId: member.branch_id, roundId: null, personId: member.id, givenBy: secretary.id, caseCodes: [] },
    reason: '大雪天给5号楼301室的刘大妈送了三次药',
  }
  const at = { today: '2026-11-18', now: deps.now() }
  await transact(deps.db, (tx, note) => giveCommendation({ tx, note }, given, at))
  await phones.passes(2 * MINUTE_MS)
}

async function kept() {
  const text = 'select public_at is not null as "isPublic", answered_at is not null as answered from commendations'
  return (await phones.deps.pool.query(text)).rows[0]
}

describe.each([
  ['WeCom', onWecom],
  ['DingTalk', onDingtalk],
  ['the local chat', inLocalChat],
])('on %s', (_name, open) => {
  test('the card shows the very words, takes the answer of its person alone, and shows it afterwards', async () => {
    phones = await open()
    await commended()
    const card = await phones.reads()
    expect(card).toContain('支部表彰您')
    expect(/公示牌上会写您的称呼和这句话：(.*)/u.exec(card)?.[1] ?? '301').not.toMatch(/刘大妈|301/u)
    const yes = await phones.buttonOf('同意公开')
    for (const other of ['wang', 'chen', 'nobody-known']) {
      await yes(other)
      expect(await kept(), other).toEqual({ isPublic: false, answered: false })
    }
    await yes('zhang')
    expect(await kept()).toEqual({ isPublic: true, answered: true })
    expect(await phones.reads()).toContain('已同意公开')
  })

  test('a card that was answered since shows what holds now, and changes nothing', async () => {
    phones = await open()
    await commended()
    const yes = await phones.buttonOf('同意公开')
    const no = await phones.buttonOf('不公开')
    await no('zhang')
    expect(await kept()).toEqual({ isPublic: false, answered: true })
    await phones.passes(2 * MINUTE_MS)
    await yes('zhang')
    expect(await kept()).toEqual({ isPublic: false, answered: true })
    expect(await phones.reads()).toContain('想公开了请回复：表彰1同意公开。')
    await phones.says('表彰1同意公开')
    expect(await kept()).toEqual({ isPublic: true, answered: true })
    await phones.says('不公开我的表彰')
    expect(await kept()).toEqual({ isPublic: false, answered: true })
  })
})
