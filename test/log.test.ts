import { expect, test } from 'vitest'
import { createLog } from '../src/log.ts'

function logged(write: (log: ReturnType<typeof createLog>) => void): string[] {
  const lines: string[] = []
  write(createLog('info', { write: (line: string) => lines.push(line) }))
  return lines
}

test.each([
  '\n{"level":50,"msg":"forged"}',
  '\r\nforged',
  '\u2028forged',
  '\u001b[2Jforged',
  "'; drop table inbox; --",
])('text from outside cannot forge a line: %j', (hostile) => {
  const lines = logged((log) => {
    log.info({ about: hostile, inner: { about: hostile } }, `about ${hostile}`)
    log.error({ err: new Error(hostile) }, 'failed')
  })
  expect(lines).toHaveLength(2)
  for (const line of lines) {
    expect(line.trimEnd()).not.toMatch(/\p{Cc}/u)
    expect(() => JSON.parse(line)).not.toThrow()
  }
})

test('secrets, texts, names and numbers do not reach the log, even by mistake', () => {
  const cut = Object.assign(new Error('Failed query: insert into people\nparams: 张三,13812345678'), {
    cause: Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (name)=(张三) already exists.' }),
  })
  const lines = logged((log) => {
    log.info({ text: '楼道灯坏了', person: { name: '张三', phone: '13812345678' }, token: 'tok-1' }, 'kept')
    log.warn({ err: cut }, 'failed')
    log.warn(
      { err: new Error('GET https://x/cgi?access_token=tok-1&b=2 for 13812345678 and 11010119900101123X') },
      'failed',
    )
    log.warn({ err: new Error('connect postgres://zeren:tok-1@host/db') }, 'failed')
  }).join('')
  expect(lines).not.toMatch(/楼道灯|张三|13812345678|11010119900101123|tok-1/)
  expect(lines).toContain('23505')
  expect(lines).toContain('duplicate key')
})
