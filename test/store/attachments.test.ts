/** Pictures of a matter as it was told, and of what was done. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findCase } from '../../src/store/listed-cases.ts'
import { findScope } from '../../src/store/organisations.ts'
import { type WecomWorld, wecomWorld } from '../support/wecom-world.ts'

const ROSTER = [
  '支部,责任区编号,责任区,类型,范围,姓名,角色,备用,企业微信账号',
  '幸福支部,A3,东区,社区,3号楼,张建国,党员,,zhangjianguo',
  '幸福支部,A3,东区,社区,3号楼,李敏,党员,是,limin',
  '幸福支部,,,,,陈书华,书记,,chenshuhua',
  '',
].join('\n')

let world: WecomWorld
beforeEach(async () => {
  world = await wecomWorld(ROSTER, { at: '2026-11-18T10:00:00+08:00' })
})
afterEach(() => world.close())

async function sendsPicture(from: string): Promise<void> {
  const bytes = Buffer.from('89504e470d0a1a0a', 'hex')
  const image = world.platform.addMedia({ bytes, contentType: 'image/png', name: 'a.png' })
  await world.platform.send({ from, image })
  await world.settle()
}

test('a picture that came with the closing sentence is one of after; all others are of before', async () => {
  await sendsPicture('limin')
  await world.says('limin', '3号楼2单元楼道灯坏了')
  await world.says('limin', '对')
  await world.passes(60_000)
  await sendsPicture('zhangjianguo')
  await world.says('zhangjianguo', '办结 A3-0001 灯已换新')

  const scope = await findScope(world.deps.db, '/')
  const found = scope && (await findCase(world.deps.db, scope, 'A3-0001'))
  expect(found?.attachments.map(({ kind, phase }) => [kind, phase])).toEqual([
    ['image', 'before'],
    ['image', 'after'],
  ])
})
