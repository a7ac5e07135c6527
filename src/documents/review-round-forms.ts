/** Forms of one round: the record of a spot check, what residents said, and the minutes of an appraisal. */
import { ANSWERS_MIN, type Share } from '../domain/review/interval.ts'
import { addedUp, type KeptCounts, type Question, resultOf } from '../domain/review/opinions.ts'
import { REVIEW_KINDS, type ReviewKind, ROUND_STATES, type RoundState } from '../domain/review/vocabulary.ts'
import { type Cell, counted, type ReviewForm } from './review-form.ts'

export interface PackRound {
  id: string
  branch: string
  kind: ReviewKind
  period: string
  state: RoundState
  opensOn: string
  closesOn: string
  listHash: string
  seed: string | null
  cancelReason: string | null
  /** Codes of the zones of the frozen list. */
  zoneCodes: readonly string[]
  questions: readonly Question[]
}

/** What is known of every round; its id leads to its record. */
export function roundFacts(round: PackRound): ReviewForm['facts'] {
  const cancelled = round.cancelReason === null ? [] : [['取消原因', round.cancelReason] as const]
  return [
    ['时期', round.period],
    ['起止', `${round.opensOn} 至 ${round.closesOn}`],
    ['进度', ROUND_STATES[round.state]],
    ...cancelled,
    ['责任区', counted(round.zoneCodes)],
    ['轮次编号', round.id],
    ['名单指纹', round.listHash],
  ]
}

export interface PackSampledZone {
  position: number
  code: string
  name: string
  /** 0 to 1. */
  chance: number
  replacedBy: string | null
  reason: string | null
  /** The secretary's words, and the member's; `null`: none yet. */
  checked: string | null
  ownWords: string | null
}

export interface PackFinding {
  zone: string
  text: string
  foundBy: string | null
  /** Its case and rectification. */
  caseCode: string | null
  rectification: number | null
}

export function spotCheckForm(
  round: PackRound,
  { zones, findings }: { zones: readonly PackSampledZone[]; findings: readonly PackFinding[] },
): ReviewForm {
  return {
    title: `${REVIEW_KINDS.spot_check}记录`,
    branch: round.branch,
    facts: [
      ...roundFacts(round),
      ['种子', round.seed ?? '还没有抽签'],
      ['抽到', counted(zones.map(({ code }) => code))],
      ['发现问题', counted(findings.flatMap((one) => leadsTo(one) || one.zone))],
    ],
    tables: [
      {
        caption: '抽到的责任区',
        header: ['序号', '编号', '责任区', '被抽到的机会', '替换', '检查意见', '本人说明'],
        rows: zones.map((zone) => [
          ...[String(zone.position), zone.code, zone.name, percent(zone.chance), replacement(zone)],
          ...[zone.checked ?? '未检查', zone.ownWords ?? ''],
        ]),
      },
      {
        caption: '发现的问题',
        header: ['责任区', '问题', '检查人', '怎么办'],
        rows: findings.map((one) => [one.zone, one.text, one.foundBy ?? '', leadsTo(one)]),
      },
    ],
    notes: [`任何人都可以用公布的名单和两句话重新抽一遍：cli review verify。`],
    signatures: ['检查人', '支部书记'],
  }
}

function replacement({ replacedBy, reason }: PackSampledZone): string {
  if (reason === null) return ''
  return replacedBy === null ? `不查，没有可换的：${reason}` : `换成${replacedBy}：${reason}`
}

function leadsTo({ caseCode, rectification }: PackFinding): string {
  return [caseCode === null ? '' : `事项${caseCode}`, rectification === null ? '' : `整改${rectification}号`]
    .filter((word) => word !== '')
    .join('、')
}

export interface PackOpinion {
  zone: string
  eligibleCount: number | null
  answerCount: number
  counts: KeptCounts | null
}

const FEW = '样本不足'

