/** What people may ask of us about what is kept of them. */
import { expect, test } from 'vitest'
import { readCommand } from '../../src/understanding/commands.ts'
import { normalise } from '../../src/understanding/normalise.ts'

const nameOf = (text: string) => readCommand(normalise(text).text, { date: '2026-11-18', minutes: 600 })?.name

test.each([
  '删除我的数据',
  '删掉我的信息',
  '把我的资料删掉',
  '把我的資料刪掉',
  '把我说过的话都删掉',
  '我想删除我的个人信息',
  '注销我的账号',
  '隐私',
])('%s asks how', (text) => {
  expect(nameOf(text)).toBe('privacy')
})

test.each(['导出我的数据', '我要导出我的资料', '把我的资料导出来', '下载我的全部资料'])('%s orders a copy', (text) => {
  expect(nameOf(text)).toBe('export_me')
})

test.each(['确定删除我的资料', '确认删除我的全部数据', '確定刪除我的資料'])('%s orders it', (text) => {
  expect(nameOf(text)).toBe('erase_me')
})

test.each(['不删了', '不刪了', '先别删了', '我不删了', '取消删除'])('%s takes it back', (text) => {
  expect(nameOf(text)).toBe('keep_me')
})

test.each(['删除', '删掉', '撤回', '删除我刚才报的那条', '导出台账', '不报了'])(
  '%s is about something else',
  (text) => {
    expect(['privacy', 'erase_me', 'keep_me']).not.toContain(nameOf(text))
  },
)
