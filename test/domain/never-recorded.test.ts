import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { neverRecorded } from '../../src/domain/never-recorded.ts'

describe('never put down', () => {
  test.each([
    '3号楼李某某超生二胎没交罚款，要去查一下',
    '4号楼有人偷偷怀了三胎没办手续，违反计划生育',
    '他们家的社会抚养费还没交',
  ])('who broke rules on births: %s', (text) => {
    expect(neverRecorded(text)).toBe('births')
  })

  test.each([
    '3号楼王芳和李强两口子信教，经常在家聚会',
    '刘大妈信法轮功',
    '老李信了基督教',
    '502的住户思想有问题，要盯着',
    '5号楼老赵是老上访户，列入重点人员',
    '小王说政府的坏话',
    '他对社会不满',
    '李强闹着退党',
    '301那家的宗教信仰登记一下',
  ])('what somebody believes or thinks: %s', (text) => {
    expect(neverRecorded(text)).toBe('views')
  })

  test.each([
    '请问二胎补贴怎么领',
    '3号楼的孕妇要办准生证，行动不便',
    '托育中心什么时候开门',
    '我相信教育局会处理的',
    '写信教孩子认字的志愿者今天没来',
    '楼道里有人贴传单，墙面弄脏了',
    '对物业有意见，电梯三天没修',
    '3号楼2单元楼道灯坏了',
    '重点人群体检今天在活动室',
    '退党员活动室的桌椅',
    '生病的老人要送饭',
    '偷偷生火烧垃圾',
  ])('but %s is', (text) => {
    expect(neverRecorded(text)).toBeNull()
  })

  test('of the thousands of sentences that the reader learns from hardly one is refused', () => {
    const folder = new URL('../fixtures/understanding/corpus/', import.meta.url)
    const files = readdirSync(folder).filter((name) => /^train-\w\.jsonl$/.test(name))
    const lines = files.flatMap((name) => readFileSync(new URL(name, folder), 'utf8').split('\n').filter(Boolean))
    const texts = lines.map((line) => (JSON.parse(line) as { text: string }).text)
    expect(texts.length).toBeGreaterThan(1_000)
    const refused = texts.filter((text) => neverRecorded(text) !== null)
    expect(refused.length / texts.length, refused.slice(0, 5).join('\n')).toBeLessThan(0.0005)
  })
})
