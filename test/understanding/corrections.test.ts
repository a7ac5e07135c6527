import { describe, expect, test } from 'vitest'
import { read } from '../../src/understanding/read.ts'

const sentAt = new Date('2026-11-18T10:30:00+08:00')
const reading = (text: string) => read({ text, sentAt, role: 'member' })

describe('answers', () => {
  test.each([
    ['对', 'yes'],
    ['是的', 'yes'],
    ['嗯嗯', 'yes'],
    ['没错。', 'yes'],
    ['可以的', 'yes'],
    ['OK', 'yes'],
    ['ok👌', 'yes'],
    ['好嘞', 'yes'],
    ['👌', 'yes'],
    ['係', 'yes'],
    ['不对', 'no'],
    ['不是', 'no'],
    ['没有', 'no'],
    ['改', 'change'],
    ['修改一下', 'change'],
    ['撤回', 'withdraw'],
    ['算了', 'withdraw'],
    ['取消吧', 'withdraw'],
    ['对面楼灯坏了', null],
    ['好像漏水了', null],
    ['不是3号楼是5号楼', null],
  ])('%s → %s', (text, answer) => {
    expect(reading(text).answer).toBe(answer)
  })
})

describe('corrections', () => {
  test.each([
    ['不对是5栋', { from: null, place: { text: '5栋', building: '5' } }],
    ['不是3号楼是5号楼', { from: { text: '3号楼', building: '3' }, place: { text: '5号楼', building: '5' } }],
    ['不对，是4号楼门口的长椅', { from: null, place: { text: '4号楼门口', building: '4' } }],
    ['改成2单元', { from: null, place: { text: '2单元', unit: '2' } }],
    ['第2条改成8号楼', { from: null, place: { text: '8号楼', building: '8' }, recordNumber: 2 }],
    ['类别改成环境卫生', { from: null, category: 'environment' }],
    ['改成噪音', { from: null, category: 'nuisance' }],
    ['是紧急的', { from: null, urgency: 'urgent' }],
    ['不急的', null],
    ['改成一般', { from: null, urgency: 'normal' }],
    ['时间是昨天下午3点', { from: null, occurredAt: { date: '2026-11-17', time: '15:00' } }],
    ['应该是走访', { from: null, activity: 'visit' }],
    ['已经修好了', { from: null, state: 'handled' }],
    ['今天天气不错', null],
    ['3号楼灯坏了两天了', null],
  ])('%s', (text, correction) => {
    expect(reading(text).correction).toEqual(correction)
  })
})

describe('for another', () => {
  test.each([
    ['代老张报：3号楼灯坏了', '老张'],
    ['替王奶奶反映一下，家里没水', '王奶奶'],
    ['代表大家说一句', null],
    ['帮我报修', null],
  ])('%s names %s', (text, name) => {
    expect(reading(text).onBehalfOf).toBe(name)
  })
})
