import { describe, expect, test } from 'vitest'
import { publicWords } from '../../src/domain/public-text.ts'

describe('what everybody may read of a matter', () => {
  test.each([
    ['3号楼2单元楼道灯坏了两天了', '3号楼楼道灯坏了两天了'],
    ['三号楼二单元四楼楼道灯坏了', '三号楼楼道灯坏了'],
    ['3-2-501漏水', '3号楼漏水'],
    ['11-301 家门口堆了纸箱', '11号楼 家门口堆了纸箱'],
    ['3号楼2单元302王大妈家漏水，电话13812345678', '3号楼某大妈家漏水'],
    ['灯不亮，我的手机号是138****8000，请修', '灯不亮，请修'],
    ['京A12345堵了消防通道', '堵了消防通道'],
    ['请打13812345678找我', '请打找我'],
    ['灯不亮，电话幺三八一二三四五六七八', '灯不亮'],
    ['302室的张建国说井盖破了', '的某某某说井盖破了'],
    ['5号楼1层101室门口路灯不亮', '5号楼门口路灯不亮'],
    ['老李家门口的路灯不亮', '老某家门口的路灯不亮'],
    ['３号楼２单元５０２室漏水', '３号楼漏水'],
  ])('%s', (told, words) => {
    expect(publicWords(told)).toBe(words)
  })

  test.each([
    '东门外路灯不亮，已换新灯',
    '12月3日换了5盏灯，花了300元',
    '2026年的灭火器过期了，已换新',
    '有险情请打119',
    '3号楼前面200米的井盖破了',
    '沟渠里积水有30公分，影响100多户',
  ])('keeps what names nobody: %s', (told) => {
    expect(publicWords(told)).toBe(told)
  })

  test('loses the names that are known, however rare', () => {
    expect(publicWords('亓官凌霄说井盖破了', ['亓官凌霄'])).toBe('某某某某说井盖破了')
  })

  test('is no longer than a notice has room for', () => {
    expect([...publicWords('井'.repeat(500))]).toHaveLength(100)
  })
})
