import { describe, expect, test } from 'vitest'
import { handedToPerson, nobodyAtWork, wordsWait } from '../../src/decide/replies/service.ts'
import { wantsPerson } from '../../src/decide/service.ts'
import type { SpokenTurn } from '../../src/decide/turn.ts'

const asked = (text: string, channel = 'kf') =>
  wantsPerson({ facts: { inbox: { channel } }, text } as unknown as SpokenTurn)

describe('a person is asked for', () => {
  test.each(['转人工', '人工', '我要找真人', '请转人工客服', '帮我转一下人工服务', '您好，转人工。', '找个真人吧'])(
    '%s',
    (text) => {
      expect(asked(text)).toBe(true)
    },
  )

  test.each(['人工湖边路灯坏了', '3号楼人工岗亭没人', '转人工费谁出', '找王书记', '真人秀太吵', '你好'])(
    'not by %s',
    (text) => {
      expect(asked(text)).toBe(false)
    },
  )

  test('in 微信客服 alone: elsewhere there is nobody to hand over to', () => {
    expect(asked('转人工', 'wecom')).toBe(false)
  })
})

test('what is said of it exclaims nothing, and ends with its receipt where equal words would be swallowed', () => {
  for (const content of [nobodyAtWork('7KQ2MX'), wordsWait('A3-0001', '7KQ2MX')]) {
    expect(content).toMatchObject({ text: expect.stringMatching(/^[^!！]*回执 7KQ2MX$/) })
  }
  expect(handedToPerson()).not.toMatch(/[!！]/)
})
