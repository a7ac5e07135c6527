import { afterEach, describe, expect, test } from 'vitest'
import { openDuties } from '../../src/jobs/open-duty-windows.ts'
import { remindDuties } from '../../src/jobs/remind-duties.ts'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,备用
幸福支部,A3,东区,社区,3号楼,张建国,党员,zhang,
幸福支部,A3,,,,李卫东,党员,li,是
幸福支部,A4,西区,社区,4号楼,王秀英,党员,wang,
幸福支部,,,,,陈书华,书记,chen,
`

let world: WecomWorld
afterEach(() => world.close())

async function begin(roster = ROSTER): Promise<void> {
  world = await wecomWorld(roster, { at: '2026-11-02T09:00:00+08:00' })
  await openDuties.run(world.deps, world.deps.now())
}

/** The clock is set, duties are opened and reminded of, and everything is sent. */
async function at(time: string): Promise<void> {
  const { deps, platform } = world
  const now = new Date(`${time}:00+08:00`)
  platform.advance(now.getTime() - deps.now().getTime())
  deps.clock.now = now
  await openDuties.run(deps, now)
  await remindDuties.run(deps, now)
  const sent = new Date(now.getTime() + 20 * 60_000)
  platform.advance(20 * 60_000)
  deps.clock.now = sent
  await world.settle()
}
const heard = (account: string) => world.newOn(account).map(wordsOf)
const rows = async <T>(text: string) => (await world.deps.pool.query(text)).rows as T[]

describe('a reminder of duties', () => {
  test('comes a week before the end of the month, as one message with a line each', async () => {
    await begin()
    await at('2026-11-22T09:07')
    expect(heard('zhang')).toEqual([])
    await at('2026-11-23T09:07')
    expect(heard('zhang')).toEqual([
      [
        '这些职责还没有记录，到期前哪天做都行：',
        '· 11月30日前：和居民一起打扫，让楼道、院子和村道干净',
        '· 11月30日前：常看水、电、路灯、沟渠等设施，坏了就报修',
        '· 11月30日前：留心治安、消防和山林隐患，大家共同的难处及时反映',
        '做过了跟我说一句就行，说过的不用再说。',
        '（提醒 11月23日）',
      ].join('\n'),
    ])
    expect(heard('li')).toEqual([])
    // Equal words to two people are one message.
    expect(await rows("select from outbox where purpose = 'duty'")).toHaveLength(1)
    expect(heard('wang')).toHaveLength(1)
  })

  test('never asks for the same again, and not at all for what was told as done', async () => {
    await begin()
    await world.says('zhang', '今天上午在3号楼巡查了一圈，一切正常')
    await world.says('zhang', '对')
    heard('zhang')
    await at('2026-11-23T09:07')
    expect(heard('zhang')[0]).not.toMatch(/常看水|留心治安/)
    await at('2026-11-24T09:07')
    await at('2026-11-27T09:07')
    expect(heard('zhang')).toEqual([])
    expect(await rows("select from duty_windows where state = 'done'")).toHaveLength(2)
  })

  test('waits for the next working day', async () => {
    await begin()
    // Sunday, and Monday.
    await at('2026-11-29T09:07')
    expect(heard('zhang')).toEqual([])
    await at('2026-11-30T09:07')
    expect(heard('zhang')).toHaveLength(1)
  })

  test('goes to who stands in for a member on leave, to the backup, or to nobody', async () => {
    await begin()
    const away = (name: string, cover: string | null) =>
      world.deps.pool.query(
        `insert into absences (organisation_id, person_id, cover_id, starts_on)
         select p.organisation_id, p.id, (select id from people where name = $2), '2026-11-20' from people p where p.name = $1`,
        [name, cover],
      )
    await away('张建国', null)
    await away('王秀英', '陈书华')
    await at('2026-11-23T09:07')
    expect([heard('zhang'), heard('wang')]).toEqual([[], []])
    expect([heard('li').length, heard('chen').length]).toEqual([1, 1])
  })

  test('waits in a week that is full, and comes with what was held over in the first of the next', async () => {
    await begin()
    await world.deps.pool.query(
      "insert into weekly_pushes select id, '2026-11-23', 3, 3 from people where name = '张建国'",
    )
    await world.deps.pool.query(
      `insert into held_over (organisation_id, person_id, purpose, key, line, deadline_at, created_at)
       select organisation_id, id, 'announcement', 'announcement/1', '周五下午三点开会', '2026-12-04', '2026-11-25T02:00:00Z'
         from people where name = '张建国'`,
    )
    for (const day of ['23', '24', '27']) await at(`2026-11-${day}T09:07`)
    expect(heard('zhang')).toEqual([])
    await at('2026-11-30T09:07')
    const [text = '', ...more] = heard('zhang')
    expect(more).toEqual([])
    expect(text).toContain('· 11月30日前：')
    expect(text).toContain('前些天没有打扰您的通知：\n· 周五下午三点开会\n')
    expect(await rows('select from held_over')).toEqual([])
    expect(await rows("select count from weekly_pushes where week_of = '2026-11-30' order by 1")).toContainEqual({
      count: 1,
    })
  })

  test('is told once by two processes at once, and once after an outage', async () => {
    await begin()
    const now = new Date('2026-11-26T15:00:00+08:00')
    world.deps.clock.now = now
    await Promise.all([1, 2, 3].map(() => remindDuties.run(world.deps, now)))
    expect(
      await rows("select from deliveries d join outbox o on o.id = d.outbox_id where o.purpose = 'duty'"),
    ).toHaveLength(2)
  })

  test('names the zone to who answers for several', async () => {
    await begin(
      `${ROSTER}幸福支部,A4,,,,张建国,党员,zhang,是\n`
        .replace('幸福支部,A4,西区,社区,4号楼,王秀英,党员,wang,\n', '幸福支部,A4,西区,社区,4号楼,张建国,党员,zhang,\n')
        .replace('幸福支部,A4,,,,张建国,党员,zhang,是\n', ''),
    )
    await at('2026-11-23T09:07')
    expect(heard('zhang')[0]).toContain('· 11月30日前，西区：常看水')
  })
})

describe('我的职责', () => {
  test('lists what is not recorded yet and what is, without a second report', async () => {
    await begin()
    await world.says('zhang', '今天上午在3号楼巡查了一圈，一切正常')
    await world.says('zhang', '对')
    const [said = ''] = (await world.says('zhang', '我的职责')).map(wordsOf)
    expect(said).toContain('还没有记录的，到期前哪天做都行：\n· 11月30日前：和居民一起打扫')
    expect(said).toContain('已经有记录的：\n· 常看水、电、路灯、沟渠等设施，坏了就报修（11月2日）')
    expect(said).not.toContain('11月30日前：常看水')
    const [again] = (await world.says('zhang', '我还有什么没做？')).map(wordsOf)
    expect(again?.split('\n回执')[0]).toBe(said.split('\n回执')[0])
  })

  test('says on the day that a zone was filled when the first ones come, and then lists them', async () => {
    world = await wecomWorld(ROSTER, { at: '2026-11-23T15:00:00+08:00' })
    const asked = async () => (await world.says('zhang', '我的职责')).map(wordsOf).join('\n')
    expect(await asked()).toContain(
      '您现在没有到期要做的职责，12月1日起有，到时说“我的职责”可以看。平时做了什么，跟我说一句就会记下。',
    )
    await at('2026-12-01T08:40')
    expect(await asked()).toContain('· 12月31日前：')
    expect((await world.says('chen', '我的职责')).map(wordsOf).join()).toContain('没有到期要做的职责。平时')
  })
})
