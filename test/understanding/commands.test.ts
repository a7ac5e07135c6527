import { describe, expect, test } from 'vitest'
import { findCodes, findInviteCode } from '../../src/understanding/codes.ts'
import { normalise } from '../../src/understanding/normalise.ts'
import { read } from '../../src/understanding/read.ts'

const sentAt = new Date('2026-11-18T10:30:00+08:00')
const commandOf = (text: string) => read({ text, sentAt, role: 'member' }).understanding.command

describe('commands', () => {
  test.each([
    ['帮助', 'help'],
    ['怎么用', 'help'],
    ['你能干什么', 'help'],
    ['我的待办', 'todo'],
    ['看看待办', 'todo'],
    ['摘要', 'digest'],
    ['看看上周的小结', 'digest'],
    ['收到了吗', 'receipt'],
    ['收到没', 'receipt'],
    ['撤回', 'withdraw'],
    ['把刚才那条撤回吧', 'withdraw'],
    ['算了，不报了', 'withdraw'],
    ['改成3单元', 'edit'],
    ['把类别改成环境卫生', 'edit'],
    ['导出本月打卡记录', 'export'],
    ['删除我的个人信息', 'privacy'],
    ['隱私說明', 'privacy'],
  ])('%s → %s', (text, name) => {
    expect(commandOf(text)?.name).toBe(name)
  })

  test.each([
    ['查 A3-17', { name: 'lookup', args: { code: 'A3-0017' } }],
    ['查询ｂ２－０００３１的进度', { name: 'lookup', args: { code: 'B2-0031' } }],
    ['认领a3-5', { name: 'claim', args: { code: 'A3-0005' } }],
    ['W-12 我来办', { name: 'claim', args: { code: 'W-0012' } }],
    ['办结 A3-0017，换了新灯', { name: 'close', args: { code: 'A3-0017', text: '换了新灯' } }],
    ['延期A3-17 等配件', { name: 'extend', args: { code: 'A3-0017', text: '等配件' } }],
    ['关注 A3-17', { name: 'follow', args: { code: 'A3-0017' } }],
    ['取消关注A3-17', { name: 'unfollow', args: { code: 'A3-0017' } }],
    ['同意A3-17', { name: 'approve', args: { code: 'A3-0017' } }],
    ['请假 11月20号到22号，出差', { name: 'leave', args: { from: '2026-11-20', to: '2026-11-22' } }],
    ['请假两天，明天开始', { name: 'leave', args: { from: '2026-11-19', to: '2026-11-20' } }],
    ['交接给王芳', { name: 'handover', args: { person: '王芳' } }],
    ['绑定 ABCD2345EF', { name: 'bind', args: { text: 'ABCD2345EF' } }],
  ])('%s', (text, command) => {
    expect(commandOf(text)).toEqual(command)
  })

  test.each([
    '请帮助一下3号楼的王奶奶，她摔了',
    '撤回的那批物资还没到',
    '导出水渠堵了',
    '业主要求撤销物业的决定，账也不公开',
    '绑定的快递柜坏了，10号楼',
    '收到了吗？3号楼的灯还是坏的',
  ])('%s is no command', (text) => {
    expect(commandOf(text)).toBeNull()
  })
})

describe('codes', () => {
  test.each([
    ['A3-17和b2-0031', ['A3-0017', 'B2-0031']],
    ['Ａ３－１７ 又坏了', ['A3-0017']],
    ['A3-1234567', []],
    ['3-2-501', []],
    ['没有编号', []],
  ])('%s names the cases %j', (text, codes) => {
    expect(findCodes(normalise(text).text)).toEqual(codes)
  })

  test.each([
    ['绑定 abcd2345ef', 'ABCD2345EF'],
    ['我的邀请码是MNPQR-23456', 'MNPQR23456'],
    ['ABCDEFGHIJ', 'ABCDEFGHIJ'],
    ['13800000000', null],
    ['3号楼灯坏了', null],
  ])('%s names the invite code %j', (text, code) => {
    expect(findInviteCode(normalise(text).text)).toBe(code)
  })
})
