/** How reviews go, in words: counts, never who. */
import { type CivilDate, daysBetween } from '../../domain/calendar.ts'
import { ANSWERS_MIN } from '../../domain/review/interval.ts'
import { type RequestKind, ROUND_STATES } from '../../domain/review/vocabulary.ts'
import type { BallotFacts, OwnRequestFacts, RoundFacts } from '../review-facts.ts'
import { sayDay } from './handling.ts'
import { roundName, sayPeriod } from './reviews.ts'

/** A chat shows so many; the page shows all. */
const LINES_MAX = 4

/** `2026年上半年抽查（幸福支部）：还有 3 天，6月20日截止。检查 3 个责任区，已完成 2 个。` */
function roundLine(round: RoundFacts, today: CivilDate): string {
  const parts = [timeLeft(round, today), countsOf(round).join('，')].filter((part) => part !== '')
  return `${roundTitle(round)}：${parts.join('。')}。`
}

export function roundTitle({ kind, period, branchName }: Pick<RoundFacts, 'kind' | 'period' | 'branchName'>): string {
  return `${roundName({ round: kind, period })}（${branchName}）`
}

/** How long it still takes answers, or that it is over. */
export function timeLeft({ state, closesOn }: Pick<RoundFacts, 'state' | 'closesOn'>, today: CivilDate): string {
  const isUnderWay = state === 'open' || state === 'awaiting_seed'
  if (!isUnderWay || closesOn < today)
    return state === 'cancelled' || state === 'final' ? ROUND_STATES[state] : '已截止'
  const days = daysBetween(today, closesOn)
  const end = days === 0 ? '今天截止' : `还有 ${days} 天，${sayDay(closesOn)}截止`
  return state === 'awaiting_seed' ? `${ROUND_STATES.awaiting_seed}，${end}` : end
}

const COUNTED: Readonly<Record<RequestKind, ((asked: number, done: number) => string) | null>> = {
  // Whoever speaks first and second, all the others need not.
  phrase: null,
  checklist: (asked, done) => `检查 ${asked} 个责任区，已完成 ${done} 个`,
  own_words: (asked, done) => `本人说明 ${asked} 份，已交 ${done} 份`,
  summary: (asked, done) => `本人总结 ${asked} 份，已交 ${done} 份`,
  grading: (asked, done) => `评定 ${asked} 人，已评 ${done} 人`,
  ballot: (asked, done) => `${asked} 人投票，已领票 ${done} 人`,
  recheck: (asked, done) => `复查 ${asked} 项，已办 ${done} 项`,
}

/** What was asked for and what came, each in its own words. */
export function countsOf({ kind, state, asked, answeredZoneCount }: RoundFacts): string[] {
  if (state === 'cancelled') return []
  const counts = asked.flatMap((one) => COUNTED[one.kind]?.(one.askedCount, one.doneCount) ?? [])
  const isAsked = kind === 'opinion_round' || answeredZoneCount > 0
  return isAsked ? [...counts, answersWords(answeredZoneCount)] : counts
}

function answersWords(zoneCount: number): string {
  return zoneCount === 0
    ? `群众回答满 ${ANSWERS_MIN} 人的责任区还没有`
    : `群众回答满 ${ANSWERS_MIN} 人的责任区 ${zoneCount} 个`
}

export function progressText(rounds: readonly RoundFacts[], today: CivilDate): string {
  if (rounds.length === 0) return '现在没有进行中的抽查、考核和评议。'
  const left = rounds.length - LINES_MAX
  return [
    ...rounds.slice(0, LINES_MAX).map((round) => roundLine(round, today)),
    ...(left > 0 ? [`还有 ${left} 项，打开看。`] : []),
  ].join('\n')
}

/** What each request is, as a thing to do on its page. */
const TO_DO: Readonly<Record<RequestKind, string>> = {
  phrase: '抽签的一句话',
  checklist: '看责任区、记结果',
  own_words: '用自己的话说说这半年',
  summary: '看一看、改一改自己的总结',
  grading: '逐人评定',
  ballot: '投票',
  recheck: '复查整改',
}

export function requestWords({ kind, openCount }: Pick<OwnRequestFacts, 'kind' | 'openCount'>): string {
  return openCount > 1 ? `${TO_DO[kind]}，${openCount} 件` : TO_DO[kind]
}

export function ownRequestsText(requests: readonly OwnRequestFacts[]): string {
  const open = requests.filter(({ openCount }) => openCount > 0)
  if (open.length === 0) return '要您办的都办好了，打开可以再看。'
  const lines = open
    .slice(0, LINES_MAX)
    .map((one) => `${roundName(one)}：${requestWords(one)}，${sayDay(one.dueOn)}前。`)
  const left = open.length - LINES_MAX
  return ['要您办的：', ...lines, ...(left > 0 ? [`还有 ${left} 项，打开看。`] : [])].join('\n')
}

export function nothingAskedText(): string {
  return '现在没有要您办的考核和评议。开始时我会告诉您。'
}

export function reviewsForMembersText(): string {
  return '考核和评议是支部党员的事。您是党员的话，请先发“绑定”加邀请码。'
}

export function noBallotText(): string {
  return '现在没有要您投票的民主评议。开始时我会告诉您。'
}

export function ballotGroupText(): string {
  return '选票只给您本人，请在和我单独的聊天里说“民主评议”。'
}

export function ballotTitle(): string {
  return '民主评议投票'
}

export function ballotText({ branchName, period, closesOn }: BallotFacts, receipt: string): string {
  return `${branchName}${sayPeriod(period)}，${sayDay(closesOn)}截止。不记名，谁也查不出您怎么投的。链接只给您本人，请不要转发。回执 ${receipt}`
}

export function ballotButton(): string {
  return '去投票'
}
