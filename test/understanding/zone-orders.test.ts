/** Offering oneself for a zone, giving and taking zones, and asking how they are filled, as people say it to the bot. */
import { describe, expect, test } from 'vitest'
import { readCommand } from '../../src/understanding/commands.ts'
import { normalise } from '../../src/understanding/normalise.ts'
import { readLastDay } from '../../src/understanding/zone-words.ts'

/** A Wednesday. */
const NOW = { date: '2026-11-18', minutes: 600 }
const commandOf = (text: string) => readCommand(normalise(text).text, NOW)

describe('a member offers to answer for a zone', () => {
  test.each([
    ['我报3号楼', '3号楼'],
    ['我报三号楼', '三号楼'],
    ['我報3號樓', '3号楼'],
    ['报3号楼', '3号楼'],
    ['我报名A3', 'A3'],
    ['我也报3号楼', '3号楼'],
    ['我想认领3号楼', '3号楼'],
    ['我想認領東區', '东区'],
    ['我愿意负责A3责任区', 'A3责任区'],
    ['我来管3号楼吧', '3号楼'],
    ['3号楼我来管', '3号楼'],
    ['3号楼我报名', '3号楼'],
    ['A3我想负责，可以吗', 'A3'],
    ['申请当3号楼的责任人', '3号楼'],
    ['我自愿包联二组', '二组'],
    ['我想领幸福里小区5栋', '幸福里小区5栋'],
    ['我可以负责内科二病区', '内科二病区'],
    ['我申请负责高一年级', '高一年级'],
  ])('%s', (text, zone) => {
    expect(commandOf(text)).toEqual({ name: 'nominate', args: { zone } })
  })

  test('with a reason, or without saying which', () => {
    expect(commandOf('我报3号楼，我住那里')).toEqual({
      name: 'nominate',
      args: { zone: '3号楼', text: '我住那里' },
    })
    expect(commandOf('我想认领一个责任区')).toEqual({ name: 'nominate', args: {} })
    expect(commandOf('我要报名当楼长')).toEqual({ name: 'nominate', args: {} })
  })

  test.each([
    '我报3号楼，楼道灯坏了',
    '我报3号楼2单元漏水',
    '我报一件事',
    '3号楼我去过了',
    '我到3号楼了',
    '我管不了3号楼',
  ])('%s is no offer', (text) => {
    expect(commandOf(text)?.name).not.toBe('nominate')
  })

  test('and takes it back', () => {
    expect(commandOf('我不报3号楼了')).toEqual({ name: 'withdraw_offer', args: { zone: '3号楼' } })
    expect(commandOf('取消3号楼的报名')).toEqual({ name: 'withdraw_offer', args: { zone: '3号楼' } })
    expect(commandOf('取消报名')).toEqual({ name: 'withdraw_offer', args: {} })
    expect(commandOf('不报了')?.name).toBe('withdraw')
  })
})

