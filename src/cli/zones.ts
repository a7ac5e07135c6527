import type { Command } from 'commander'
import { coverageLines, uncoveredLine } from '../decide/replies/coverage.ts'
import { todayOf } from '../deps.ts'
import { answers } from '../domain/coverage.ts'
import { coverageIn } from '../store/coverage.ts'
import { printRow } from './rows.ts'
import { scopeAt } from './scope.ts'
import { withDeps } from './with-deps.ts'

/** `zones`: who answers for each zone and the three knows, then what is open in each branch. */
export function registerZones(program: Command): void {
  program
    .command('zones')
    .description('列出责任区：支部、编号、名称、责任党员、支部通过、党员知道、居民看过次数，再列出缺口')
    .option('--scope <path>', '组织路径', '/')
    .action(({ scope }: { scope: string }) =>
      withDeps(async ({ db, pool, now, config }) => {
        const today = todayOf({ now, config })
        for (const { branch, zones, coverage, nameOf } of await coverageIn(pool, await scopeAt(db, scope), today)) {
          for (const zone of zones) {
            const members = zone.posts.filter((post) => answers(post, today))
            const known = `${members.filter((post) => post.known).length}/${members.length}`
            const names = members.map((post) => nameOf(post.personId)).join('、') || '没有人'
            printRow(branch, zone.code, zone.name, names, zone.approved ? '是' : '否', known, zone.visitCount)
          }
          const gaps = [...coverage.uncovered.map(uncoveredLine), ...coverageLines(coverage, today)]
          if (gaps.length > 0) console.error([`${branch}：`, ...gaps].join('\n'))
        }
      }),
    )
}
