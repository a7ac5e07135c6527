import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { statementWords } from '../../src/decide/replies/evaluation.ts'
import { asOfNow, giveGrade, saySummary } from '../../src/store/evaluation-acts.ts'
import { type Evaluation, evaluationOf } from '../../src/store/evaluations.ts'
import { type EvaluationWorld, evaluationWorld } from '../support/evaluation-world.ts'

let world: EvaluationWorld
beforeEach(async () => {
  world = await evaluationWorld()
})
afterEach(() => world.deps.close())

const by = async (name: string) => ({
  by: await world.personId(name),
  now: world.deps.now(),
  timezone: 'Asia/Shanghai',
})
const whose = async (name: string) => ({ roundId: world.roundId, personId: await world.personId(name) })

async function yearOf(name: string): Promise<Evaluation> {
  const found = await evaluationOf(world.deps.db, await whose(name))
  if (!found) throw new Error(`${name} has no year`)
  return asOfNow(world.deps.db, found, { now: world.deps.now(), timezone: 'Asia/Shanghai' })
}
const told = async () =>
  (await world.outbox())
    .filter(({ key }) => key.startsWith('evaluation/'))
    .map(({ recipient, content }) => [recipient, (content as unknown as { text: string }).text])
    .sort()

describe('what the records say of a year', () => {
  test('is counted from them, different ends apart, and without what nobody may count', async () => {
    const { content, stage } = await yearOf('张建国')
    expect(stage).toBe('draft')
    expect(content.statements.map(statementWords)).toEqual([
      '发现上报 1 件',
      '办理后已解决 2 件',
      '其中按时解决 1 件',
      '等别人答复或处理 1 件',
      '巡查 1 次',
      '走访 1 次',
      '到期没有记录的职责 1 项',
    ])
    expect(content.statements[0]?.evidence).toEqual([{ kind: 'case', id: 'A3-0004' }])
  })

  test('stands beside how much there was to do, and how long others were waited for', async () => {
    const { exposure } = (await yearOf('张建国')).content
    // From one Monday to the next, seven hours each.
    expect(exposure).toEqual({
      ...{ zoneCount: 1, days: 335, householdCount: 120, caseCount: 4, casesPer100Households: 3.3 },
      waitedMinutes: 6 * 7 * 60,
    })
    expect((await yearOf('王卫东')).content.exposure.householdCount).toBeNull()
  })

  test('says nothing of a matter that names the member or whoever leads the branch', async () => {
    await world.told({
      code: 'A3-0007',
      zone: 'A3',
      handler: '张建国',
      state: 'resolved',
      text: '张建国骂人',
      closedAt: world.deps.now(),
    })
    await world.told({
      code: 'A3-0008',
      zone: 'A3',
      handler: '张建国',
      state: 'resolved',
      text: '陈书华不管',
      closedAt: world.deps.now(),
    })
    const resolved = (await yearOf('张建国')).content.statements.find(({ about }) => about === 'resolved')
    expect(resolved?.evidence.map(({ id }) => id)).toEqual(['A3-0001', 'A3-0002'])
  })
})

describe('a round', () => {
  test('has a year for everybody who is asked, once, and at its close takes drafts as the records say', async () => {
    expect(await world.stages()).toEqual({ 张建国: 'draft', 王卫东: 'draft' })
    await world.turn('2026-12-26T00:25')
    await world.turn('2026-12-26T00:25')
    expect(await world.stages()).toEqual({ 张建国: 'summarised', 王卫东: 'summarised' })
    const { content } = await yearOf('张建国')
    expect(content.summary).toBe(
      '2026年度，我发现上报1件；办理后已解决2件，其中按时解决1件，等别人答复或处理1件；平时巡查1次，走访1次。',
    )
    expect((await yearOf('王卫东')).content.summary).toBe('2026年度没有留下记录。')
  })

  test('asks the secretary to grade all but nobody for themself, and the organisation above where nobody else is', async () => {
    await world.import(`支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,上级组织
和平支部,H1,北区,社区,9号楼,吴敏,书记,wu,/东山街道/和平社区`)
    await world.deps.pool.query("update branches set created_at = '2026-01-01T01:00:00Z'")
    await world.turn('2026-12-02T00:25')
    await world.turn('2026-12-26T00:25')
    const { rows } = await world.deps.pool.query(
      `select g.name as grader, p.name from review_requests q join people g on g.id = q.person_id
         join people p on p.id = q.about_person_id where q.kind = 'grading' order by 2`,
    )
    expect(rows).toEqual(
      expect.arrayContaining([
        { grader: '陈书华', name: '张建国' },
        { grader: '陈书华', name: '王卫东' },
        { grader: '高有为', name: '吴敏' },
      ]),
    )
  })

  test('keeps what a member handed in, and asks no more for it', async () => {
    const said = { text: '今年跑了三十户，电话13812345678', handIn: true }
    expect(await saySummary(world.deps.db, await whose('张建国'), said, await by('张建国'))).toBeNull()
    expect(await saySummary(world.deps.db, await whose('张建国'), said, await by('张建国'))).toBe('stage')
    await world.told({ code: 'A3-0009', zone: 'A3', handler: '张建国', state: 'resolved', closedAt: world.deps.now() })
    await world.turn('2026-12-26T00:25')
    const { content } = await yearOf('张建国')
    expect(content.summary).toContain('今年跑了三十户')
    expect(content.summary).not.toContain('13812345678')
    expect(content.statements.find(({ about }) => about === 'resolved')?.count).toBe(2)
    const { rows } = await world.deps.pool.query(
      "select state from review_requests where kind = 'summary' and state = 'done'",
    )
    expect(rows).toHaveLength(1)
    expect(await saySummary(world.deps.db, await whose('王卫东'), said, await by('王卫东'))).toBe('over')
  })
})

