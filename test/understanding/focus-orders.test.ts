/** What a zone looks at above all for a quarter, as secretaries and members speak of it. */
import { expect, test } from 'vitest'
import { readCommand } from '../../src/understanding/commands.ts'
import { normalise } from '../../src/understanding/normalise.ts'

const NOW = { date: '2026-11-18', minutes: 600 }
const commandOf = (text: string) => readCommand(normalise(text).text, NOW)

test.each([
  ['重点', 'focus', {}],
  ['本季度重点是什么', 'focus', {}],
  ['3号楼的重点是什么', 'focus', { zone: '3号楼' }],
  ['看看这个季度的重点', 'focus', {}],
  ['本季度重點', 'focus', {}],
  ['同意重点', 'accept_focus', {}],
  ['重点都同意', 'accept_focus', {}],
  ['同意3号楼的重点', 'accept_focus', { zone: '3号楼' }],
  ['采纳建议的重点', 'accept_focus', {}],
  ['同意3號樓的重點', 'accept_focus', { zone: '3号楼' }],
  ['不用重点', 'decline_focus', {}],
  ['不同意4号楼的重点', 'decline_focus', { zone: '4号楼' }],
  ['3号楼的重点不合适', 'decline_focus', { zone: '3号楼' }],
  ['3号楼的重点改成停车', 'set_focus', { zone: '3号楼', text: '停车' }],
  ['把东区本季度的重点定为楼道充电', 'set_focus', { zone: '东区', text: '楼道充电' }],
])('%s is %s', (text, name, args) => {
  expect(commandOf(text)).toEqual({ name, args })
})

test.each(['重点人员怎么管', '重点说一下3号楼的灯', '同意老王报3号楼', '3号楼是重点户'])(
  '%s is none of them',
  (text) => {
    expect(commandOf(text)?.name ?? 'none').not.toMatch(/focus/u)
  },
)
