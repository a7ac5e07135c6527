/** Leave, and members who leave the branch, on a platform with the real database. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runTick } from '../../src/jobs/schedules.ts'
import { loadRoster } from '../support/stories.ts'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const HEADER = '支部,责任区编号,责任区,类型,范围,姓名,角色,备用,企业微信账号'
const ZHANG = '幸福支部,A3,东区,社区,3号楼,张建国,党员,,zhangjianguo'
const OTHERS = [
  '幸福支部,A3,东区,社区,3号楼,李敏,党员,是,limin',
  '幸福支部,B2,西区,社区,5号楼,王秀英,党员,,wangxiuying',
  '幸福支部,,,,,陈书华,书记,,chenshuhua',
]
const ROSTER = [HEADER, ZHANG, ...OTHERS, ''].join('\n')
const DAY_MS = 24 * 3_600_000

let world: WecomWorld
beforeEach(async () => {
  world = await wecomWorld(ROSTER, { at: '2026-11-18T10:00:00+08:00' })
})
afterEach(() => world.close())

const newWords = (account: string) => world.newOn(account).map(wordsOf).join('\n')

async function told(text: string): Promise<void> {
  await world.says('limin', text)
  await world.says('limin', '对')
}

describe('leave', () => {
  test('switches new matters, the list of what is to do and handling to the cover, and back by itself', async () => {
    await told('3号楼2单元楼道灯坏了')
    newWords('zhangjianguo')
    const answer = (await world.says('zhangjianguo', '请假2天，王秀英代')).map(wordsOf).join()
    expect(answer).toContain('11月18日到11月19日您不在，由王秀英代')
    expect(newWords('wangxiuying')).toContain('A3-0001')
    expect((await world.says('wangxiuying', '我的待办')).map(wordsOf).join()).toContain('A3-0001')

    await told('3号楼门口井盖松了')
    expect(newWords('wangxiuying')).toContain('A3-0002')
    expect(newWords('zhangjianguo')).toBe('')
    expect((await world.says('wangxiuying', '办结 A3-0001 换了新灯泡')).map(wordsOf).join()).toContain('A3-0001')

    await world.passes(2 * DAY_MS)
    newWords('zhangjianguo')
    newWords('wangxiuying')
    await told('3号楼电梯坏了')
    expect(newWords('zhangjianguo')).toContain('A3-0003')
    expect((await world.says('wangxiuying', '我的待办')).map(wordsOf).join()).not.toContain('A3-0003')
  })

  test('that is to come is known, and cancelled with a word to the cover', async () => {
    await world.says('zhangjianguo', '我下周出差，王秀英代')
    newWords('wangxiuying')
    expect((await world.says('zhangjianguo', '不请假了')).map(wordsOf).join()).toContain('取消了')
    expect(newWords('wangxiuying')).toContain('不用您代了')
    const { rows } = await world.deps.pool.query('select 1 from absences')
    expect(rows).toEqual([])
  })
})

describe('leave that the secretary tells for a member', () => {
  test('switches who acts, is told to both, and ends by a word of the secretary', async () => {
    const answer = (await world.says('chenshuhua', '给张建国请2天假，王秀英代')).map(wordsOf).join()
    expect(answer).toContain('11月18日到11月19日张建国不在，由王秀英代')
    expect(newWords('zhangjianguo')).toContain('给您记了请假')
    expect(newWords('wangxiuying')).toContain('请您代一下责任区 A3 的事')
    await told('3号楼2单元楼道灯坏了')
    expect(newWords('wangxiuying')).toContain('A3-0001')
    expect(newWords('zhangjianguo')).toBe('')

    await world.says('chenshuhua', '张建国回来了')
    expect(newWords('zhangjianguo')).toContain('说您已经回来')
    await told('3号楼门口井盖松了')
    expect(newWords('zhangjianguo')).toContain('A3-0002')
  })

  test('is none for another member to tell', async () => {
    const answer = (await world.says('limin', '给张建国请2天假')).map(wordsOf).join()
    expect(answer).toContain('别人的请假要支部书记来说')
    expect((await world.deps.pool.query('select 1 from absences')).rows).toEqual([])
  })
})

describe('a member whom the roster no longer has', () => {
  const tick = async () => {
    await runTick(world.deps, 'replace-handlers-gone', world.deps.now())
    await world.settle()
  }
  const handlers = async () => {
    const { rows } = await world.deps.pool.query<{ code: string; name: string }>(
      'select c.code, p.name from cases c left join people p on p.id = c.handler_id order by c.code',
    )
    return rows.map((r) => `${r.code} ${r.name}`)
  }

  test('is replaced in the open cases, and the secretary and the next one read a list, once', async () => {
    await told('3号楼2单元楼道灯坏了')
    await told('3号楼门口井盖松了')
    for (const account of ['zhangjianguo', 'limin', 'chenshuhua']) newWords(account)
    await tick()
    expect(await handlers()).toEqual(['A3-0001 张建国', 'A3-0002 张建国'])

    await loadRoster(world.deps, [HEADER, ...OTHERS, ''].join('\n'))
    await tick()
    await tick()
    expect(await handlers()).toEqual(['A3-0001 李敏', 'A3-0002 李敏'])
    const [next, report] = [newWords('limin'), newWords('chenshuhua')]
    expect(next.match(/改由您办/g)).toHaveLength(1)
    expect(next).toContain('A3-0001')
    expect(report.match(/已不在支部名册上/g)).toHaveLength(1)
    expect(report).toContain('现由李敏办')
    expect(newWords('zhangjianguo')).toBe('')
  })
})
