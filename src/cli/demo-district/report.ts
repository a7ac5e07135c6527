/** What the year of the district came to, branch by branch in the order of their zones: nobody is ranked, nothing added up. */
import type { Deps } from '../../deps.ts'
import type { BranchYear } from '../../documents/review-branch-forms.ts'
import type { PackOpinion, PackRound } from '../../documents/review-round-forms.ts'
import { type Question, resultOf, toldOfZone, toldTogether } from '../../domain/review/opinions.ts'
import { REVIEW_KINDS, ROUND_STATES } from '../../domain/review/vocabulary.ts'
import { ACTIVITIES } from '../../domain/vocabulary.ts'
import type { Db } from '../../store/database.ts'
import { type BranchThere, branchesThere, type Figures, figuresThere } from '../../store/demo-district-reads.ts'
import { packRectifications, packYear } from '../../store/review-pack-branch.ts'
import { packBallots, packEvaluations, packOpinions, packRounds } from '../../store/review-pack-rounds.ts'
import { packFindings, packSampledZones } from '../../store/review-pack-spot-check.ts'
import { DISTRICT } from './roster.ts'
import type { DistrictYear } from './year.ts'

/** Lines of plain text. */
export async function districtReport({ db }: Pick<Deps, 'db'>, year: DistrictYear): Promise<string[]> {
  const lines = [`${DISTRICT} ${year.year}年责任区工作情况`, '人和事都是编的。各支部按责任区编号排列，不分先后。']
  for (const branch of await branchesThere(db, `/${DISTRICT}`)) {
    lines.push('', branch.name, ...(await branchReport(db, branch, year)).map((line) => `  ${line}`))
  }
  return lines
}

async function branchReport(db: Db, { id: branchId }: BranchThere, { year, ...day }: DistrictYear): Promise<string[]> {
  const asked = { branchId, year, ...day }
  const told = await packYear(db, asked)
  const rectifications = await packRectifications(db, asked)
  const inState = (...states: string[]) => rectifications.filter(({ state }) => states.includes(state)).length
  const extended = rectifications.filter(({ extendedCount }) => extendedCount > 0).length
  const figures = await figuresThere(db, branchId, year)
  return [
    ...workLines(told, figures),
    ...(await roundLines(db, asked, figures)),
    `限期整改：${rectifications.length} 项，已整改 ${inState('closed')}，待复查 ${inState('reported')}，还在改 ${inState('open')}，延过期 ${extended}`,
    `表彰：${told.commendations.length} 项`,
  ]
}

function workLines(told: BranchYear, figures: Figures): string[] {
  const did = told.checkIns.map(({ activity, records }) => `${ACTIVITIES[activity]} ${records.length} 次`)
  const { accepted, resolved, ratings } = figures
  return [
    `责任区：${told.zones.length} 个，有党员负责 ${told.coveredZones.length} 个`,
    `事项：${told.told.length} 件，已解决 ${told.resolved.length}，已答复未解决 ${told.answeredUnresolved.length}，不属本区 ${told.notOurs.length}，待验证 ${told.toVerify.length}，正在办 ${told.underWay.length}`,
    `时限：受理 ${accepted.count} 件，按时 ${accepted.inTime} 件；解决 ${resolved.count} 件，按时 ${resolved.inTime} 件（不属本区和批准延期的不算）`,
    `上报人回话：好 ${ratings.good}，没好 ${ratings.bad}，没回 ${ratings.none}`,
    `平时工作：${did.join('，') || '没有记录'}；恳谈会 ${told.talks.length} 场`,
    `职责：到期的有记录 ${told.dutiesDone.length} 项，没有记录 ${told.dutiesMissed.length} 项`,
  ]
}