test('a summary handed in by two phones at once is kept once', async () => {
  const [own, who] = [await whose('张建国'), await by('张建国')]
  const said = (text: string) => saySummary(world.deps.db, own, { text, handIn: true }, who)
  const both = await Promise.all([said('第一段'), said('第二段')])
  expect(both).toContain(null)
  expect(both).toContain('stage')
})

describe('a grade', () => {
  const grade = async (name: string, words: { grade: string; reason: string }, grader = '陈书华') =>
    giveGrade(world.deps.db, await whose(name), words, await by(grader))
  const good = { grade: '优秀', reason: '楼道的灯都修好了' }

  beforeEach(() => world.turn('2026-12-26T00:25'))

  test('is a name of the rule with a reason, given by who leads the branch, and may be changed until the next day', async () => {
    expect(await grade('张建国', { grade: '90分', reason: '好' })).toBe('unknown_grade')
    expect(await grade('张建国', { grade: '优秀', reason: ' ' })).toBe('no_reason')
    expect(await grade('张建国', good, '王卫东')).toBe('foreign')
    expect(await grade('张建国', good, '张建国')).toBe('foreign')
    expect(await grade('张建国', good, '高有为')).toBe('foreign')
    expect(await grade('张建国', good)).toBeNull()
    expect(await grade('张建国', { ...good, grade: '合格' })).toBeNull()
    expect(await grade('张建国', good, '赵普')).toBe('stage')
    expect(await told()).toEqual([])
    await world.turn('2026-12-28T09:12')
    expect(await grade('张建国', good)).toBe('stage')
    expect((await yearOf('张建国')).content.grade).toBe('合格')
  })

  test('is shown to the member first, once, on a working day, and stands after a week', async () => {
    await grade('张建国', good)
    await grade('王卫东', good)
    // A Sunday.
    await world.turn('2026-12-27T09:12')
    expect(await told()).toEqual([])
    await world.turn('2026-12-28T09:12')
    await world.turn('2026-12-28T14:12')
    const words =
      '2026年度年终考核，对您的评定写好了，请您先看。不同意的话，到1月4日为止可以申诉，由别人来定。回复“我的考核”打开。\n（12月28日）'
    expect(await told()).toEqual([
      ['wang', words],
      ['zhang', words],
    ])
    await world.turn('2027-01-04T14:12')
    expect(await world.stages()).toEqual({ 张建国: 'shown', 王卫东: 'shown' })
    await world.turn('2027-01-05T09:12')
    expect(await world.stages()).toEqual({ 张建国: 'final', 王卫东: 'final' })
    const { rows } = await world.deps.pool.query('select state from review_rounds where id = $1', [world.roundId])
    expect(rows).toEqual([{ state: 'final' }])
  })

  test('of somebody who left is wanted no more, and the round ends without it', async () => {
    await grade('张建国', good)
    await world.deps.pool.query("update people set left_on = '2026-12-27' where name = '王卫东'")
    await world.turn('2026-12-28T09:12')
    await world.turn('2027-01-05T09:12')
    expect(await world.stages()).toEqual({ 张建国: 'final', 王卫东: 'summarised' })
    const { rows } = await world.deps.pool.query(
      `select r.state, (select count(*)::int from review_requests q where q.round_id = r.id and q.state = 'open') as open
         from review_rounds r where r.id = $1`,
      [world.roundId],
    )
    expect(rows).toEqual([{ state: 'final', open: 0 }])
  })

  test('changed behind our back is found out by the next step', async () => {
    await world.deps.pool.query("update evaluations set summary = '什么也没做' where person_id = $1", [
      await world.personId('张建国'),
    ])
    await expect(grade('张建国', good)).rejects.toThrow('not as it was frozen')
  })

  test('given by two at once is given once, and all that was done is in the audit log', async () => {
    const both = await Promise.all([grade('张建国', good), grade('张建国', { ...good, grade: '合格' }, '赵普')])
    expect([...both].sort()).toEqual(['stage', null].sort())
    const { rows } = await world.deps.pool.query(
      "select action, count(*)::int from audit where action like 'evaluation%' group by 1 order by 1",
    )
    expect(rows).toEqual([
      { action: 'evaluation_grade', count: 1 },
      { action: 'evaluation_summarise', count: 3 },
    ])
  })
})