describe('whoever leads says who answers for a zone', () => {
  test.each([
    ['让老王管3号楼，他住那里', { person: '老王', zone: '3号楼', text: '他住那里' }],
    ['讓老王管3號樓', { person: '老王', zone: '3号楼' }],
    ['安排李四负责A3', { person: '李四', zone: 'A3' }],
    ['请王秀英来负责东区', { person: '王秀英', zone: '东区' }],
    ['3号楼由老王负责', { person: '老王', zone: '3号楼' }],
    ['把3号楼交给李敏', { person: '李敏', zone: '3号楼' }],
    ['3号楼归老王管', { person: '老王', zone: '3号楼' }],
    ['老王管3号楼', { person: '老王', zone: '3号楼' }],
    ['王师傅负责三号楼和四号楼', { person: '王师傅', zone: '三号楼、四号楼' }],
    ['老王、老李管3号楼', { person: '老王、老李', zone: '3号楼' }],
    ['指定王秀英为3号楼责任人', { person: '王秀英', zone: '3号楼' }],
    ['3号楼的责任人是王秀英', { person: '王秀英', zone: '3号楼' }],
    ['安排阿依古丽负责二组', { person: '阿依古丽', zone: '二组' }],
    ['让李敏(A3)管4号楼', { person: '李敏(A3)', zone: '4号楼' }],
    ['让老王管3号楼，从12月1日起', { person: '老王', zone: '3号楼', from: '2026-12-01' }],
    ['老王从下周一起负责3号楼', { person: '老王', zone: '3号楼', from: '2026-11-23' }],
    ['让老王管3号楼，任期到明年6月', { person: '老王', zone: '3号楼', until: '2027-06-30' }],
    ['老王负责3号楼，任期一年，他熟悉', { person: '老王', zone: '3号楼', until: '2027-11-17', text: '他熟悉' }],
  ])('%s', (text, args) => {
    expect(commandOf(text)).toEqual({ name: 'assign_zone', args })
  })

  test.each([
    ['老李也管3号楼', 'add_member', { person: '老李', zone: '3号楼' }],
    ['3号楼再加一个老李', 'add_member', { person: '老李', zone: '3号楼' }],
    ['给3号楼增派李敏', 'add_member', { person: '李敏', zone: '3号楼' }],
    ['让老李和老王一起管3号楼', 'add_member', { person: '老李、老王', zone: '3号楼' }],
    ['3号楼换成李四，老王年底退', 'replace_member', { person: '李四', zone: '3号楼', whom: '老王', to: '2026-12-31' }],
    ['3号楼改由李敏负责', 'replace_member', { person: '李敏', zone: '3号楼' }],
    ['3号楼老王换成李四', 'replace_member', { person: '李四', whom: '老王', zone: '3号楼' }],
    ['老王的3号楼交给李四', 'replace_member', { person: '李四', whom: '老王', zone: '3号楼' }],
    ['李四接替老王管3号楼', 'replace_member', { person: '李四', whom: '老王', zone: '3号楼' }],
    ['李敏当3号楼的备用', 'stand_by', { person: '李敏', zone: '3号楼', post: 'backup' }],
    ['让小李协助3号楼', 'stand_by', { person: '小李', zone: '3号楼', post: 'helper' }],
    ['让小李协助老王管3号楼', 'stand_by', { person: '小李', zone: '3号楼', post: 'helper' }],
    ['不让老王管3号楼了', 'end_post', { whom: '老王', zone: '3号楼' }],
    ['3号楼不让老王管了，他搬走了', 'end_post', { whom: '老王', zone: '3号楼', text: '他搬走了' }],
    ['老王不管3号楼了', 'end_post', { whom: '老王', zone: '3号楼' }],
    ['老王年底退', 'end_post', { whom: '老王', until: '2026-12-31' }],
    ['王秀英12月31日起不再负责3号楼', 'end_post', { whom: '王秀英', zone: '3号楼', until: '2026-12-31' }],
    ['我不管3号楼了', 'end_post', { whom: '我', zone: '3号楼' }],
    ['撤掉老王的3号楼', 'end_post', { whom: '老王', zone: '3号楼' }],
    ['同意老王报3号楼', 'approve', { person: '老王', zone: '3号楼' }],
    ['同意王秀英的报名', 'approve', { person: '王秀英' }],
    ['不同意老王报3号楼，他太忙', 'refuse', { person: '老王', zone: '3号楼', text: '他太忙' }],
  ])('%s', (text, name, args) => {
    expect(commandOf(text)).toEqual({ name, args })
  })

  test.each([
    '老王管3号楼的垃圾',
    '让老王管管3号楼楼道的垃圾',
    '3号楼交给老王的钥匙丢了',
    '老王在3号楼摔了',
    '老王负责的3号楼电梯坏了',
    '3号楼由谁负责',
    '让人管管3号楼吧',
    '老王接了3号楼的老李去医院',
    'A3-0017 转给老王',
    '老王昨天走访了3号楼',
  ])('%s is none', (text) => {
    const zoneOrders = ['assign_zone', 'add_member', 'replace_member', 'stand_by', 'end_post']
    expect(zoneOrders).not.toContain(commandOf(text)?.name)
  })
})

describe('what is asked and known of zones', () => {
  test.each([
    '覆盖情况',
    '看看责任区覆盖情况',
    '哪些楼没人',
    '哪些樓沒人管',
    '哪些责任区还没有人负责？',
    '还有哪些片区空着',
    '哪几栋楼还没人认领',
    '责任区一览',
    '还有谁没有责任区',
    '谁的担子最重',
    '三知情况',
  ])('%s asks how zones are filled', (text) => {
    expect(commandOf(text)).toEqual({ name: 'coverage', args: {} })
  })

  test.each(['3号楼没人管', '楼道没人打扫', '责任区里没人', '哪里没人扫'])('%s does not', (text) => {
    expect(commandOf(text)?.name).not.toBe('coverage')
  })

  test.each(['责任区划分支部通过了', '同意责任区划分', '支部大会通过了责任区方案', '确认本支部责任区划分'])(
    '%s approves the zones',
    (text) => {
      expect(commandOf(text)).toEqual({ name: 'approve_zones', args: {} })
    },
  )

  test.each(['知道了 A3', '我知道我负责A3', '知道A3责任区了'])('%s says that they know', (text) => {
    expect(commandOf(text)).toMatchObject({ name: 'know_zone' })
  })
})