export function opinionForm(round: PackRound, opinions: readonly PackOpinion[]): ReviewForm {
  const { questions } = round
  return {
    title: `${REVIEW_KINDS.opinion_round}汇总`,
    branch: round.branch,
    facts: roundFacts(round),
    tables: [
      {
        caption: '各责任区的群众意见',
        header: ['责任区', '户数', '回答人数', '问题', '回答', '说好的大约'],
        rows: opinions.flatMap((zone) => zoneOpinions(questions, zone)),
      },
      {
        caption: '支部的群众意见',
        header: ['问题', '回答', '说好的大约', '算进的责任区'],
        rows: questions.map((question, i) => {
          const { counts, zoneCount } = addedUp(
            opinions.map(({ counts }) => counts?.[i] ?? []).filter((told) => told.length > 0),
          )
          return [question.text, ...answered(question, counts), String(zoneCount)]
        }),
      },
    ],
    notes: [
      `不到${ANSWERS_MIN}人回答的写“${FEW}”，不写数字。回答不记名，到截止时只留总数，所以没有更细的记录。`,
      '“大约”是按回答人数推算的范围，人越少范围越宽。',
    ],
    signatures: [],
  }
}

function zoneOpinions(questions: readonly Question[], { zone, eligibleCount, answerCount, counts }: PackOpinion) {
  const households = eligibleCount === null ? '未填' : String(eligibleCount)
  if (counts === null) return [[zone, households, FEW, '', FEW, '']]
  return questions.map((question, i): Cell[] => [
    ...[zone, households, String(answerCount), question.text],
    ...answered(question, counts[i] ?? []),
  ])
}

function answered(question: Question, counts: readonly number[]): [string, string] {
  const result = resultOf(question, counts)
  if (result === null) return [FEW, '']
  const shares = result.answers.map(({ text, count }) => `${text}${count}`).join('、')
  return [shares, result.good === null ? FEW : interval(result.good)]
}

function interval({ low, high }: Share): string {
  return `${percent(low)}–${percent(high)}`
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`
}

export interface PackBallots {
  name: string
  eligibleCount: number
  ballotCount: number
  /** By choice, then who abstained; `null`: too few, or no quorum. */
  counts: readonly number[] | null
}

/** @param choices what could be voted, in the order of the counts */
export function appraisalForm(
  round: PackRound,
  { ballots, choices }: { ballots: readonly PackBallots[]; choices: readonly string[] },
): ReviewForm {
  const entitled = Math.max(0, ...ballots.map(({ eligibleCount }) => eligibleCount))
  const cast = Math.max(0, ...ballots.map(({ ballotCount }) => ballotCount))
  return {
    title: `${REVIEW_KINDS.democratic_appraisal}会议记录`,
    branch: round.branch,
    facts: [
      ...roundFacts(round),
      ['有投票权的最多', `${entitled}人（本人不投自己）`],
      ['收到的票最多', `${cast}张`],
      ['时间', '＿＿＿＿年＿＿月＿＿日'],
      ['地点', '＿＿＿＿＿＿＿＿'],
    ],
    tables: [
      {
        caption: '投票结果',
        header: ['姓名', '应投', '实投', ...choices, '弃权'],
        rows: ballots.map(({ name, eligibleCount, ballotCount, counts }) => [
          ...[name, String(eligibleCount), String(ballotCount)],
          ...[...choices, '弃权'].map((_, i) => (counts === null ? '不公布' : String(counts[i] ?? 0))),
        ]),
      },
      { caption: '会议情况', header: ['议程', '内容'], rows: AGENDA.map((item) => [item, '']) },
    ],
    notes: [
      '投票不记名，到截止时只留总数，谁也查不到谁投了什么，所以票数没有更细的记录。按姓名排列，不分先后。',
      '“不公布”是票数不够，或者没有到规定的人数。',
    ],
    signatures: ['主持人', '记录人', '监票人'],
  }
}

const AGENDA = ['个人说明', '党员互评', '支部评议意见'] as const
