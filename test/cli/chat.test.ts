import { afterAll, beforeAll, expect, test } from 'vitest'
import { build, cli, dataFolder, freePort, type Product, startProduct } from '../support/product.ts'

let folder: Awaited<ReturnType<typeof dataFolder>>
let product: Product

beforeAll(async () => {
  await build()
  folder = await dataFolder()
  product = await startProduct({ DATA_DIR: folder.dir })
})
afterAll(async () => {
  await product?.stop()
  await folder?.remove()
})

test('a pipe of lines plays a member: report, confirm, look at who there is', async () => {
  const lines = ['/who', '1号楼门口的井盖坏了', '对', '/place 91,0', '/scan', '/quit', 'not sent any more']
  const ran = await cli(['chat', '--as', '陈志强', '--url', product.url], {}, `${lines.join('\n')}\n`)
  expect(ran.stderr).toBe('')
  expect(ran.code).toBe(0)
  expect(ran.stdout).toContain('王大妈（jumin-wangdama） 居民 · X2 红砖楼责任区')
  expect(ran.stdout).toContain('X1-0001')
  expect(ran.stdout).toMatch(/\[1\] 对/)
  expect(ran.stdout).toContain('[按了] 对')
  expect(ran.stdout).toContain('请写成 /place')
  expect(ran.stdout).not.toContain('not sent any more')

  const again = await cli(['chat', '--as', 'chenzhiqiang', '--url', product.url], {}, '/quit\n')
  expect(again.stdout).toContain('X1-0001')
})

test.each([
  ['nobody of that name', ['--as', '孙悟空'], /没有叫孙悟空的人。可以选：.*王秀兰（wangxiulan）/],
  ['nobody named', [], /请用 --as 写明是谁/],
])('%s: one line that says who can be played', async (_what, args, line) => {
  const ran = await cli(['chat', ...args, '--url', product.url], {})
  expect(ran.code).not.toBe(0)
  expect(ran.stderr.trim().split('\n')).toHaveLength(1)
  expect(ran.stderr).toMatch(line)
})

test('no server: one line that says what to do', async () => {
  const ran = await cli(['chat', '--as', '陈志强', '--url', `http://127.0.0.1:${await freePort()}`], {})
  expect(ran.code).not.toBe(0)
  expect(ran.stderr.trim().split('\n')).toHaveLength(1)
  expect(ran.stderr).toMatch(/^http:\/\/127\.0\.0\.1:\d+ 没有回应：请先用 npm start 启动服务/)
})
