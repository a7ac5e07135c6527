/** Forms of one round: what is known of every one, what residents said, and the minutes of an appraisal. */
import { ANSWERS_MIN, type Share } from '../domain/review/interval.ts'
import {
  type Counts,
  type KeptOfZone,
  type Question,
  resultOf,
  type ToldTogether,
  toldOfZone,
  toldTogether,
} from '../domain/review/opinions.ts'
import { REVIEW_KINDS, type ReviewKind, ROUND_STATES, type RoundState } from '../domain/review/vocabulary.ts'
import { type Cell, counted, leading, type ReviewForm } from './review-form.ts'
import { roundPath, zoneRecord } from './review-records.ts'

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
    ['责任区', counted(round.zoneCodes.map(zoneRecord))],
    ['轮次编号', leading(round.id, roundPath(round.kind, round.id))],
    ['名单指纹', round.listHash],
  ]
}

export interface PackOpinion {
  zone: string
  eligibleCount: number | null
  answerCount: number
  kept: KeptOfZone | null
}

const FEW = '样本不足'
const NO_TOTAL = '不写合计'

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
        header: ['问题', '哪些责任区', '回答', '说好的大约'],
        rows: questions.flatMap((question, i) => branchOpinions(question, toldTogether(keptOf(opinions), i))),
      },
    ],
    notes: [
      `不到${ANSWERS_MIN}人回答的写“${FEW}”，不写数字。合计会露出这些数字的，写“${NO_TOTAL}”。回答不记名，到截止时只留总数，所以没有更细的记录。`,
      '“大约”是按回答人数推算的范围，人越少范围越宽。',
    ],
    signatures: [],
  }
}

function keptOf(opinions: readonly PackOpinion[]): (KeptOfZone | null)[] {
  return opinions.map(({ kept }) => kept)
}

function branchOpinions(question: Question, { total, rest }: ToldTogether): Cell[][] {
  const whole = total === null ? [NO_TOTAL, ''] : answered(question, total)
  return [
    [question.text, '全支部', ...whole],
    ...(rest === null ? [] : [[question.text, `${FEW}的合在一起`, ...answered(question, rest)]]),
  ]
}

function zoneOpinions(questions: readonly Question[], { zone, eligibleCount, answerCount, kept }: PackOpinion) {
  const households = eligibleCount === null ? '未填' : String(eligibleCount)
  const counts = kept && toldOfZone(kept)
  if (counts === null) return [[zone, households, FEW, '', FEW, '']]
  return questions.map((question, i): Cell[] => [
    ...[zone, households, String(answerCount), question.text],
    ...answered(question, counts[i] ?? []),
  ])
}

function answered(question: Question, counts: Counts): [string, string] {
  const result = resultOf(question, counts)
  if (result === null) return [FEW, '']
  const shares = result.answers.map(({ text, count }) => `${text}${count}`).join('、')
  return [shares, result.good === null ? FEW : interval(result.good)]
}

function interval({ low, high }: Share): string {
  return `${percent(low)}–${percent(high)}`
}

export function percent(share: number): string {
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
