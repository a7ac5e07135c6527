/** Reviews, as secretaries and members ask for them. */
import { expect, test } from 'vitest'
import { readCommand } from '../../src/understanding/commands.ts'
import { normalise } from '../../src/understanding/normalise.ts'
import { read } from '../../src/understanding/read.ts'

const NOW = { date: '2026-12-03', minutes: 600 }
const commandOf = (text: string) => readCommand(normalise(text).text, NOW)

test.each([
  ['抽查进度', 'review_progress', {}],
  ['考核进度', 'review_progress', {}],
  ['评议进度', 'review_progress', {}],
  ['看看半年抽查的进展', 'review_progress', {}],
  ['抽查怎么样了', 'review_progress', {}],
  ['年终考核做到哪一步了？', 'review_progress', {}],
  ['今年考核完成了多少', 'review_progress', {}],
  ['民主评议结果', 'review_progress', {}],
  ['投票情况', 'review_progress', {}],
  ['群众意见怎么样', 'review_progress', {}],
  ['居民评价怎么样了', 'review_progress', {}],
  ['意见征集进度', 'review_progress', {}],
  ['抽查進度', 'review_progress', {}],
  ['我的考核', 'my_review', {}],
  ['看看我的年终考核结果', 'my_review', {}],
  ['我的总结', 'my_review', {}],
  ['我的年终总结', 'my_review', {}],
  ['写年终总结', 'my_review', {}],
  ['改一下我的总结', 'my_review', {}],
  ['年终总结怎么写', 'my_review', {}],
  ['我的考核怎么样了', 'my_review', {}],
  ['民主评议', 'appraisal', {}],
  ['投票', 'appraisal', {}],
  ['我要投票', 'appraisal', {}],
  ['怎么投票？', 'appraisal', {}],
  ['打开民主评议的选票', 'appraisal', {}],
  ['整改', 'rectifications', {}],
  ['我的整改', 'rectifications', {}],
  ['整改情况', 'rectifications', {}],
  ['有哪些整改', 'rectifications', {}],
  ['整改3', 'rectifications', { number: '3' }],
  ['第2项整改怎么样了', 'rectifications', { number: '2' }],
  ['复查', 'rectifications', {}],
  ['整改1已完成：楼道杂物清走了', 'rectified', { number: '1', text: '楼道杂物清走了' }],
  ['整改完成了，灯换好了', 'rectified', { text: '灯换好了' }],
  ['整改2做完了', 'rectified', { number: '2' }],
  ['抽签', 'seed_phrase', {}],
  ['抽签是什么', 'seed_phrase', {}],
  ['抽签结果', 'seed_phrase', {}],
  ['抽签 春风又绿江南岸', 'seed_phrase', { text: '春风又绿江南岸' }],
  ['抽签：明月何时照我还', 'seed_phrase', { text: '明月何时照我还' }],
])('%s is %s', (text, name, args) => {
  expect(commandOf(text)).toEqual({ name, args })
})

test.each([
  '抽查组今天来我们楼检查消防',
  '群众意见很大，3号楼的垃圾没人收',
  '考核小组到了活动室',
  '3号楼整改通知贴在门上了',
  '消防整改还没做，3号楼楼道堆满杂物',
  '评议会开完了，来了二十个人',
  '居民投票选了楼长',
  '我的工作总结会开完了',
  '抽签选房的居民吵起来了',
  '抽签 为什么没抽到我们楼?',
])('%s is none of them', (text) => {
  expect(commandOf(text)?.name ?? 'none').not.toMatch(/review|appraisal|seed|rectif/u)
})

test('a phrase is kept as it was written, its signs and script too, for it is typed again to prove the draw', () => {
  const { command } = read({
    text: '抽签 春風又綠，江南岸!',
    sentAt: new Date('2026-06-02'),
    role: 'member',
  }).understanding
  expect(command).toEqual({ name: 'seed_phrase', args: { text: '春風又綠，江南岸!' } })
})

test.each([
  ['表彰1同意公开', 'publish_commendation', { number: '1' }],
  ['我的表彰同意公开', 'publish_commendation', {}],
  ['同意公开我的表彰', 'publish_commendation', {}],
  ['把我的表彰写到公示牌上吧', 'publish_commendation', {}],
  ['表彰2不公开', 'withhold_commendation', { number: '2' }],
  ['表彰不要公开了', 'withhold_commendation', {}],
  ['我的表彰先不公开', 'withhold_commendation', {}],
  ['收回表彰3', 'withhold_commendation', { number: '3' }],
  ['不公開我的表彰', 'withhold_commendation', {}],
])('%s is whether a commendation is public: %s', (text, name, args) => {
  expect(commandOf(text)).toEqual({ name, args })
})

test.each(['支部表彰大会开完了', '表彰栏的玻璃碎了', '3号楼要求公开表彰名单', '公示牌上的表彰写错了'])(
  '%s is no word about a commendation of one’s own',
  (text) => {
    expect(commandOf(text)?.name ?? 'none').not.toMatch(/commendation/u)
  },
)
