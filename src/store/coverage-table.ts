/** The coverage of zones as a table: a row for each zone, then one for each member without a zone. */
import type { CivilDate } from '../domain/calendar.ts'
import { answers, type CoverReason } from '../domain/coverage.ts'
import { type BranchCoverage, coverageIn } from './coverage.ts'
import type { Scope } from './organisations.ts'
import type { Sql } from './sql.ts'

const HEADER = [
  ...['支部', '编号', '责任区', '范围', '责任党员', '备用', '协助', '任期到', '支部已通过', '党员已知道'],
  ...['居民看过（90天）', '事项（90天）', '可以请谁'],
]
const WHY: Readonly<Record<CoverReason, string>> = { free: '没有责任区', neighbour: '就在旁边', leader: '支部领导' }
const NO_ZONE = '（没有责任区的党员）'

export function coverageTable(
  sql: Sql,
  { scope, today }: { scope: Scope; today: CivilDate },
): { header: string[]; rows: AsyncGenerator<string[]> } {
  async function* rows() {
    for (const branch of await coverageIn(sql, scope, today)) {
      yield* zoneRows(branch, today)
      for (const person of branch.coverage.free) {
        yield [branch.branch, '', NO_ZONE, '', person.name, ...HEADER.slice(5).map(() => '')]
      }
    }
  }
  return { header: HEADER, rows: rows() }
}

function zoneRows({ branch, coverage, zones, nameOf }: BranchCoverage, today: CivilDate): string[][] {
  return zones.map((zone) => {
    const held = zone.posts.filter((post) => post.startsOn <= today)
    const answering = held.filter((post) => answers(post, today))
    const names = (posts: typeof held) => posts.map((post) => nameOf(post.personId)).join('、')
    const terms = answering.map((post) => post.endsOn ?? post.termEndsOn).filter((on) => on !== null)
    const gap = coverage.uncovered.find((one) => one.zone === zone)
    const candidates = gap?.candidates.map(({ person, why }) => `${person.name}（${WHY[why]}）`) ?? []
    return [
      ...[branch, zone.code, zone.name, zone.areas.join('、')],
      names(answering.filter((post) => !post.backup)),
      names(answering.filter((post) => post.backup)),
      names(held.filter((post) => post.role === 'helper')),
      terms.sort()[0] ?? '',
      zone.approved ? '是' : '否',
      `${answering.filter((post) => post.known).length}/${answering.length}`,
      ...[String(zone.visitCount), String(zone.caseCount), candidates.join('、')],
    ]
  })
}
