/** New zones, other names, other areas and ends, as a secretary says them to the bot. */
import { describe, expect, test } from 'vitest'
import { read } from '../../src/understanding/read.ts'

const commandOf = (text: string) =>
  read({ text, sentAt: new Date('2026-11-18T10:00:00+08:00'), role: 'member' }).understanding.command
const DRAWN = ['add_zone', 'change_zone', 'end_zone']

describe('a new zone', () => {
  test.each([
    ['新划责任区A9东门片区,范围1-3号楼、东门', { zone: 'A9', text: '东门片区', areas: '1-3号楼、东门' }],
    ['新增责任区 A9 东门片区', { zone: 'A9', text: '东门片区' }],
    ['新划一个责任区，编号A9，叫东门片区，范围7号楼和8号楼', { zone: 'A9', text: '东门片区', areas: '7号楼、8号楼' }],
    ['请再划一个责任区A9，东门片区，7号楼、8号楼', { zone: 'A9', text: '东门片区', areas: '7号楼、8号楼' }],
    ['把7号楼、8号楼划成责任区A9，叫东门片区', { zone: 'A9', text: '东门片区', areas: '7号楼、8号楼' }],
    ['新增责任区N2，内科二病区，包括201病房和202病房', { zone: 'N2', text: '内科二病区', areas: '201病房、202病房' }],
    ['新划责任区A9', { zone: 'A9' }],
    ['新划一个责任区', {}],
    ['新划责任区，范围7-8号楼', { areas: '7-8号楼' }],
  ])('%s', (text, args) => {
    expect(commandOf(text)).toEqual({ name: 'add_zone', args })
  })

  test('has its name as the sender wrote it, whatever the script', () => {
    expect(commandOf('新增責任區A9，東門片區，範圍7號樓')?.args).toMatchObject({ zone: 'A9', text: '東門片區' })
  })
})

describe('another name, or other areas', () => {
  test.each([
    ['A9改名东门片区', { zone: 'A9', text: '东门片区' }],
    ['a9改名为东门片区', { zone: 'A9', text: '东门片区' }],
    ['把A9改名为东门片区', { zone: 'A9', text: '东门片区' }],
    ['责任区A9更名：东门片区', { zone: 'A9', text: '东门片区' }],
    ['东区责任区的名称改成东门片区', { zone: '东区责任区', text: '东门片区' }],
    ['A9的范围改成1-4号楼', { zone: 'A9', areas: '1-4号楼' }],
    ['责任区A9的范围是1号楼和东门', { zone: 'A9', areas: '1号楼、东门' }],
    ['A9范围加上5号楼', { zone: 'A9', moreAreas: '5号楼' }],
    ['A9的范围里去掉5号楼', { zone: 'A9', lessAreas: '5号楼' }],
    ['把9号楼和10号楼划给A9', { zone: 'A9', moreAreas: '9号楼、10号楼' }],
  ])('%s', (text, args) => {
    expect(commandOf(text)).toEqual({ name: 'change_zone', args })
  })
})

describe('the end of a zone', () => {
  test.each([
    ['撤销责任区A9', 'A9'],
    ['撤销A9', 'A9'],
    ['取消A9责任区', 'A9责任区'],
    ['撤销3号楼责任区', '3号楼责任区'],
    ['把A9责任区撤了', 'A9'],
    ['A9责任区不要了', 'A9'],
  ])('%s', (text, zone) => {
    expect(commandOf(text)).toEqual({ name: 'end_zone', args: { zone } })
  })
})

test.each([
  '撤销A9-0012',
  '撤回',
  '取消我对A9的报名',
  '撤掉老王的3号楼',
  '撤销A9的公示牌',
  '把A3-0017划到B2',
  '把9号楼划给老王',
  'A9加上老李',
  'A9的范围是什么',
  'A9范围是哪里？',
  '3号楼改名了',
  '增加责任区巡查次数',
  '新增责任区垃圾桶两个',
  '我们责任区新增了两户困难家庭',
  '责任区的垃圾不要了',
  '把3号楼改成5号楼',
  '第二条改成环境卫生',
])('%s draws no zone', (text) => {
  expect(DRAWN).not.toContain(commandOf(text)?.name)
})