test.each([
  ['年底', '2026-12-31'],
  ['今年年底', '2026-12-31'],
  ['明年底', '2027-12-31'],
  ['2028年底', '2028-12-31'],
  ['明年6月', '2027-06-30'],
  ['6月底', '2027-06-30'],
  ['12月', '2026-12-31'],
  ['2027年6月30日', '2027-06-30'],
  ['两年', '2028-11-17'],
  ['半年', '2027-05-17'],
  ['月底', '2026-11-30'],
  ['下周五', '2026-11-27'],
  ['以后', null],
  ['13月', null],
])('%s lasts to %s', (words, date) => {
  expect(readLastDay(words, NOW.date)).toBe(date)
})

describe('what the order follows from', () => {
  test.each([
    ['老王退休了，3号楼换老李', { whom: '老王', zone: '3号楼', person: '老李' }],
    ['老王调走了，让老李接3号楼', { whom: '老王', zone: '3号楼', person: '老李' }],
    ['老王搬走了，3号楼交接给老李', { whom: '老王', zone: '3号楼', person: '老李' }],
  ])('%s', (text, args) => {
    expect(commandOf(text)).toEqual({ name: 'replace_member', args })
  })
})

describe('a day', () => {
  test('of a week begins with its Monday and ends with its Sunday', () => {
    expect(commandOf('让老王从下周起管3号楼')?.args.from).toBe('2026-11-23')
    expect(commandOf('老王下周不管3号楼了')?.args.until).toBe('2026-11-29')
    expect(readLastDay('这周', NOW.date)).toBe('2026-11-22')
  })

  test('stands before the name as well', () => {
    const args = { whom: '老王', zone: '3号楼', until: '2026-12-31' }
    expect(commandOf('年底老王不管3号楼了')).toEqual({ name: 'end_post', args })
  })

  test.each(['老王今天走了', '老王今天退休', '李姐年底搬家', '小张下周离开'])('%s ends nothing', (text) => {
    expect(commandOf(text)?.name).not.toBe('end_post')
  })
})

test.each(['让物业管3号楼', '由居委会负责3号楼', '请领导管3号楼', '安排保安看守3号楼', '派专人管3号楼'])(
  '%s gives a zone to nobody',
  (text) => {
    expect(commandOf(text)?.name).not.toBe('assign_zone')
  },
)

describe('a zone, and then who is put there', () => {
  test.each([
    ['3号楼安排老王负责', { person: '老王', zone: '3号楼' }],
    ['A3安排李敏管', { person: '李敏', zone: 'A3' }],
    ['3号楼指定王秀英为责任人', { person: '王秀英', zone: '3号楼' }],
    ['二组就定张强管', { person: '张强', zone: '二组' }],
  ])('%s', (text, args) => {
    expect(commandOf(text)).toEqual({ name: 'assign_zone', args })
  })

  test.each(['3号楼派老王去修灯', '3号楼安排人来修一下', '3号楼安排物业负责'])('%s gives it to nobody', (text) => {
    expect(commandOf(text)?.name).not.toBe('assign_zone')
  })
})

describe('a name in several parts is one name, whichever dot stands between', () => {
  test.each([
    ['让阿依古丽·买买提管3号楼', 'assign_zone', { person: '阿依古丽·买买提', zone: '3号楼' }],
    ['3号楼由买买提•吐尔逊负责', 'assign_zone', { person: '买买提·吐尔逊', zone: '3号楼' }],
    ['阿依古丽‧买买提不管3号楼了', 'end_post', { whom: '阿依古丽·买买提', zone: '3号楼' }],
    ['同意阿依古丽·买买提报3号楼', 'approve', { person: '阿依古丽·买买提', zone: '3号楼' }],
    ['提名阿依古丽·买买提', 'nominate', { person: '阿依古丽·买买提' }],
    ['A3-0017 转给阿依古丽·买买提', 'handover', { code: 'A3-0017', person: '阿依古丽·买买提' }],
  ])('%s', (text, name, args) => {
    expect(commandOf(text)).toEqual({ name, args })
  })

  test('in a leave too', () => {
    expect(commandOf('给阿依古丽·买买提请三天假')?.args.whom).toBe('阿依古丽·买买提')
  })
})