async function roundLines(
  db: Db,
  { branchId, year, timezone }: DistrictYear & { branchId: string },
  { appeals }: Pick<Figures, 'appeals'>,
): Promise<string[]> {
  const lines: string[] = []
  const rounds = async (kind: PackRound['kind']) => packRounds(db, { branchId, kind, period: year })
  for (const round of await rounds('spot_check')) lines.push(await spotCheckLine(db, round))
  for (const kind of ['opinion_round', 'spot_check', 'year_end_evaluation'] as const) {
    for (const round of await rounds(kind)) lines.push(...opinionLines(round, await packOpinions(db, round.id)))
  }
  for (const round of await rounds('year_end_evaluation'))
    lines.push(await evaluationLine(db, round, { appeals, timezone }))
  for (const round of await rounds('democratic_appraisal')) lines.push(await appraisalLine(db, round))
  return lines
}

const named = ({ kind, period }: Pick<PackRound, 'kind' | 'period'>) => `${REVIEW_KINDS[kind]} ${period}`

async function spotCheckLine(db: Db, round: PackRound): Promise<string> {
  const zones = await packSampledZones(db, round.id)
  const findings = await packFindings(db, round.id)
  const checked = zones.filter(({ isChecked }) => isChecked).length
  const ownWords = zones.filter((zone) => zone.ownWords !== null).length
  const drawn = zones.map(({ code }) => code).join('、')
  return `${named(round)}：${ROUND_STATES[round.state]}，${round.zoneCodes.length} 个抽 ${zones.length} 个（${drawn}），查了 ${checked} 个，本人说明 ${ownWords} 份，发现问题 ${findings.length} 个`
}

/** How many answered and, of the last question, how many are content; zones with few answers are told apart. */
function opinionLines(round: PackRound, opinions: readonly PackOpinion[]): string[] {
  if (opinions.length === 0) return []
  const enough = opinions.filter(({ kept }) => kept !== null && toldOfZone(kept) !== null)
  const voices = enough.reduce((all, { answerCount }) => all + answerCount, 0)
  const few = opinions.length - enough.length
  const name = round.kind === 'opinion_round' ? named(round) : `${named(round)} 群众意见`
  const shortage = few === 0 ? '' : `，另有 ${few} 个样本不足`
  const heard = enough.length === 0 ? '样本不足' : `${enough.length} 个责任区 ${voices} 人回答${shortage}`
  return [`${name}：${heard}`, ...round.questions.map((question, i) => `  ${questionLine(question, opinions, i)}`)]
}

function questionLine(question: Question, opinions: readonly PackOpinion[], place: number): string {
  const zones = opinions.map(({ kept }) => kept)
  const { total } = toldTogether(zones, place)
  if (total === null) return `${question.text}不写合计`
  const good = resultOf(question, total)?.good
  const percent = (share: number) => `${Math.round(share * 100)}%`
  return `${question.text}${good ? `说好的大约 ${percent(good.low)}–${percent(good.high)}（${good.n} 人说得上来）` : '样本不足'}`
}

async function evaluationLine(
  db: Db,
  round: PackRound,
  { appeals: { count, changed }, timezone }: Pick<Figures, 'appeals'> & { timezone: string },
): Promise<string> {
  const years = await packEvaluations(db, round, timezone)
  const final = years.filter(({ stage }) => stage === 'final').length
  return `${named(round)}：${ROUND_STATES[round.state]}，${years.length} 人，已完成 ${final} 人，申诉 ${count} 件，改正 ${changed} 件`
}

/** How many votes each has; what was voted is the minutes', not a report's. */
async function appraisalLine(db: Db, round: PackRound): Promise<string> {
  const ballots = await packBallots(db, round.id)
  const counts = ballots.map(({ ballotCount }) => ballotCount)
  const few = ballots.filter((one) => one.counts === null).length
  const span =
    counts.length === 0 ? '没有票' : `每人 ${[...new Set([Math.min(...counts), Math.max(...counts)])].join('–')} 票`
  return `${named(round)}：${ROUND_STATES[round.state]}，评议 ${ballots.length} 人，${span}${few === 0 ? '' : `，${few} 人样本不足`}`
}
