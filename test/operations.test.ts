/** docs/operations.md names only what there is, and all of what an operator has to know. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { ALARMS } from '../src/alarms.ts'
import { VARIABLES } from '../src/environment.ts'
import { createMetrics } from '../src/metrics.ts'

const manual = readFileSync(path.resolve(import.meta.dirname, '../docs/operations.md'), 'utf8')
const sorted = (names: Iterable<string>) => [...new Set(names)].sort()

test('every alarm has its row', () => {
  const [section = ''] = /^## Alarms$.*?^## /msu.exec(manual) ?? []
  const rows = [...section.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, name = '']) => name)
  expect(sorted(rows.filter((name) => !name.startsWith('zeren_')))).toEqual(sorted(Object.keys(ALARMS)))
})

test('every metric of ours is named, and none that is not there', async () => {
  const text = await createMetrics().registry.metrics()
  const there = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name)
  const named = [...manual.matchAll(/\b(?:zeren|nodejs|process)_[a-z0-9_]+\b/g)].map(([name]) => name)
  expect(named.filter((name) => !there.includes(name))).toEqual([])
  expect(there.filter((name) => name.startsWith('zeren_') && !named.includes(name))).toEqual([])
})

test('every variable that it names is read by the program', () => {
  const named = [...manual.matchAll(/\b(?:WECOM|DINGTALK|LLM|ASR)_[A-Z_]+\b|\b[A-Z]+_(?:URL|KEY|DIR|PROXY)\b/g)]
  const unknown = named.map(([name]) => name).filter((name) => !VARIABLES.includes(name) && name !== 'ACCESS_KEY')
  expect(unknown).toEqual([])
})
