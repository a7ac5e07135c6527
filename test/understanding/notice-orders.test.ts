/** What stands on the notice, as people order it of the bot. */
import { describe, expect, test } from 'vitest'
import { readCommand } from '../../src/understanding/commands.ts'
import { normalise } from '../../src/understanding/normalise.ts'

const NOW = { date: '2026-11-18', minutes: 600 }
const commandOf = (text: string) => readCommand(normalise(text).text, NOW)

describe('words of a matter get onto the notice', () => {
  test.each([
    ['公开 A3-0017', {}],
    ['公示A3-17', {}],
    ['请公开一下 A3-0017', {}],
    ['A3-0017 公开', {}],
    ['把A3-0017公开一下', {}],
    ['公開 A3-0017', {}],
    ['公开 A3-0017：3号楼的楼道灯换好了', { text: '3号楼的楼道灯换好了' }],
    ['A3-0017 公开：灯换好了，大家放心', { text: '灯换好了，大家放心' }],
  ])('%s', (text, more) => {
    expect(commandOf(text)).toEqual({ name: 'publish_case', args: { code: 'A3-0017', ...more } })
  })

  test.each(['同意公开 A3-0017', 'A3-0017 同意公开', '可以公开A3-0017', '确认公开 a3-0017'])('%s', (text) => {
    expect(commandOf(text)).toEqual({ name: 'allow_public', args: { code: 'A3-0017' } })
  })

  test.each([
    '不公开 A3-0017',
    'A3-0017不要公开',
    '撤下公示 A3-0017',
    '别公开A3-0017',
    'A3-0017 从公示牌撤下',
    '不同意公开 A3-0017',
  ])('%s', (text) => {
    expect(commandOf(text)).toEqual({ name: 'withhold_public', args: { code: 'A3-0017' } })
  })

  test.each([
    ['同意 A3-0017', 'approve'],
    ['撤回 A3-0017', 'withdraw'],
    ['A3-0017', 'lookup'],
  ])('%s is another order', (text, name) => {
    expect(commandOf(text)?.name).toBe(name)
  })
})

describe('a telephone', () => {
  test.each([
    '公示我的电话',
    '公开我的手机号',
    '我的电话可以公示',
    '把我的电话写在公示牌上',
    '同意公示我的联系电话',
    '我的手机号公示吧',
  ])('gets there: %s', (text) => {
    expect(commandOf(text)).toEqual({ name: 'show_phone', args: {} })
  })

  test.each([
    '不公示我的电话',
    '别公开我的手机号了',
    '我的电话不公示了',
    '撤下我的电话',
    '把我的电话从公示牌上撤下',
    '取消公示我的电话',
  ])('goes: %s', (text) => {
    expect(commandOf(text)).toEqual({ name: 'hide_phone', args: {} })
  })

  test.each(['我的电话坏了', '我的电话是13812345678', '留我的电话没用'])('stays as it is: %s', (text) => {
    expect(['show_phone', 'hide_phone']).not.toContain(commandOf(text)?.name)
  })
})

describe('a picture', () => {
  test.each(['公示我的照片', '把我的照片放到公示牌上', '用这张照片公示', '我的照片可以公示'])(
    'gets there: %s',
    (text) => {
      expect(commandOf(text)).toEqual({ name: 'show_photo', args: {} })
    },
  )

  test.each(['不公示我的照片', '撤下我的照片', '把我的照片从公示牌上撤下'])('goes: %s', (text) => {
    expect(commandOf(text)).toEqual({ name: 'hide_photo', args: {} })
  })
})

test.each(['打印公示牌', '下载海报', '打印支部的公示牌', '请打印全部公示牌', '我要海报', '打一份公示海报'])(
  'the posters are asked for: %s',
  (text) => {
    expect(commandOf(text)).toEqual({ name: 'posters', args: {} })
  },
)

test.each(['公示牌坏了', '公示牌上写错了', '海报掉了'])('a notice that is torn is a matter: %s', (text) => {
  expect(commandOf(text)).toBeNull()
})

test.each([
  ['列印公示牌', {}],
  ['列印公告牌', null],
  ['重新打印公示牌', {}],
  ['打印A3的公示牌', { zone: 'A3' }],
  ['打印3号楼和4号楼的公示牌', { zone: '3号楼、4号楼' }],
  ['印一下我的公示牌', {}],
])('the posters of all zones, or of those that are named: %s', (text, args) => {
  const command = readCommand(normalise(text).text, NOW)
  expect(command).toEqual(args && { name: 'posters', args })
})
