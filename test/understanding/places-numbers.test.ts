import { describe, expect, test } from 'vitest'
import { normalise } from '../../src/understanding/normalise.ts'
import { findPlaces } from '../../src/understanding/places.ts'

/** Building, unit, floor and room of the most telling place, with dots for what is not told. */
function numbersOf(message: string): string {
  const [best] = findPlaces(normalise(message).text).sort((a, b) => b.weight - a.weight)
  return [best?.building, best?.unit, best?.floor, best?.room].map((n) => n ?? '.').join(' ')
}

describe('numbers of places as people write and speak them', () => {
  test.each([
    ['十七幢的门禁坏了', '17 . . .'],
    ['4栋一门没灯', '4 1 . .'],
    ['12#楼后面的树倒了', '12 . . .'],
    ['5号楼2单元1001漏水', '5 2 . 1001'],
    ['三杠二杠五零一漏水', '3 2 . 501'],
    ['九号楼一零二进水了', '9 . . 102'],
    ['八号楼幺零二没人应', '8 . . 102'],
    ['三栋三百零二太吵', '3 . . 302'],
    ['30号1701养鸽子', '30 . . 1701'],
    ['31号一层堆着砖', '31 . 1 .'],
    ['55弄3号201', '3 . . 201'],
    ['2幢西单元701被盗', '2 . . 701'],
    ['1号楼甲单元101', '1 . . 101'],
    ['22樓C室好吵', '. . 22 C'],
    ['文化楼302又吵起来', '. . . 302'],
    ['三门402养鸡', '. 3 . 402'],
    ['9-1楼下着火', '9 1 . .'],
    ['302教室插座冒火花', '. . . 302'],
    ['在B2有人撬车', '. . -2 .'],
    ['负二层积水', '. . -2 .'],
    ['六楼东户漏水', '. . 6 .'],
    // Slips of typing and of speech recognition.
    ['三号搂二单园灯坏了', '3 2 . .'],
    ['５號樓３單元', '5 3 . .'],
    ['4动2单元没水', '4 2 . .'],
    ['7撞301太吵', '7 . . 301'],
    ['实验楼B坐药品柜', 'B . . .'],
    // No single one.
    ['1到6号楼都看了', '. . . .'],
    ['五号楼六号楼的消防栓都正常', '. . . .'],
    ['三楼到五楼堆着杂物', '. . . .'],
  ])('%s → %s', (message, numbers) => {
    expect(numbersOf(message)).toBe(numbers)
  })

  test.each([
    '我爬了六楼，腿都软了',
    '抬着轮椅上五楼',
    '淤泥厚厚一层',
    '胶布缠了三层',
    '隔壁盖到四层半了',
    '要起二层楼',
    '翻了三座岭',
    '花了1200元',
    '坐302路公交去的',
    '一共来了120人',
    '2026年3月5号开的会',
    '电话5678901',
    '12床病人等了两天',
    '领了二十床棉被',
    '3单生意',
    '两座桥都塌了',
  ])('%s tells no building, unit, floor or room', (message) => {
    expect(numbersOf(message)).toBe('. . . .')
  })
})
