import { Readable, Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { parseLines } from '../../src/cli/parse.ts'

/** Runs the command on these lines; what it wrote, by stream. */
async function run(lines: readonly string[]): Promise<{ code: number; output: string[]; errors: string[] }> {
  const kept = { output: '', errors: '' }
  const into = (name: keyof typeof kept): Writable =>
    new Writable({
      write(chunk, _, done) {
        kept[name] += String(chunk)
        done()
      },
    })
  const code = await parseLines({
    input: Readable.from([lines.join('\n')]),
    output: into('output'),
    errors: into('errors'),
  })
  const split = (text: string): string[] => text.split('\n').filter((line) => line !== '')
  return { code, output: split(kept.output), errors: split(kept.errors) }
}

const line = (id: string, text: string): string =>
  JSON.stringify({ id, text, sentAt: '2026-11-18T10:30:00+08:00', role: 'resident' })

describe('parse --jsonl', () => {
  test('writes one understanding per line, in the order read', async () => {
    const ids = Array.from({ length: 300 }, (_, i) => `m${i}`)
    const { code, output } = await run(ids.map((id, i) => line(id, i % 2 ? '你好' : '3号楼灯坏了')))
    expect(code).toBe(0)
    expect(output.map((words) => JSON.parse(words).id)).toEqual(ids)
    expect(JSON.parse(output[0] ?? '').understanding.records).toHaveLength(1)
  })

  test('tells a bad line by its number, writes the others and fails at the end', async () => {
    const { code, output, errors } = await run([line('a', '你好'), '{', '', '{"id":"b","text":3}', line('c', '停水了')])
    expect(code).toBe(1)
    expect(output.map((words) => JSON.parse(words).id)).toEqual(['a', 'c'])
    expect(errors).toHaveLength(2)
    expect(errors[0]).toMatch(/^第 2 行：/)
    expect(errors[1]).toMatch(/^第 4 行：.*text/)
  })
})
