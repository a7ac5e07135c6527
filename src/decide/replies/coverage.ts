/** How the zones of a branch are filled, as lines for a chat and a digest. */
import type { CivilDate } from '../../domain/calendar.ts'
import type { BranchMember, Coverage, CoverReason, ZoneToCover } from '../../domain/coverage.ts'
import { shown } from './words.ts'
import { onDay } from './zones.ts'

const LISTED_MAX = 6

const WHY: Readonly<Record<CoverReason, string>> = { free: '还没有责任区', neighbour: '就在旁边', leader: '支部领导' }

type Named = Pick<ZoneToCover, 'code' | 'name'>

function zoneWords({ code, name }: Named): string {
  return shown(name.includes(code) ? name : `${code} ${name}`, 18)
}

function listed<T>(items: readonly T[], words: (item: T) => string): string {
  const more = items.length > LISTED_MAX ? `等 ${items.length} 个` : ''
  return `${items.slice(0, LISTED_MAX).map(words).join('、')}${more}`
}

const nameOf = ({ name }: BranchMember) => shown(name, 10)

/** 覆盖情况, to whoever leads. What is in order is not listed. */
export function coverageText(coverage: Coverage, today: CivilDate): string {
  const { zoneCount, uncovered } = coverage
  if (zoneCount === 0) return '支部里还没有划分责任区。'
  const gaps = coverageLines(coverage, today)
  const head =
    uncovered.length === 0
      ? `${zoneCount} 个责任区都有人负责。`
      : `${zoneCount} 个责任区，${uncovered.length} 个还没有人负责：`
  return [
    head,
    ...uncovered.slice(0, LISTED_MAX).map(uncoveredLine),
    ...(uncovered.length > LISTED_MAX ? [`还有 ${uncovered.length - LISTED_MAX} 个没有列出。`] : []),
    ...gaps,
    ...(uncovered.length > 0 ? [`定了谁就说一句，例如：让老王管${uncovered[0]?.zone.code}。`] : []),
  ].join('\n')
}

/** `· B2 西区：可以请李敏（还没有责任区）、王秀英（就在旁边）` */
export function uncoveredLine({ zone, candidates }: Coverage['uncovered'][number]): string {
  const who = candidates.map(({ person, why }) => `${nameOf(person)}（${WHY[why]}）`).join('、')
  return `· ${zoneWords(zone)}${who === '' ? '' : `：可以请${who}`}`
}

/** What else asks for a word: members without a zone, burdens, ends, and the three knows. */
export function coverageLines(coverage: Coverage, today: CivilDate): string[] {
  const { free, heavy, ending, unapproved, unknowing, unseen } = coverage
  const perZone = ({ person, zone }: { person: BranchMember; zone: Named }) => `${nameOf(person)}（${zone.code}）`
  return [
    free.length > 0 && `还没有责任区的党员：${listed(free, nameOf)}。`,
    heavy.length > 0 &&
      `担子较重：${listed(heavy, ({ person, zoneCount, caseCount }) => `${nameOf(person)}（${zoneCount} 个责任区，90天 ${caseCount} 件事）`)}。`,
    ending.length > 0 &&
      `快到期：${listed(ending, ({ person, zone, on }) => `${nameOf(person)}（${zone.code}，到${onDay(on, today)}）`)}。`,
    unapproved.length > 0 &&
      `划分还没记为支部通过：${listed(unapproved, ({ code }) => code)}。通过了请说：责任区划分支部通过了。`,
    unknowing.length > 0 && `还没点“知道了”：${listed(unknowing, perZone)}。`,
    unseen.length > 0 && `公示牌90天没人看过：${listed(unseen, ({ code }) => code)}。可以把二维码再贴一贴。`,
  ].flatMap((line) => (line === false ? [] : [line]))
}

/** 哪些楼没人, to a member: what they could offer themselves for. */
export function freeZonesText(coverage: Coverage): string {
  const free = coverage.uncovered.map(({ zone }) => zone)
  if (coverage.zoneCount === 0) return '支部里还没有划分责任区。'
  if (free.length === 0) return '现在每个责任区都有人负责。'
  return `还没有人负责的有：${listed(free, zoneWords)}。您想负责就说一句，例如：我报${free[0]?.code}。`
}
