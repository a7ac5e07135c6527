/** Zones offered, given, ended and known on a platform with the real database. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runTick } from '../../src/jobs/schedules.ts'
import { coverageTable } from '../../src/store/coverage-table.ts'
import { addZone, changeZone, endZone } from '../../src/store/zones.ts'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,备用,企业微信账号
幸福支部,A3,东区,社区,3号楼,张建国,党员,,zhangjianguo
幸福支部,A4,西区,社区,5号楼,,,,
幸福支部,,,,,李敏,党员,,limin
幸福支部,,,,,王秀英,党员,,wangxiuying
幸福支部,,,,,陈书华,书记,,chenshuhua
友好支部,B1,北区,社区,9号楼,赵大力,党员,,zhaodali
友好支部,,,,,钱书记,书记,,qianshuji
`

let world: WecomWorld
beforeEach(async () => {
  world = await wecomWorld(ROSTER, { at: '2026-11-18T10:00:00+08:00' })
})
afterEach(() => world.close())

const newWords = (account: string) => world.newOn(account).map(wordsOf).join('\n')
const says = async (account: string, text: string) => (await world.says(account, text)).map(wordsOf).join('\n')

async function posts(code: string): Promise<string[]> {
  const { rows } = await world.deps.pool.query<{ name: string }>(
    `select p.name || case when a.ends_on is null then '' else ' 到 ' || a.ends_on end as name
       from assignments a join people p on p.id = a.person_id join zones z on z.id = a.zone_id
      where z.code = $1 order by a.starts_on, a.position`,
    [code],
  )
  return rows.map((row) => row.name)
}

describe('an offer', () => {
  test('becomes an assignment by one tap of the secretary; new matters go there at once', async () => {
    expect(await says('limin', '我报5号楼，我住那里')).toContain('等支部书记 陈书华同意')
    expect(newWords('chenshuhua')).toContain('李敏')
    await world.taps('chenshuhua', '同意')
    expect(newWords('limin')).toContain('支部同意您负责')
    expect(await posts('A4')).toEqual(['李敏'])
    await world.says('wangxiuying', '5号楼2单元楼道灯坏了')
    await world.says('wangxiuying', '对')
    expect(newWords('limin')).toContain('A4-0001')
    const { rows } = await world.deps.pool.query('select state, reason from nominations')
    expect(rows).toEqual([{ state: 'approved', reason: null }])
  })

  test('is said once, taken back, and said again', async () => {
    await says('limin', '我报5号楼')
    expect(await says('limin', '我报5号楼')).toContain('已经报过了')
    expect(await says('limin', '我不报5号楼了')).toContain('不报了')
    expect(await says('limin', '我报5号楼')).toContain('等支部书记')
  })
})

describe('the secretary', () => {
  test('gives a zone, is asked together or instead, and ends it; nothing of it is lost', async () => {
    expect(await says('chenshuhua', '让李敏管5号楼，她住那里')).toContain('由李敏负责')
    expect(newWords('limin')).toContain('请您负责这个责任区')
    expect(await says('chenshuhua', '让王秀英管3号楼')).toContain('一起负责，还是换成王秀英')
    expect(await says('chenshuhua', '换')).toContain('由王秀英负责')
    expect(await posts('A3')).toEqual(['张建国 到 2026-11-17', '王秀英'])
    expect(newWords('zhangjianguo')).toContain('不再由您负责')
    expect(await says('chenshuhua', '李敏年底退')).toContain('由李敏负责到12月31日')
    expect(await posts('A4')).toEqual(['李敏 到 2026-12-31'])
    const { rows } = await world.deps.pool.query(
      `select b.name as by, a.reason from assignments a join people b on b.id = a.assigned_by where a.reason is not null`,
    )
    expect(rows).toEqual([{ by: '陈书华', reason: '她住那里' }])
    const audited = await world.deps.pool.query(
      `select count(*)::int as n from audit where action in ('begin_post', 'end_post')`,
    )
    expect(audited.rows[0].n).toBe(4)
  })

  test('reads the coverage, and approves the zones once', async () => {
    const words = await says('chenshuhua', '哪些楼没人')
    expect(words).toContain('A4 西区：可以请')
    expect(words).toContain('李敏（还没有责任区）')
    await world.deps.pool.query('update zones set approved_at = null')
    expect(await says('chenshuhua', '责任区划分支部通过了')).toContain('2 个责任区')
    expect(await says('chenshuhua', '责任区划分支部通过了')).toContain('都已经')
  })
})

test('nobody else changes who answers: not a member, not another branch, not a resident', async () => {
  const before = [await posts('A3'), await posts('A4'), await posts('B1')]
  for (const account of ['zhangjianguo', 'limin', 'zhaodali', 'qianshuji', 'somebody']) {
    for (const text of [
      '让李敏管5号楼',
      '3号楼换成李敏',
      '张建国不管3号楼了',
      '让李敏管A4',
      '我不管3号楼了',
      '同意李敏报A4',
    ]) {
      await world.says(account, text)
    }
  }
  expect([await posts('A3'), await posts('A4'), await posts('B1')]).toEqual(before)
})

test('a new member by the roster is asked once whether they know, from the second day on, and one tap settles it', async () => {
  const { pool } = world.deps
  await pool.query('update assignments set know_asked_at = null, acknowledged_at = null')
  await runTick(world.deps, 'ask-known', new Date(world.deps.now().getTime() - 600_000))
  await world.settle()
  expect(newWords('zhangjianguo')).not.toContain('由您负责')
  await pool.query('update assignments set starts_on = starts_on - 1')
  for (let i = 0; i < 3; i++) {
    await runTick(world.deps, 'ask-known', world.deps.now())
    await world.settle()
  }
  expect(newWords('zhangjianguo').match(/由您负责/g)).toHaveLength(1)
  expect(newWords('limin')).toBe('')
  await world.taps('zhangjianguo', '知道了')
  const { rows } = await pool.query(
    `select p.name from assignments a join people p on p.id = a.person_id where a.acknowledged_at is not null`,
  )
  expect(rows).toEqual([{ name: '张建国' }])
})

test('知道了 in words settles what was asked within a week, and nothing after it', async () => {
  const { pool } = world.deps
  await pool.query(
    'update assignments set know_asked_at = null, acknowledged_at = null, starts_on = starts_on - 1 where zone_id is not null',
  )
  await runTick(world.deps, 'ask-known', world.deps.now())
  await world.settle()
  expect(await says('zhangjianguo', '知道了')).toContain('好的，记下了：东区（A3）由您负责。')
  expect(await says('zhangjianguo', '知道了')).not.toContain('记下')
  await world.passes(8 * 86_400_000)
  expect(await says('zhaodali', '知道了')).not.toContain('记下')
  const { rows } = await pool.query(
    `select p.name from assignments a join people p on p.id = a.person_id
      where a.acknowledged_at is not null and a.zone_id is not null`,
  )
  expect(rows).toEqual([{ name: '张建国' }])
})

test('a zone drawn by hand is filled in chat, listed with its gaps, and ended', async () => {
  const { db, pool, now } = world.deps
  const by = { actor: 'test', now: now() }
  const { rows: found } = await pool.query(`select id from branches where name = '幸福支部'`)
  const drawn = {
    code: 'a5',
    name: '南区',
    kind: 'community' as const,
    areas: [{ text: '7号楼', building: '7', unit: null }],
  }
  await addZone(db, found[0].id, { drawn, ...by })
  await expect(addZone(db, found[0].id, { drawn, ...by })).rejects.toThrow('编号A5已经是“南区”的')
  await changeZone(db, 'A5', { changes: { name: '南区广场' }, ...by })
  expect(await says('chenshuhua', '让王秀英管7号楼')).toContain('南区广场')
  const { rows: organisations } = await pool.query(`select id from organisations where path = '/'`)
  const scope = { organisationId: organisations[0].id, path: '/' }
  const lines: string[] = []
  for await (const row of coverageTable(pool, { scope, today: '2026-11-18' }).rows) lines.push(row.join('|'))
  expect(lines).toMatchInlineSnapshot(`
    [
      "友好支部|B1|北区|9号楼|赵大力||||是|1/1|1|0|",
      "幸福支部|A3|东区|3号楼|张建国||||是|1/1|1|0|",
      "幸福支部|A4|西区|5号楼|||||是|0/0|1|0|李敏（没有责任区）、张建国（就在旁边）、陈书华（支部领导）",
      "幸福支部|A5|南区广场|7号楼|王秀英||||否|0/1|0|0|",
      "幸福支部||（没有责任区的党员）||李敏||||||||",
    ]
  `)
  await endZone(db, 'A5', { today: '2026-11-18', ...by })
  expect(await says('chenshuhua', '让李敏管7号楼')).toContain('没有找到')
})

describe('zones are drawn in chat by the secretary', () => {
  test('a new one, with one yes: named at once, matters go there, and the yes again adds nothing', async () => {
    expect(await says('chenshuhua', '新划责任区A5，南区，范围7-8号楼')).toContain('要新划这个责任区吗')
    expect(await says('chenshuhua', '好的')).toContain('新划了南区（A5）')
    await says('chenshuhua', '好的')
    expect(await says('chenshuhua', '让李敏管8号楼')).toContain('由李敏负责')
    const { rows } = await world.deps.pool.query(
      `select z.name, z.approved_at, (select count(*)::int from zone_areas a where a.zone_id = z.id) as areas from zones z where z.code = 'A5'`,
    )
    expect(rows).toEqual([{ name: '南区', approved_at: null, areas: 2 }])
    const audited = await world.deps.pool.query(`select subject from audit where action = 'draw_zone'`)
    expect(audited.rows).toEqual([{ subject: 'zone:A5' }])
  })

  test('not by a code that another branch has, or that was taken while the yes was awaited', async () => {
    expect(await says('chenshuhua', '新划责任区B1，南区')).toContain('用过了')
    await says('chenshuhua', '新划责任区A6，南区')
    const { rows } = await world.deps.pool.query(`select id from branches where name = '友好支部'`)
    const drawn = { code: 'A6', name: '别处', kind: 'community', areas: [] } as const
    await addZone(world.deps.db, rows[0].id, { drawn, actor: 'cli', now: world.deps.now() })
    expect(await says('chenshuhua', '好')).toContain('用过了')
  })

  test('renamed, with other areas, and ended: whoever answered for it hears so', async () => {
    await says('chenshuhua', 'A3改名东门片区')
    expect(await says('chenshuhua', '就这样')).toContain('改名为东门片区')
    await says('chenshuhua', '把9号楼划给A3')
    await world.taps('chenshuhua', '就这样')
    expect(await says('zhangjianguo', '我的责任区')).toContain('东门片区（A3）：3号楼、9号楼')
    newWords('zhangjianguo')
    await says('chenshuhua', '撤销责任区A3')
    await says('chenshuhua', '对')
    expect(newWords('zhangjianguo')).toContain('从今天起不再由您负责')
    expect(await posts('A3')).toEqual(['张建国 到 2026-11-17'])
  })

  test('by nobody else, and of no other branch', async () => {
    for (const account of ['zhangjianguo', 'qianshuji', 'somebody']) {
      for (const text of ['撤销责任区A3', 'A3改名东门片区', '把9号楼划给A3']) {
        await world.says(account, text)
        await world.says(account, '好')
      }
    }
    const { rows } = await world.deps.pool.query(`select name, ended_on from zones where code = 'A3'`)
    expect(rows).toEqual([{ name: '东区', ended_on: null }])
  })
})
