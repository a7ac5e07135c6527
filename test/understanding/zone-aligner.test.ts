import { describe, expect, test } from 'vitest'
import { syllableOf } from '../../src/understanding/model/syllables.ts'
import { normalise } from '../../src/understanding/normalise.ts'
import { alignZone, indexZones } from '../../src/understanding/zone-aligner.ts'

const NAMES = [
  ...[
    '阳光小区',
    '幸福花园',
    '翠湖天地花园',
    '金域华府',
    '桃源新村',
    '和平里社区',
    '东风家属院',
    '滨河丽景',
    '枫林绿洲',
  ],
  ...[
    '锦绣前程小区',
    '紫荆苑',
    '望江楼小区',
    '老祠堂',
    '红砖楼',
    '银杏花园',
    '观澜国际',
    '水岸名都',
    '福星惠誉',
    '石桥村',
  ],
  ...['柳树屯', '清泉山庄', '碧桂园凤凰城', '万科城市花园', '保利香槟苑', '中海国际社区', '龙湖水晶郦城', '恒大绿洲'],
  ...['世纪城', '天鹅湖畔', '梧桐公馆', '书香门第', '丽水佳园', '百合春天', '蓝天雅苑', '梅园新村', '棉纺厂家属院'],
  ...[
    '铁路新村',
    '化工三村',
    '机床厂宿舍',
    '师范家园',
    '向阳里',
    '民主里',
    '裕华名居',
    '安居苑',
    '康乐小区',
    '朝阳门社区',
  ],
  ...[
    '文昌阁社区',
    '鼓楼北社区',
    '大王庄',
    '小李庄',
    '后湾村',
    '鹰嘴岩',
    '荷塘月色',
    '半岛蓝湾',
    '西城年华',
    '建设新村',
  ],
  ...['华侨城', '东湖名邸', '钟楼社区', '白塔社区', '晨曦家园'],
]
const zones = indexZones(NAMES.map((name) => ({ id: name, names: [name] })))
const FRAMES = [
  (n: string) => `${n}3号楼电梯坏了`,
  (n: string) => `我们${n}的路灯不亮`,
  (n: string) => `昨晚在${n}门口有人吵架`,
  (n: string) => `垃圾三天没人收，${n}`,
]

function named(message: string): string | null {
  return alignZone(zones, normalise(message).text)?.id ?? null
}

/** Characters that sound like another, for voice input. */
const HOMOPHONES = new Map<number, string>()
for (const char of '洋央羊杨光广性星兴服扶画化元原圆院天田添地第园金今津欲玉域遇花滑府符辅陶桃逃新心村存和河合平瓶里李理东冬懂风丰枫宾彬河何合利力丽景井锦绣秀前钱程成紫子荆京晶望忘王江将楼搂娄红洪鸿砖专转银印杏形观官关澜兰蓝国果际济计水税岸案按名明都督福星惠会誉育语石时桥乔柳刘树数') {
  const sound = syllableOf(char.charCodeAt(0))
  HOMOPHONES.set(sound, `${HOMOPHONES.get(sound) ?? ''}${char}`)
}

function homophone(char: string): string {
  const others = [...(HOMOPHONES.get(syllableOf(char.charCodeAt(0))) ?? '')].filter((c) => c !== char)
  return others[0] ?? char
}

function shareNamed(corrupt: (name: string) => string): number {
  const tried = NAMES.flatMap((name) => {
    const other = corrupt(name)
    return other === name ? [] : FRAMES.map((frame) => named(frame(other)) === name)
  })
  expect(tried.length).toBeGreaterThan(40)
  return tried.filter(Boolean).length / tried.length
}

