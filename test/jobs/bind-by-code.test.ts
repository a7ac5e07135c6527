import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadDemo } from '../../src/store/demo.ts'
import { createInvite, findInvitees } from '../../src/store/invites.ts'
import { findScope } from '../../src/store/organisations.ts'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,上级组织
幸福支部,A3,东区,社区,3号楼,赵敏,党员,,/东山街道
友好支部,C1,北区,社区,9号楼,赵大力,党员,,/西山街道
`

let world: WecomWorld
beforeEach(async () => {
  world = await wecomWorld(ROSTER)
})
afterEach(() => world.close())

async function codeFor(name: string): Promise<string> {
  const { db, seal } = world.deps
  const scope = await findScope(db, '/')
  const [invitee] = scope ? await findInvitees(db, scope, name) : []
  if (!invitee) throw new Error(`nobody is called ${name}`)
  return (await createInvite(db, seal, { invitee, actor: 'test', now: world.deps.now() })).code
}

/** As if they had come by the code on the poster of a zone; of a demo, where its people try it out, also of its organisation. */
async function cameBy(account: string, zone: string): Promise<void> {
  await world.says(account, '你好')
  await world.deps.pool.query(
    `update identities set zone_id = z.id, organisation_id = case when o.demo then o.id else identities.organisation_id end
       from zones z join organisations o on o.id = z.organisation_id where external_id = $1 and z.code = $2`,
    [account, zone],
  )
}

test.each(['', 'C1', 'X1'])(
  'a code binds and names the own zones, whatever zone the account came by before: %s',
  async (zone) => {
    const { db, seal } = world.deps
    await loadDemo(db, seal, { now: world.deps.now(), timezone: 'Asia/Shanghai' })
    await cameBy('zhaomin', zone)
    const [answer] = (await world.says('zhaomin', await codeFor('赵敏'))).map(wordsOf)
    expect(answer).toContain('赵敏，您好，已绑定成功。\n您的责任区：东区（A3）。')
  },
)
