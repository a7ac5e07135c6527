/** A resident writes on the notice, the member answers in WeCom, and both go on by role alone. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keepAct } from '../../src/http/chat/keep-act.ts'
import { transcriptOf } from '../../src/store/local-chat.ts'
import { type PageWorld, pageWorld } from '../support/page-world.ts'
import { wordsOf } from '../support/wecom-world.ts'

let world: PageWorld
beforeEach(async () => {
  world = await pageWorld()
})
afterEach(() => world.close())

const LAMP = '3号楼2单元楼道灯坏了两天了'
const heard = (account: string) => world.newOn(account).map(wordsOf).join('\n')
async function cases() {
  const { rows } = await world.deps.pool.query(
    `select c.code, c.state, c.kind, p.name as handler, c.satisfied, c.responded_at is not null as responded,
       (select array_agg(h.event || ':' || h.by_role || coalesce(':' || h.reason, '') order by h.step) from case_history h
         where h.case_id = c.id and h.event in ('say', 'accept', 'assign')) as said
       from cases c left join people p on p.id = c.handler_id order by c.code`,
  )
  return rows
}
const sends = async (page: string, form: string, fields: Record<string, string>) => {
  const answer = await world.post(`${page}/${form}`, fields)
  expect(answer.statusCode).toBe(303)
  await world.settle()
}
const taps = async (page: string, label: string) => {
  const { body } = await world.app.inject({ url: page })
  const [, card = '', buttons = ''] =
    /name="card" value="([^"]+)">\s*<div class="buttons">(.*?)<\/div>/s.exec(body) ?? []
  const action = new RegExp(`value="([^"]+)">${label}<`).exec(buttons)?.[1] ?? ''
  await sends(page, 'tap', { card, action })
}

test('one sentence is shown as it was understood, with who gets it, and nobody is told before it is confirmed', async () => {
  const page = await world.writes(LAMP)
  const text = await world.reads(page)
  for (const words of [LAMP, '对吗？', '公共设施', '3号楼2单元', '转给 责任区党员']) expect(text).toContain(words)
  expect(text).not.toContain('张建国')
  expect(text).not.toContain('邀请码')
  expect(heard('zhangjianguo')).toBe('')
  await taps(page, '对')
  expect(await world.reads(page)).toContain('由责任区党员办理')
  expect(heard('zhangjianguo')).toContain('居民')
})

test('silence confirms it as in every chat', async () => {
  await world.writes(LAMP)
  await world.passes(11 * 60_000)
  expect(heard('zhangjianguo')).toContain('A3-0001')
})

test('the member answers by code; the resident reads it on the page by role, and answers beside the matter', async () => {
  const page = await world.writes(LAMP)
  await taps(page, '对')
  const answers = await world.says('zhangjianguo', '回复 A3-0001 明天上午来看，您在家吗')
  expect(answers.map(wordsOf).join()).toContain('已转给居民：明天上午来看')
  const text = await world.reads(page)
  expect(text).toContain('责任区党员答复您反映的 A3-0001')
  expect(text).toContain('明天上午来看，您在家吗')
  expect(text).not.toContain('张建国')
  expect(await cases()).toMatchObject([{ state: 'accepted', responded: true }])
  await sends(page, 'say', { text: '在家，十点以后，电话13812345678', about: 'A3-0001' })
  const back = heard('zhangjianguo')
  expect(back).toContain('居民就 A3-0001')
  expect(back).toContain('十点以后，电话138****5678')
  expect((await cases())[0].said).toEqual([
    'accept:zone_member',
    'say:zone_member:明天上午来看，您在家吗',
    'say:resident:在家，十点以后，电话138****5678',
  ])
})

test('bare words after an answer go to whoever answered, and open no matter', async () => {
  const page = await world.writes(LAMP)
  await taps(page, '对')
  await world.says('zhangjianguo', '回复 A3-0001 明天上午来看行吗')
  heard('zhangjianguo')
  await sends(page, 'say', { text: '可以' })
  expect(heard('zhangjianguo')).toContain('可以')
  await sends(page, 'say', { text: '要准备什么东西吗' })
  expect(heard('zhangjianguo')).toContain('要准备什么东西吗')
  expect(await cases()).toHaveLength(1)
})

test('a question becomes a matter for the member, whose answer comes back to the page', async () => {
  const page = await world.writes('居住证在哪里办')
  expect(await world.reads(page)).toContain('已转给责任区党员')
  expect(heard('zhangjianguo')).toContain('有人咨询 A3-0001')
  await world.says('zhangjianguo', '回复 A3-0001 带身份证到居委会一楼')
  expect(await world.reads(page)).toContain('带身份证到居委会一楼')
})

test('the secretary may step in, and the member hears it and keeps the matter', async () => {
  const page = await world.writes(LAMP)
  await taps(page, '对')
  heard('zhangjianguo')
  await world.says('chenshuhua', '回复 A3-0001 支部已经联系电工')
  expect(await world.reads(page)).toContain('支部书记答复您反映的 A3-0001')
  expect(heard('zhangjianguo')).toContain('支部书记已答复')
  expect(await cases()).toMatchObject([{ handler: '张建国', state: 'new', responded: true }])
})

test('who would rather not have the member gets the branch, and a draft never reaches the member', async () => {
  const page = await world.writes(LAMP)
  await sends(page, 'branch', { about: 'A3-0001' })
  expect(await world.reads(page)).toContain('改由支部书记办理')
  expect(heard('chenshuhua')).toContain('A3-0001')
  await world.passes(11 * 60_000)
  expect(heard('zhangjianguo')).toBe('')
  expect(await cases()).toMatchObject([{ handler: '陈书华', state: 'new' }])
})

test('what is asked for later goes to the branch too, with what follows', async () => {
  const page = await world.writes(LAMP)
  await taps(page, '对')
  await world.says('zhangjianguo', '认领 A3-0001')
  await sends(page, 'branch', { about: 'A3-0001' })
  expect(heard('chenshuhua')).toContain('居民想请支部来办 A3-0001')
  heard('zhangjianguo')
  await sends(page, 'say', { text: '上次说来没有来', about: 'A3-0001' })
  expect(heard('chenshuhua')).toContain('上次说来没有来')
  expect(heard('zhangjianguo')).toBe('')
})

test('the end is judged on the page: 没好 with its words opens it again, 好 with words thanks the member', async () => {
  const page = await world.writes(LAMP)
  await taps(page, '对')
  await world.says('zhangjianguo', '办结 A3-0001 灯已换新')
  expect(await world.reads(page)).toContain('灯已换新')
  await sends(page, 'judge', { about: 'A3-0001', verdict: 'notgood', words: '四楼的还是不亮' })
  expect(heard('zhangjianguo')).toContain('四楼的还是不亮')
  await world.says('zhangjianguo', '办结 A3-0001 四楼也换了')
  await sends(page, 'judge', { about: 'A3-0001', verdict: 'good', words: '谢谢老张师傅跑两趟' })
  expect(await cases()).toMatchObject([{ state: 'resolved', satisfied: true }])
})

test('danger is answered at once with the number to call', async () => {
  const page = await world.writes('3号楼2单元着火了，快来人')
  expect(await world.reads(page)).toContain('119')
  expect(heard('zhangjianguo')).toContain('A3-0001')
})

test('a matter of somebody else is not found by its code', async () => {
  const page = await world.writes(LAMP)
  await taps(page, '对')
  const other = await world.writes('4号楼门口垃圾没人清', 'A3')
  await sends(other, 'say', { text: '这事怎么不来人', about: 'A3-0001' })
  await sends(other, 'judge', { about: 'A3-0001', verdict: 'good' })
  await sends(other, 'branch', { about: 'A3-0001' })
  expect((await cases())[0]).toMatchObject({ satisfied: null, handler: '张建国', state: 'new' })
})

test('the page of another resident shows nothing of it', async () => {
  await world.writes(LAMP)
  const other = await world.writes('4号楼门口垃圾没人清')
  expect(await world.reads(other)).not.toContain('楼道灯')
})

test('who talks in a chat of their own is answered there in the same way', async () => {
  const person = { account: 'aunt', name: '周大妈' }
  let count = 0
  const says = async (text: string) => {
    const act = { type: 'message', parts: [{ type: 'text', text }] } as const
    await keepAct(world.deps, {
      person,
      clientId: `act${++count}`,
      act: { ...act, parts: [...act.parts] },
      own: null,
    })
    await world.settle()
  }
  await says('3号楼2单元楼道灯坏了两天了')
  await says('对')
  heard('zhangjianguo')
  await world.says('zhangjianguo', '回复 A3-0001 明天上午来看行吗')
  heard('zhangjianguo')
  const lines = await transcriptOf(world.deps.pool, 'aunt', { cursor: 0n, limit: 100 })
  expect(JSON.stringify(lines.map(({ content }) => content))).toContain('明天上午来看行吗')
  expect(JSON.stringify(lines.map(({ content }) => content))).not.toContain('张建国')
  await says('可以')
  expect(heard('zhangjianguo')).toContain('居民就 A3-0001')
})

test('who asks for it has all of it deleted after a day, the page and the words', async () => {
  const page = await world.writes(LAMP)
  await taps(page, '对')
  await sends(page, 'delete', {})
  expect(await world.reads(page)).toContain('您要求删除')
  await world.passes(25 * 3_600_000)
  expect(await world.reads(page)).toContain('这个页面没有了')
  const { rows } = await world.deps.pool.query(
    `select from identities where channel = 'page' union all select from page_messages
     union all select from inbox where channel = 'page' and payload is not null
     union all select from cases where text like '%楼道灯%'`,
  )
  expect(rows).toEqual([])
})
