import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { speaksOf } from '../../src/domain/accusation.ts'
import { namesPerson, stripNames } from '../../src/domain/names.ts'

describe('taking names out', () => {
  test.each([
    ['代表张建国、李敏和王芳等二十户要求退暖气费', '代表某某某、某某和某某等二十户要求退暖气费', 3],
    ['欧阳娜娜带头，赵强跟钱伟找物业要说法', '某某某某带头，某某跟某某找物业要说法', 3],
    ['业主：陈春生、林秀兰', '业主：某某某、某某某', 2],
    ['老张和小李都签了字', '老某和小某都签了字', 2],
    ['王师傅、赵书记、刘大爷都说没发工资', '某师傅、某书记、某大爷都说没发工资', 3],
    ['包工头叫刘大勇，姓周的会计', '包工头叫某某某，姓某的会计', 2],
    ['張建國帶頭', '某某某帶頭', 1],
    ['三十户要去上访，带头的是王强，电话在他那', '三十户要去上访，带头的是某某，电话在他那', 1],
    ['为首的就是李敏', '为首的就是某某', 1],
  ])('%s', (text, stripped, nameCount) => {
    expect(stripNames(text)).toEqual({ text: stripped, nameCount })
  })

  test.each([
    '高层住户反映水压低',
    '马路中间的井盖',
    '小区安全没人管',
    '向大家说明暖气费去向',
    '房产证三年没办下来',
    '祝大家冬至快乐',
    '温暖工程拖欠工资',
  ])('leaves %s as it is', (text) => {
    expect(stripNames(text)).toEqual({ text, nameCount: 0 })
  })

  test('keeps the length', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => stripNames(text).text.length === text.length))
  })
})

describe('who is spoken of', () => {
  test.each([
    ['周建国一直不管', '周建国', [], true],
    ['周书记收红包', '周建国', ['书记'], true],
    ['老周家漏水', '周建国', ['书记'], false],
    ['欧阳书记不在', '欧阳锋', ['书记'], true],
    ['建国路堵了', '周建国', [], false],
  ])('%s names %s: %s', (text, name, titles, named) => {
    expect(namesPerson(text, name, titles)).toBe(named)
  })

  const secretary = {
    name: '赵志远',
    posts: [{ role: 'branch_secretary' as const, branchId: 'b1', zoneCode: null }],
  }
  test.each([
    ['integrity', '书记收了红包', 'b1', true],
    ['integrity', '书记收了红包', 'b2', false],
    ['facility', '跟书记说过灯坏了', 'b1', false],
    ['facility', '赵书记不管', 'b1', true],
    ['grievance', '某书记压着不办', 'b1', true],
  ] as const)('%s: "%s" in branch %s accuses its secretary: %s', (category, text, branchId, accused) => {
    expect(speaksOf({ category, text, branchId }, secretary)).toBe(accused)
  })
})
