/** A town of branches as they are: some dozens of members each, a few to a zone. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { cli, type Environment } from '../support/product.ts'

const ZONES_PER_BRANCH = 20
const MEMBERS_PER_ZONE = 5

/** Puts so many members, accounts `member0`, `member1`, …, into an installation; buildings 1–20 are zones of each branch. */
export async function foundTown(memberCount: number, { dir, env }: { dir: string; env: Environment }): Promise<void> {
  const header = '支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号'
  const rows = Array.from({ length: memberCount }, (_, i) => {
    const zone = Math.floor(i / MEMBERS_PER_ZONE)
    const branch = Math.floor(zone / ZONES_PER_BRANCH) + 1
    const building = (zone % ZONES_PER_BRANCH) + 1
    return `第${branch}支部,Z${zone + 1},${building}号楼责任区,社区,${building}号楼,${nameOf(i)},党员,member${i}`
  })
  const file = path.join(dir, 'town.csv')
  await writeFile(file, [header, ...rows, ''].join('\n'))
  const { code, stderr } = await cli(['import', file], env)
  if (code !== 0) throw new Error(`the roster was not imported: ${stderr}`)
}

function nameOf(i: number): string {
  return `王${[...String(i)].map((digit) => '零一二三四五六七八九'[Number(digit)]).join('')}`
}
