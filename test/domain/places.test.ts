import { describe, expect, test } from 'vitest'
import type { Place } from '../../src/domain/place.ts'
import { correctPlace, describePlace, foldPlace, placeKey, publicPlace } from '../../src/domain/places.ts'

const place = (
  text: string,
  building: string | null = null,
  unit: string | null = null,
  room: string | null = null,
): Place => ({
  text,
  building,
  unit,
  floor: null,
  room,
})

describe('a place in words', () => {
  test.each([
    [place('3号楼2单元楼道', '3', '2'), '3号楼2单元楼道'],
    [place('', '3', '2', '402'), '3号楼2单元402室'],
    [null, ''],
  ])('%o is %s', (given, words) => {
    expect(describePlace(given)).toBe(words)
  })

  test.each([
    [place('3号楼2单元402', '3', '2', '402'), '3号楼'],
    [place('B座12层', 'B'), 'B座'],
    [place('5栋楼下', '5'), '5栋'],
    [place('小曹家'), null],
    [null, null],
  ])('%o in public is %s', (given, words) => {
    expect(publicPlace(given)).toBe(words)
  })
})

describe('a corrected place', () => {
  test.each([
    [place('3号楼2单元楼道', '3', '2'), { building: '5', text: '5号楼' }, '5号楼2单元楼道', '5', '2'],
    [place('三栋二单元', '3', '2'), { building: '5' }, '5栋2单元', '5', '2'],
    [place('3-2-501', '3', '2', '501'), { unit: '1' }, '3号楼1单元501室', '3', '1'],
    [place('1号楼302', '1', null, '302'), { building: '2' }, '2号楼302室', '2', null],
    [place('楼道'), { building: '5', text: '5号楼' }, '5号楼楼道', '5', null],
    [place('小花园'), { building: '4', text: '4号楼门口' }, '4号楼门口', '4', null],
    [place('东门'), { text: '西门' }, '西门', null, null],
    [null, { building: '5', text: '5号楼' }, '5号楼', '5', null],
  ] as const)('%o after %o', (old, change, text, building, unit) => {
    expect(correctPlace(old, change)).toMatchObject({ text, building, unit })
  })
})

test.each([
  ['三 组', '3组'],
  ['二十一号楼', '21号楼'],
  ['ａ座', 'A座'],
  ['十号楼', '10号楼'],
  ['二〇三室', '二〇三室'],
  ['三年级五班', '3年级5班'],
])('%s compares as %s', (text, folded) => {
  expect(foldPlace(text)).toBe(folded)
})

test('what is told once per place is told by building, else by words', () => {
  expect(placeKey(place('3号楼2单元', '3', '2'), 'A3')).toBe(placeKey(place('三号楼楼顶', '3'), 'A3'))
  expect(placeKey(place('东门'), 'A3')).not.toBe(placeKey(place('西门'), 'A3'))
  expect(placeKey(place('3号楼', '3'), 'A3')).not.toBe(placeKey(place('3号楼', '3'), 'B2'))
})
