/** A branch of any size, as its secretary would write it into a spreadsheet. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'

export interface TestBranch {
  /** Accounts of the zones' members: `member0`, `member1`, … */
  members: string[]
  secretary: string
  /** CSV by the columns of the README. */
  csv: string
}

const HEADER = '支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号'

/** One building per zone, so that a building's number names its zone: `3号楼` is zone `T3`. */
export function testBranch({ zoneCount, memberCount }: { zoneCount: number; memberCount: number }): TestBranch {
  const members = Array.from({ length: memberCount }, (_, i) => `member${i}`)
  const rows = members.map((account, i) => {
    const zone = (i % zoneCount) + 1
    return `测试支部,T${zone},${zone}号楼责任区,社区,${zone}号楼,${nameOf(i)},党员,${account}`
  })
  const secretary = 'secretary'
  return { members, secretary, csv: [HEADER, ...rows, `测试支部,,,,,书小明,书记,${secretary}`, ''].join('\n') }
}

/** Writes the roster into `dir` and returns its path. */
export async function writeRoster(dir: string, branch: TestBranch): Promise<string> {
  const file = path.join(dir, 'roster.csv')
  await writeFile(file, branch.csv)
  return file
}

const SURNAMES = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何'
const DIGITS = '零一二三四五六七八九'

/** A name of its own for each: 赵零零一, 钱零零二, … */
function nameOf(i: number): string {
  const number = [...String(i).padStart(3, '0')].map((d) => DIGITS[Number(d)]).join('')
  return `${SURNAMES[i % SURNAMES.length]}${number}`
}
