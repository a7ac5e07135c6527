/** A branch with a secretary, a deputy and members, for what follows from reviews. */
import type { Channel } from '../../src/channels/channel.ts'
import type { Giving, NewRectification } from '../../src/store/rectifications.ts'
import { giveRectification } from '../../src/store/rectifications.ts'
import { transact } from '../../src/store/transact.ts'
import { type DigestWorld, digestWorld } from './digest-world.ts'

const TODAY = '2026-11-25'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,上级组织
幸福支部,A3,东区,社区,3号楼,张建国,党员,zhang,/东山街道
幸福支部,A4,西区,社区,5号楼,王卫东,党员,wang,
幸福支部,,,,,李卫民,党员,li,
幸福支部,,,,,陈书华,书记,chen,
幸福支部,,,,,赵普,副书记,zhao,
东山支部,D1,广场,社区,东山广场,牛爱民,党员,niu,/东山街道
东山支部,,,,,马向前,书记,ma,
管委会支部,,,,,高有为,管理员,gao,/东山街道`

export interface ReviewWorld extends DigestWorld {
  branchId: string
  /** Given by the secretary to 张建国, with 王卫东 to help and 李卫民 to look again. */
  give(changes?: Partial<NewRectification>): Promise<Giving>
}

export async function reviewWorld(): Promise<ReviewWorld> {
  const world = await digestWorld(ROSTER)
  // Set up, as far as those ask who owe something; nothing is sent.
  world.deps.channels = new Map([['wecom', {} as Channel]])
  const { rows } = await world.deps.pool.query("select id from branches where name = '幸福支部'")
  const [{ id: branchId }] = rows as [{ id: string }]
  return {
    ...world,
    branchId,
    async give(changes = {}) {
      const given: NewRectification = {
        ...{ branchId, roundId: null, zoneId: null, what: '每周到3号楼看一次', reason: '三个月没有去过' },
        ...{ dueOn: '2026-12-10', personId: await world.personId('张建国') },
        ...{ helperId: await world.personId('王卫东'), recheckerId: await world.personId('李卫民') },
        givenBy: await world.personId('陈书华'),
        ...changes,
      }
      const at = { today: TODAY, now: world.deps.now() }
      return transact(world.deps.db, (tx, note) => giveRectification({ tx, note }, given, at))
    },
  }
}
