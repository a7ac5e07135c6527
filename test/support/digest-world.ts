/** Branches on a real database with cases put there as told, for what is read of many at once. */
import { readRoster } from '../../src/documents/roster.ts'
import { importRoster } from '../../src/store/roster.ts'
import { cases } from '../../src/store/schema/cases.ts'
import { type TestDeps, testDeps } from './deps.ts'
import { settleThreeKnows } from './three-knows.ts'

/** A Wednesday, five minutes to nine in the morning. */
export const WEDNESDAY = new Date('2026-11-25T08:35:00+08:00')

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,上级组织
幸福支部,A3,东区,社区,3号楼,张建国,党员,zhang,/东山街道
幸福支部,A4,西区,社区,5号楼,王卫东,党员,wang,
幸福支部,,,,,陈书华,书记,chen,
东山支部,D1,广场,社区,东山广场,牛爱民,党员,niu,/东山街道
东山支部,,,,,马向前,书记,ma,
管委会支部,,,,,高有为,管理员,gao,/东山街道`

export type Told = Partial<typeof cases.$inferInsert> & { code: string; zone: string; handler?: string }

export interface DigestWorld {
  deps: TestDeps
  /** Put a case there. */
  told(told: Told): Promise<string>
  personId(name: string): Promise<string>
  /** What stands in the outbox, oldest first. */
  outbox(): Promise<{ key: string; recipient: string; dueAt: Date; content: { type: string; card: Shown } }[]>
  import(roster: string): Promise<void>
}
interface Shown {
  title: string
  subtitle: string
  text: string | null
  facts: { label: string; value: string }[]
  buttons: { label: string; action: string; says: string }[]
}

export async function digestWorld(roster = ROSTER): Promise<DigestWorld> {
  const deps = await testDeps([])
  deps.clock.now = WEDNESDAY
  const { pool, db, seal } = deps
  const idOf = async (text: string, value: string | undefined) => {
    const { rows } = await pool.query<{ id: string }>(text, [value ?? null])
    return rows[0]?.id ?? null
  }
  const personId = async (name: string) => (await idOf('select id from people where name = $1', name)) ?? ''
  const load = async (text: string) => {
    const read = readRoster(text.split('\n').map((line) => line.split(',')))
    if (!read) throw new Error('the roster was not read')
    await importRoster(db, read.roster, {
      ...{ seal, actor: 'test', timezone: 'Asia/Shanghai' },
      now: new Date('2026-01-01T00:00:00Z'),
    })
    await settleThreeKnows(deps)
  }
  await load(roster)
  return {
    deps,
    personId,
    import: load,
    async told({ zone, handler, ...told }) {
      const { rows } = await pool.query('select id, branch_id, organisation_id from zones where code = $1', [zone])
      const row = rows[0]
      const at = told.createdAt ?? new Date(WEDNESDAY.getTime() - 3_600_000)
      const [opened] = await db
        .insert(cases)
        .values({
          ...{ organisationId: row.organisation_id, branchId: row.branch_id, zoneId: row.id },
          ...{ kind: 'incident', category: 'facility', urgency: 'normal', state: 'new', text: '楼道灯坏了' },
          ...{
            sourceStart: 0,
            sourceEnd: 5,
            confidence: 1,
            channel: 'wecom',
            recordNumber: 1,
            reporterRole: 'resident',
          },
          handlerId: handler === undefined ? null : await personId(handler),
          ...{ createdAt: at, updatedAt: at },
          ...told,
        })
        .returning({ id: cases.id })
      return opened?.id ?? ''
    },
    async outbox() {
      const { rows } = await pool.query(
        `select o.key, d.recipient, d.due_at as "dueAt", o.content from outbox o join deliveries d on d.outbox_id = o.id order by o.id`,
      )
      return rows
    },
  }
}
