import { expect, test } from 'vitest'
import { readDutyList } from '../../src/documents/duty-list.ts'

const HEADER = ['序号', '工作职责', '频次', '做什么算完成', '类型']
const read = (...rows: string[][]) => readDutyList([['单位职责清单'], HEADER, ...rows])

test('duties are read with their periods as people write them, and what shows them done', () => {
  const list = read(
    ['1', '接待来办事的群众', '常年', '', '机关'],
    ['2', '到结对社区走访', '每季度一次', '走访、帮办帮扶', ''],
    ['', '', '', '', ''],
    ['3', '检查消防', '每月', '', ''],
  )
  expect(list?.faults).toEqual([])
  expect(list?.duties).toEqual([
    { row: 3, title: '接待来办事的群众', zoneKind: 'office', every: null, activities: [] },
    { row: 4, title: '到结对社区走访', zoneKind: null, every: 'quarter', activities: ['visit', 'assistance'] },
    { row: 6, title: '检查消防', zoneKind: null, every: 'month', activities: [] },
  ])
  expect(list?.notices).toEqual(['第6行没有写“做什么算完成”，这一项不会自动算完成'])
})

test.each([
  ['每周', 'week'],
  ['一月一次', 'month'],
  ['季度', 'quarter'],
  ['半年', 'half_year'],
  ['每年1次', 'year'],
  ['不定期', null],
])('the period %s', (word, every) => {
  expect(read(['1', '走访', word, '走访', ''])?.duties[0]?.every).toBe(every)
})

test.each([
  ['a period nobody knows', ['1', '走访', '有空', '', ''], '“有空”看不明白'],
  ['an activity nobody knows', ['1', '走访', '每月', '喝茶', ''], '“喝茶”不认识'],
  ['a kind nobody knows', ['1', '走访', '每月', '', '公园'], '“公园”不认识'],
  ['a formula', ['1', '=HYPERLINK("http://x")', '', '', ''], '不能用的符号'],
  ['the name of a clause', ['1', 'community-6', '', '', ''], '不能用的符号'],
  ['an endless one', ['1', '长'.repeat(33), '', '', ''], '太长了'],
])('%s is a fault that names the row', (_, row, word) => {
  expect(read(row)?.faults).toEqual([expect.stringMatching(new RegExp(`^第3行：.*${word}`, 'u'))])
})

test('one told twice is a fault, and a list without the header is none', () => {
  expect(read(['1', '走访', '', '', ''], ['2', '走访', '', '', ''])?.faults).toEqual(['第4行：“走访”在第3行已经有了'])
  expect(readDutyList([['甲', '乙']])).toBeNull()
})
