import { expect, test } from 'vitest'
import { faultSaid } from '../../src/cli/say-fault.ts'
import { SetupError } from '../../src/errors.ts'

function failed(message: string, code?: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), code === undefined ? {} : { code })
}

const QUERY = 'Failed query: insert into people values ($1)\nparams: 王秀兰'

test.each<[string, unknown, RegExp]>([
  ['a fault of the set-up', new SetupError('PORT：不对'), /^PORT：不对$/],
  ['one below another error', failed('x', undefined, new SetupError('PORT：不对')), /^PORT：不对$/],
  ['a full disk', failed('ENOSPC: no space left', 'ENOSPC'), /^磁盘满了.*（ENOSPC）$/],
  [
    'a full disk of the database',
    failed(QUERY, undefined, failed('could not extend file', '53100')),
    /^数据库的磁盘满了/,
  ],
  ['a database that went away', failed(QUERY, undefined, failed('terminating', '57P01')), /^数据库断开了/],
  ['anything else', failed('wrong\nsecond line'), /^程序出错了：wrong。设 LOG_LEVEL=debug/],
  ['a query without a cause', failed(QUERY), /^程序出错了：Failed query/],
  ['what is no error', 'oops', /^程序出错了：oops/],
])('%s is said in one line without values', (_, error, words) => {
  const line = faultSaid(error)
  expect(line).toMatch(words)
  expect(line).not.toContain('王秀兰')
  expect(line).not.toContain('\n')
})

test('a file that cannot be written is named', () => {
  const error = Object.assign(failed('EROFS: read-only', 'EROFS'), { path: '/data/x' })
  expect(faultSaid(error)).toBe('这个磁盘只能读，不能写：/data/x（EROFS）')
})
