/** What people are told of reviews. */
import type { CivilDate } from '../../domain/calendar.ts'
import { REVIEW_KINDS, type RequestKind, type ReviewKind } from '../../domain/review/vocabulary.ts'
import { type FrozenListTold, frozenListLine } from './frozen-list.ts'
import { sayDay } from './handling.ts'

export interface RequestWorded {
  kind: RequestKind
  round: ReviewKind
  period: string
  dueOn: CivilDate
  /** The list that a phrase draws from: told before anybody speaks. */
  list?: FrozenListTold | null
}

/** 2026年上半年, 2026年第三季度, 2026年度. */
export function sayPeriod(period: string): string {
  const [year = '', part = ''] = period.split('-')
  const parts: Readonly<Record<string, string>> = {
    ...{ H1: '年上半年', H2: '年下半年' },
    ...{ Q1: '年第一季度', Q2: '年第二季度', Q3: '年第三季度', Q4: '年第四季度' },
  }
  return year + (parts[part] ?? '年度')
}

export function roundName({ round, period }: Pick<RequestWorded, 'round' | 'period'>): string {
  return round === 'spot_check' ? `${sayPeriod(period)}抽查` : `${sayPeriod(period)}${REVIEW_KINDS[round]}`
}

const WHAT: Readonly<Record<RequestKind, string>> = {
  phrase:
    '抽签要两位各说一句话。请回复“抽签”，再加一句4到100个字的话，例如：抽签 春风又绿江南岸。两位都说了，就按这两句话抽出责任区。',
  checklist: '抽中的责任区请看一看、记一记，记录已经替您填好一半。回复“抽查进度”打开。',
  own_words: '您的责任区抽中了。请用自己的话说说这半年做了什么、有什么难处。回复“抽查进度”打开。',
  summary: '您这一年做的事，已按记录写成草稿，请看一看、改一改。回复“我的考核”打开。',
  grading: '请逐人评定，写明理由。回复“考核进度”打开。',
  ballot: '请投票，不记名，书记和管理员都看不到您怎么投的。回复“民主评议”打开。',
  recheck: '有整改请您去复查。回复“整改”查看。',
}

/** What is asked of a person about several zones or people is one thing to do; each list is drawn from on its own. */
export function eachOnce<T extends RequestWorded>(requests: readonly T[]): T[] {
  const thing = ({ round, period, kind, list }: T) => `${round} ${period} ${kind} ${list?.listHash ?? ''}`
  return [...new Map(requests.map((one) => [thing(one), one])).values()]
}

export function whatToDo({ kind, list }: Pick<RequestWorded, 'kind' | 'list'>): string {
  return list ? `${WHAT[kind]}\n${frozenListLine(list)}` : WHAT[kind]
}

/** One message for all that a person is asked for this morning. */
export function requestsText(requests: readonly RequestWorded[], today: CivilDate): string {
  const [only, ...others] = eachOnce(requests).map(
    (one) => `${roundName(one)}（${sayDay(one.dueOn)}前）：${whatToDo(one)}`,
  )
  const lines =
    others.length === 0 ? [only] : ['有几件事请您办：', ...[only, ...others].map((line, i) => `${i + 1}. ${line}`)]
  // Platforms swallow equal bodies: the day makes this one unlike the last.
  return `${lines.join('\n')}\n（提醒 ${sayDay(today)}）`
}

/** The same in one line, for another week. */
export function requestsLine(requests: readonly RequestWorded[]): string {
  const [first] = requests
  return first ? `${roundName(first)}等您，${sayDay(first.dueOn)}前。` : ''
}
