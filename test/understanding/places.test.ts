import { describe, expect, test } from 'vitest'
import { normalise } from '../../src/understanding/normalise.ts'
import { findPlaces, toPlace } from '../../src/understanding/places.ts'

/** The most telling place of a text as `building-unit-floor-room` with dots for what is not told. */
function placeOf(message: string): { text: string; numbers: string } | null {
  const { text, original } = normalise(message)
  const [best] = findPlaces(text).sort((a, b) => b.weight - a.weight)
  if (!best) return null
  const place = toPlace(best, original)
  const numbers = [place.building, place.unit, place.floor, place.room].map((n) => n ?? '.').join(' ')
  return { text: place.text, numbers }
}

describe('findPlaces', () => {
  test.each([
    ['7号楼4单元的灯不亮', '7 4 . .', '7号楼4单元'],
    ['三栋二单元六楼有人装修', '3 2 6 .', '三栋二单元六楼'],
    ['D座17层茶水间漏水', 'D . 17 .', 'D座17层茶水间'],
    ['二十三号楼电梯停了', '23 . . .', '二十三号楼电梯'],
    ['4#楼下面积水', '4 . . .', '4#楼下面'],
    ['9#3单元602返水', '9 3 . 602', '9#3单元602'],
    ['10-3-1102卫生间漏', '10 3 . 1102', '10-3-1102卫生间'],
    ['8-703没人在家', '8 . . 703', '8-703'],
    ['C3栋21F没网', 'C3 . 21 .', 'C3栋21F'],
    ['12幢5门门禁坏了', '12 5 . .', '12幢5门'],
    ['5楼2单元门口', '5 2 . .', '5楼2单元门口'],
    ['负二楼车库有积水', '. . -2 .', '负二楼车库'],
    ['地下车库B1灯坏', '. . -1 .', '地下车库B1'],
    ['楼上1203半夜拖椅子', '. . . 1203', '1203'],
    ['１１號樓２單元３０１', '11 2 . 301', '１１號樓２單元３０１'],
    ['238弄9号602漏水', '9 . . 602', '238弄9号602'],
    ['1到8号楼都看过了', '. . . .', '1到8号楼'],
    ['2、5、7号楼停水', '. . . .', '2、5、7号楼'],
    ['B座3-8层检查完', 'B . . .', 'B座3-8层'],
    ['四组的水渠', '. . . .', '四组'],
    ['5号门进来左边', '. . . .', '5号门进来左边'],
    ['菜市场门口有人吵架', '. . . .', '菜市场门口'],
    ['村小学后面的围墙', '. . . .', '村小学后面'],
  ])('%s → %s', (message, numbers, text) => {
    const place = placeOf(message)
    expect(place?.numbers).toBe(numbers)
    expect(message).toContain(place?.text)
    expect(place?.text.startsWith(text.slice(0, 2))).toBe(true)
  })

  test.each([
    '下午3点来了3个人，修了3天，花了300块',
    '我们小区全停水了',
    '我家没电了',
    '2026年10月3号晚上',
    '电话13912345678',
    '那边盖了两栋楼',
    '打了110和119',
    '一座桥的事',
    '吃了两层苦',
  ])('reads no building, unit, floor or room out of %s', (message) => {
    const { text } = normalise(message)
    for (const { building, unit, floor, room } of findPlaces(text)) {
      expect([building, unit, floor, room]).toEqual([null, null, null, null])
    }
  })
})
