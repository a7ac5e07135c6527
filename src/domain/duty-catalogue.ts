import type { Activity, Category, ZoneKind } from './vocabulary.ts'

/** How often a duty falls due: a window is the whole of the period. */
export const DUTY_PERIODS = ['week', 'month', 'quarter', 'half_year', 'year'] as const
export type DutyPeriod = (typeof DUTY_PERIODS)[number]

export interface CatalogueDuty {
  /** Place in the implementation opinion: part of clause 四, and number there. */
  clause: `${'community' | 'school' | 'hospital'}-${number}`
  title: string
  /** `null`: all the year, when the occasion comes; nobody is reminded of it and nothing is counted. */
  every: DutyPeriod | null
  /** What a member did that shows it done. */
  activities: readonly Activity[]
  /** Matters that show it done, when the zone's member found one or it was resolved. */
  categories: readonly Category[]
}

/**
 * What the members of a community or village zone answer for.
 *
 * Three are narrower than the opinion on purpose: 5 is services and information only, 8 needs the person's agreement,
 * and 10 hears the unmet demand, never who joins in it. Where no record could show that one was done, or where the
 * occasion cannot be planned, there is no period.
 */
const COMMUNITY: readonly CatalogueDuty[] = [
  {
    clause: 'community-1',
    title: '讲解党的政策和法律，自己先做到',
    every: 'quarter',
    activities: ['publicity'],
    categories: [],
  },
  {
    clause: 'community-2',
    title: '劝大家守公约，调解邻里矛盾，请居委会、村委会按时公开账目',
    every: null,
    activities: ['mediation', 'meeting'],
    categories: ['dispute', 'openness'],
  },
  {
    clause: 'community-3',
    title: '参加学习培训，帮居民学技术、找活干',
    every: 'half_year',
    activities: ['training'],
    categories: [],
  },
  {
    clause: 'community-4',
    title: '和居民一起打扫，让楼道、院子和村道干净',
    every: 'month',
    activities: ['cleanup'],
    categories: ['environment'],
  },
  {
    clause: 'community-5',
    title: '告诉居民生育、托育和妇幼健康有哪些服务',
    every: null,
    activities: [],
    categories: ['family'],
  },
  {
    clause: 'community-6',
    title: '常看水、电、路灯、沟渠等设施，坏了就报修',
    every: 'month',
    activities: ['patrol'],
    categories: ['facility', 'traffic'],
  },
  {
    clause: 'community-7',
    title: '讲清用地和建房的规定，看到违建就反映',
    every: null,
    activities: [],
    categories: ['building'],
  },
  {
    clause: 'community-8',
    title: '看望有难处的家庭，本人同意后帮着办',
    every: 'quarter',
    activities: ['visit', 'assistance'],
    categories: ['hardship'],
  },
  {
    clause: 'community-9',
    title: '带头过文明节俭的日子，劝人远离赌博和毒品',
    every: null,
    activities: [],
    categories: [],
  },
  {
    clause: 'community-10',
    title: '留心治安、消防和山林隐患，大家共同的难处及时反映',
    every: 'month',
    activities: ['patrol', 'standby'],
    categories: ['security', 'fire', 'forest', 'grievance'],
  },
  {
    clause: 'community-11',
    title: '开民情恳谈，听意见，有回音',
    every: 'half_year',
    activities: ['talk', 'meeting'],
    categories: ['suggestion'],
  },
  {
    clause: 'community-12',
    title: '参加志愿服务，给居民办实事',
    every: 'quarter',
    activities: ['assistance', 'cleanup', 'standby'],
    categories: [],
  },
]

/** Of a talk only that it took place is ever recorded. */
const SCHOOL: readonly CatalogueDuty[] = [
  {
    clause: 'school-1',
    title: '关心教职工的工作和生活，有难处就谈谈心',
    every: 'quarter',
    activities: ['talk', 'visit'],
    categories: ['staff'],
  },
  { clause: 'school-2', title: '协助落实学习和教学安排', every: null, activities: ['meeting'], categories: [] },
  {
    clause: 'school-3',
    title: '协助培养入党积极分子',
    every: 'half_year',
    activities: ['talk', 'training'],
    categories: [],
  },
  {
    clause: 'school-4',
    title: '和学习有困难的学生结对，陪他进步',
    every: 'month',
    activities: ['tutoring'],
    categories: ['student'],
  },
  {
    clause: 'school-5',
    title: '和家里困难的学生结对，不让一个人因为钱停学',
    every: 'half_year',
    activities: ['assistance', 'visit'],
    categories: ['hardship'],
  },
]

const HOSPITAL: readonly CatalogueDuty[] = [
  {
    clause: 'hospital-1',
    title: '关心医务人员的工作和生活，有难处就谈谈心',
    every: 'quarter',
    activities: ['talk', 'visit'],
    categories: ['staff'],
  },
  {
    clause: 'hospital-2',
    title: '协助培养入党积极分子',
    every: 'half_year',
    activities: ['talk', 'training'],
    categories: [],
  },
  {
    clause: 'hospital-3',
    title: '多和患者沟通，帮着解决看病和生活中的难处',
    every: 'month',
    activities: ['visit', 'assistance'],
    categories: ['patient'],
  },
  {
    clause: 'hospital-4',
    title: '合理检查和用药，不收红包、宴请和回扣',
    every: null,
    activities: [],
    categories: [],
  },
]

/** The duties that a branch's zones of each kind start with; offices and enterprises set their own. */
export const DUTY_CATALOGUE: Readonly<Record<ZoneKind, readonly CatalogueDuty[]>> = {
  community: COMMUNITY,
  village: COMMUNITY,
  school: SCHOOL,
  hospital: HOSPITAL,
  office: [],
}
