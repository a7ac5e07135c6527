/** Which zone a group is of, as its secretary says it there. */
import { expect, test } from 'vitest'
import { readCommand } from '../../src/understanding/commands.ts'
import { normalise } from '../../src/understanding/normalise.ts'

const NOW = { date: '2026-11-18', minutes: 600 }
const commandOf = (text: string) => readCommand(normalise(text).text, NOW)

test.each([
  ['这是3号楼的群', '3号楼'],
  ['这个群是三号楼的居民群', '三号楼'],
  ['這是3號樓的群', '3号楼'],
  ['本群是A3', 'A3'],
  ['本群绑定A3', 'A3'],
  ['把这个群设为东片责任区群', '东片'],
  ['这是3号楼的业主群了', '3号楼'],
])('%s names it', (text, zone) => {
  expect(commandOf(text)).toEqual({ name: 'name_group', args: { zone } })
})

test.each([
  '这是3号楼的群吗',
  '这个群是干什么的',
  '这是3号楼的灯',
  '群里说3号楼停水',
  '这是3号楼和4号楼的群',
  '这个群是谁建的',
  '这是一群人',
])('%s does not', (text) => {
  expect(commandOf(text)?.name).not.toBe('name_group')
})
