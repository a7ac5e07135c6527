/** What people read of a member's year. */
import type { CivilDate } from '../../domain/calendar.ts'
import { type Exposure, STATEMENTS, type Statement, type StatementAbout } from '../../domain/review/statements.ts'
import { ACTIVITIES } from '../../domain/vocabulary.ts'
import { sayDay } from './handling.ts'
import { sayPeriod } from './reviews.ts'

const UNITS: Readonly<Partial<Record<StatementAbout, string>>> = {
  activity: '次',
  talk: '次',
  focus: '项',
  duty_done: '项',
  duty_missed: '项',
}

/** 办理后已解决 8 件, 走访 12 次. */
export function statementWords({ about, activity, count }: Omit<Statement, 'evidence'>): string {
  return `${statementName({ about, activity })} ${count} ${UNITS[about] ?? '件'}`
}

/** The same without its number. */
export function statementName({ about, activity }: Pick<Statement, 'about' | 'activity'>): string {
  return activity === null ? STATEMENTS[about] : ACTIVITIES[activity]
}

/** For the member to correct: what the records say, in one's own voice. What has no record stands beside it, for nobody's own words. */
export function summaryDraft(period: string, statements: readonly Statement[]): string {
  const year = sayPeriod(period)
  const say = (which: (statement: Statement) => boolean) => statements.filter(which).map(statementWords).join('，')
  const activities = say(({ about }) => about === 'activity')
  const parts = [
    say(({ about }) => about === 'told'),
    say(({ about }) => CASES.includes(about)),
    activities === '' ? '' : `平时${activities}`,
    say(({ about }) => OTHERS.includes(about)),
  ].filter((part) => part !== '')
  if (parts.length === 0) return `${year}没有留下记录。`
  return `${year}，我${parts.map((part) => part.replaceAll(' ', '')).join('；')}。`
}

const CASES: readonly StatementAbout[] = [
  ...([
    'resolved',
    'resolved_in_time',
    'answered_unresolved',
    'not_ours',
    'to_verify',
    'under_way',
    'waiting',
  ] as const),
]
const OTHERS: readonly StatementAbout[] = ['promise_kept', 'promise_open', 'talk', 'focus', 'duty_done']

/** How much there was to do, for whoever reads the numbers beside it. */
export function exposureLines(exposure: Exposure): string[] {
  const { zoneCount, days, householdCount, caseCount, casesPer100Households, waitedMinutes } = exposure
  const households = householdCount === null ? '户数没有填' : `${householdCount} 户`
  const share = casesPer100Households === null ? '' : `，平均每 100 户 ${casesPer100Households} 件`
  return [
    `这一年负责 ${zoneCount} 个责任区，${households}，共 ${days} 天。`,
    `这些地方一共有 ${caseCount} 件事${share}。报得多，不会降低评定。`,
    ...(waitedMinutes === 0 ? [] : [`等别人答复或处理用了${sayMinutes(waitedMinutes)}，不算在办理时间里。`]),
  ]
}

const HOUR_MINUTES = 60
const WORKING_DAY_MINUTES = 7 * HOUR_MINUTES

function sayMinutes(minutes: number): string {
  if (minutes < HOUR_MINUTES) return ` ${minutes} 分钟`
  if (minutes < WORKING_DAY_MINUTES) return ` ${Math.round(minutes / HOUR_MINUTES)} 小时`
  return `约 ${Math.round(minutes / WORKING_DAY_MINUTES)} 个工作日`
}

interface Told {
  period: string
  /** Platforms swallow equal bodies: the day makes this one unlike the last. */
  today: CivilDate
}

/** For the member, before anybody else sees it. */
export function gradeShownText({ period, today, until }: Told & { until: CivilDate }): string {
  return `${sayPeriod(period)}年终考核，对您的评定写好了，请您先看。不同意的话，到${sayDay(until)}为止可以申诉，由别人来定。回复“我的考核”打开。\n（${sayDay(today)}）`
}

/** For whom the member chose. */
export function appealText({ period, today, name }: Told & { name: string }): string {
  return `${name}对自己${sayPeriod(period)}年终考核的评定有不同意见，请您来定。回复“考核进度”打开。\n（${sayDay(today)}）`
}

/** So many are named in a message; the page has them all. */
const NAMES_MAX = 6

/** For whoever leads the branch: no message reached these members. */
export function handOverText({ period, today, names }: Told & { names: readonly string[] }): string {
  const more = names.length > NAMES_MAX ? `等${names.length}人` : ''
  const who = `${names.slice(0, NAMES_MAX).join('、')}${more}`
  return `${sayPeriod(period)}年终考核，${who}收不到我的消息。请您当面给本人看评定，看过以后在页面上点一下，7 天的申诉期从那天算起。回复“考核进度”打开。\n（${sayDay(today)}）`
}

/** For the member. */
export function appealDecidedText({ period, today }: Told): string {
  return `您对${sayPeriod(period)}年终考核的申诉有答复了。回复“我的考核”查看。\n（${sayDay(today)}）`
}
