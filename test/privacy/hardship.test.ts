/** What is put down of somebody's hardship: with their agreement, for those who help, and not for ever. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { TWO_ZONES } from '../support/two-zones.ts'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const DAY_MS = 24 * 3_600_000
const NEED = '3号楼2单元有位独居老人生活困难，需要帮扶'

let world: WecomWorld
beforeEach(async () => {
  world = await wecomWorld(TWO_ZONES)
})
afterEach(() => world.close())

const heard = (account: string) => world.newOn(account).map(wordsOf).join('\n')
async function note() {
  const { rows } = await world.deps.pool.query(
    `select c.category, c.state, c.text, c.place_text, c.room, c.expires_on::text as ends_on,
       (select count(*)::int from case_history h where h.case_id = c.id and h.reason is not null) as reasons,
       (select count(*)::int from attachments a where a.case_id = c.id) as files from cases c`,
  )
  return rows[0]
}
/** Days go by, each with its morning. */
const days = async (count: number) => {
  for (let day = 0; day < count; day++) await world.passes(DAY_MS)
}

describe('a note on hardship', () => {
  test('asks whether the person agrees, and is kept a year where the member says so', async () => {
    const [card] = await world.says('zhangjianguo', NEED)
    expect(wordsOf(card)).toContain('当事人同意记下')
    await world.taps('zhangjianguo', '对')
    expect(await note()).toMatchObject({ category: 'hardship', state: 'new', ends_on: '2027-11-18' })
  })

  test('taken back, as its card asks where the person does not agree, is gone the next night', async () => {
    await world.says('zhangjianguo', NEED)
    await world.taps('zhangjianguo', '撤回')
    await days(1)
    expect(await note()).toMatchObject({ category: 'hardship', state: 'cancelled', text: '' })
  })

  test('nobody agreed to is kept for the help at hand, thirty days', async () => {
    await world.says('zhangjianguo', NEED)
    await world.passes(11 * 60_000)
    expect(await note()).toMatchObject({ state: 'new', ends_on: '2026-12-18' })
  })

  test('is asked about a month before its end, once, and kept on by one tap of the secretary', async () => {
    await world.says('zhangjianguo', NEED)
    await world.passes(11 * 60_000)
    await days(1)
    expect(heard('chenshuhua')).toContain('困难记录快到期了')
    await days(3)
    expect(heard('chenshuhua')).not.toContain('困难记录快到期了')
    await world.taps('chenshuhua', '同意再留一年')
    expect(await note()).toMatchObject({ ends_on: '2027-11-22' })
  })

  test('is kept on in words too, and by nobody but who leads', async () => {
    await world.says('zhangjianguo', NEED)
    await world.passes(11 * 60_000)
    const refused = await world.says('zhangjianguo', 'A3-0001 再留一年')
    expect(refused.map(wordsOf).join()).toContain('由支部书记定')
    expect((await world.says('wangweidong', 'A3-0001 再留一年')).map(wordsOf).join()).toContain('没有')
    expect(await note()).toMatchObject({ ends_on: '2026-12-18' })
    await world.says('chenshuhua', 'A3-0001 再留一年')
    expect(await note()).toMatchObject({ ends_on: '2027-11-18' })
  })

  test('ends on its day: words, place, reasons and photos go, the matter stays', async () => {
    await world.says('zhangjianguo', NEED)
    await world.taps('zhangjianguo', '对')
    await world.says('zhangjianguo', '办结 A3-0001 送去了米和油，联系了民政')
    const { deps } = world
    await deps.storage.put('attachments/x', { bytes: Buffer.from('photo'), contentType: 'image/jpeg', name: null })
    await deps.pool.query(
      `insert into attachments (organisation_id, case_id, part, channel, kind, state, storage_key, created_at)
       select organisation_id, id, 7, 'wecom', 'image', 'stored', 'attachments/x', $1 from cases`,
      [deps.now()],
    )
    await world.passes(364 * DAY_MS)
    expect((await note()).text).toContain('独居老人')
    await world.passes(2 * DAY_MS)
    expect(await note()).toMatchObject({ text: '', place_text: null, room: null, reasons: 0, files: 0 })
    expect(await deps.storage.list()).toEqual([])
  })

  test('is read by the member in charge and the secretary, and by no other member', async () => {
    await world.says('zhangjianguo', NEED)
    await world.taps('zhangjianguo', '对')
    expect((await world.says('wangweidong', '进度 A3-0001')).map(wordsOf).join()).not.toContain('独居')
    expect((await world.says('lixiuying', '进度 A3-0001')).map(wordsOf).join()).not.toContain('独居')
    expect((await world.says('chenshuhua', '进度 A3-0001')).map(wordsOf).join()).toContain('独居')
  })
})

describe('a matter of a student', () => {
  const TROUBLE = '3号楼有个学生数学跟不上，家里辅导不了，需要结对帮扶'

  test('asks for the yes of the parents of a child under 14; taken back, its words are gone the next night', async () => {
    const [card] = await world.says('zhangjianguo', TROUBLE)
    expect(wordsOf(card)).toContain('孩子不满14岁的，请先问过家长：家长同意请点“对”，不同意请点“撤回”。')
    await world.taps('zhangjianguo', '撤回')
    await days(1)
    expect(await note()).toMatchObject({ category: 'student', state: 'cancelled', text: '', place_text: null })
  })
})