describe('alignZone', () => {
  test('finds every name that is written as it is', () => {
    for (const name of NAMES) for (const frame of FRAMES) expect(named(frame(name))).toBe(name)
  })

  test('finds names by their sound', () => {
    expect(shareNamed((n) => (n.length > 3 ? `${homophone(n[0] ?? '')}${n.slice(1)}` : n))).toBe(1)
    const two = (n: string) => `${n[0]}${homophone(n[1] ?? '')}${homophone(n[2] ?? '')}${n.slice(3)}`
    expect(shareNamed((n) => (n.length > 3 ? two(n) : n))).toBe(1)
  })

  test('finds names without their ending', () => {
    expect(shareNamed((n) => n.replace(/(?:小区|花园|家园|社区|新村)$/, ''))).toBeGreaterThan(0.9)
  })

  test('finds long names with one character left out', () => {
    expect(shareNamed((n) => (n.length > 4 ? `${n.slice(0, 1)}${n.slice(2)}` : n))).toBeGreaterThan(0.9)
    expect(shareNamed((n) => (n.length > 4 ? n.slice(1) : n))).toBeGreaterThan(0.9)
  })

  test.each([
    ['陽光小區的路燈唔著', '阳光小区'],
    ['金域華府７號樓停電', '金域华府'],
    ['羊光小区三栋漏水', '阳光小区'],
    ['在阳光3号楼', '阳光小区'],
  ])('%s names %s', (message, name) => {
    expect(named(message)).toBe(name)
  })

  test.each([
    '楼道灯坏了，麻烦来修',
    '今天阳光很好，晒晒被子',
    '祝大家幸福安康',
    '孩子在学校被打了',
    '书记你好，我们这里三天没水了',
    '和平共处，别吵了',
    '建设路上有个大坑',
    '广场舞太吵了，花园里都是垃圾',
    '小区里的垃圾没人管',
    '向阳的那面墙裂了',
    '白天停电，晚上停水',
    '世纪联华门口乱停车',
    '钟点工阿姨走丢了',
    '吃了安眠药，叫不醒',
    '康复中心的老人摔倒了',
    '新村民来登记',
    '东风本田撞了护栏',
    '',
    '😀😀',
  ])('%s names none', (message) => {
    expect(named(message)).toBeNull()
  })

  test('tells how far the next zone is, and who it is', () => {
    const twins = indexZones([
      { id: 'east', names: ['东湖花园'] },
      { id: 'winter', names: ['冬湖花园'] },
      { id: 'second', names: ['阳光花园二期'] },
      { id: 'first', names: ['阳光花园'] },
    ])
    expect(alignZone(twins, '懂湖花园停水')).toMatchObject({ margin: 0, rivals: ['winter'] })
    expect(alignZone(twins, '东湖花园停水')).toMatchObject({ id: 'east', score: 1, rivals: ['winter'] })
    expect(alignZone(twins, '阳光花园二期停水')).toMatchObject({ id: 'second', rivals: [] })
    expect(alignZone(twins, '阳光花园停水')).toMatchObject({ id: 'first' })
  })

  test('knows a zone by each of its names', () => {
    const aliased = indexZones([{ id: 'a', names: ['机床厂宿舍', '老机床大院', '3', ''] }])
    expect(alignZone(aliased, '老机床大院的井盖')?.id).toBe('a')
  })

  test.each([
    ['三年级二班', '五年级二班的灯坏了'],
    ['三年级二班', '三年级八班的灯坏了'],
    ['二道河子村', '头道河子村停水'],
    ['一号院', '十一号院停水'],
    ['一号院', '一号,路灯坏了'],
    ['七星家园', '期星家园停水'],
  ])('does not take a number for another: %s in %s', (name, message) => {
    expect(alignZone(indexZones([{ id: 'a', names: [name] }]), normalise(message).text)).toBeNull()
  })

  test.each([
    ['门诊大厅', '急诊大厅的轮椅坏了'],
    ['政务大厅', '我是水务大厅的'],
    ['外科病房', '我是心外科病人的女儿'],
    ['东区家属院', '西区家属院停水'],
  ])('does not take another character for one left out: %s in %s', (name, message) => {
    expect(alignZone(indexZones([{ id: 'a', names: [name] }]), normalise(message).text)).toBeNull()
  })

  test.each([
    ['化工三村', '华工三村停水'],
    ['三年级二班', '三年級二班的燈壞了'],
    ['一号院', '一號院停水'],
    ['百合春天', '白合春天停水'],
  ])('finds names with a number in them: %s in %s', (name, message) => {
    expect(alignZone(indexZones([{ id: 'a', names: [name] }]), normalise(message).text)?.id).toBe('a')
  })

  test('is quick, also with thousands of names and long messages', () => {
    const many = indexZones(Array.from({ length: 3000 }, (_, i) => ({ id: `${i}`, names: [`${NAMES[i % 60]}${i}区`] })))
    const started = performance.now()
    alignZone(many, '阳光小区的路灯坏了'.repeat(100))
    expect(performance.now() - started).toBeLessThan(200)
    const startedUsual = performance.now()
    for (let i = 0; i < 1000; i++) alignZone(zones, '昨天晚上三号楼二单元的楼道灯坏了,麻烦物业来修')
    expect(performance.now() - startedUsual).toBeLessThan(200)
  })
})
