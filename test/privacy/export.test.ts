/** A copy of one's own data, asked for in a chat: by a link that only the one who asked gets, and that ends soon. */
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号
幸福支部,A3,东区,社区,3号楼,张建国,党员,zhangjianguo
幸福支部,,,,,陈书华,书记,chenshuhua
`
const MINUTE_MS = 60_000

let world: WecomWorld
let app: FastifyInstance
beforeEach(async () => {
  world = await wecomWorld(ROSTER)
  app = await buildApp(world.deps)
})
afterEach(async () => {
  await app.close()
  await world.close()
})

/** What the account is sent when it asks; its path, or `null` where no link is in it. */
async function linkFor(account: string): Promise<string | null> {
  const told = (await world.says(account, '导出我的资料')).map((one) => `${wordsOf(one)} ${JSON.stringify(one)}`)
  return /\/my-data\/[\w.-]+/.exec(told.join('\n'))?.[0] ?? null
}

const post = (path: string, payload: string) =>
  app.inject({
    ...{ method: 'POST', url: path, payload },
    headers: {
      origin: new URL(world.deps.config.publicUrl).origin,
      'content-type': 'application/x-www-form-urlencoded',
    },
  })
const download = (path: string) => post(path, 'as=file')

async function reads(): Promise<string[]> {
  const { rows } = await world.deps.pool.query("select actor from audit where action = 'export_privacy'")
  return rows.map((row) => row.actor)
}

describe('whoever asks in a chat for what is kept of them', () => {
  test.each(['resident1', 'zhangjianguo'])('gets all of it, and nothing of others: %s', async (account) => {
    await world.says('resident1', '3号楼2单元楼道灯坏了QRESIDENT')
    await world.says('zhangjianguo', '3号楼今天走访了三户QMEMBER')
    const path = (await linkFor(account)) ?? ''
    // A chat may look at the link by itself: that reads nothing.
    expect((await app.inject({ url: path })).statusCode).toBe(200)
    expect(await reads()).toEqual([])
    const { statusCode, body, headers } = await download(path)
    expect([statusCode, headers['content-disposition']]).toEqual([200, 'attachment; filename="my-data.json"'])
    const [own, others] = account === 'resident1' ? ['QRESIDENT', 'QMEMBER'] : ['QMEMBER', 'QRESIDENT']
    expect([JSON.stringify(JSON.parse(body).tables.inbox).includes(own), body.includes(others)]).toEqual([true, false])
    expect((await reads())[0]).toMatch(/^identity:/)
  })

  test('reads it in words before it is downloaded', async () => {
    await world.says('resident1', '3号楼2单元楼道灯坏了，<b>QRESIDENT</b>')
    await world.says('resident1', '对')
    await world.says('zhangjianguo', '3号楼今天走访了三户QMEMBER')
    const { statusCode, body, headers } = await post((await linkFor('resident1')) ?? '', '')
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(body).toMatch(/账号：resident1.*您说过的事.*A3-0001，公共设施，待受理.*跟您说过的话.*下载文件/su)
    expect([body.includes('&lt;b&gt;QRESIDENT'), body.includes('<b>QRESIDENT'), body.includes('QMEMBER')]).toEqual([
      ...[true, false, false],
    ])
    expect(await reads()).toHaveLength(1)
  })

  test('for half an hour, by that link and no other', async () => {
    const path = (await linkFor('resident1')) ?? ''
    const other = `${path.slice(0, -1)}${path.endsWith('A') ? 'B' : 'A'}`
    expect((await download(other)).statusCode).toBe(404)
    expect((await download('/my-data/x')).statusCode).toBe(404)
    world.deps.clock.now = new Date(world.deps.now().getTime() + 31 * MINUTE_MS)
    expect((await download(path)).statusCode).toBe(404)
    expect(await reads()).toEqual([])
  })

  test('not by a form of a foreign page', async () => {
    const path = (await linkFor('resident1')) ?? ''
    const foreign = await app.inject({ method: 'POST', url: path, headers: { origin: 'https://example.com' } })
    expect([foreign.statusCode, await reads()]).toEqual([403, []])
  })
})
