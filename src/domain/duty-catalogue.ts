import type { ZoneKind } from './vocabulary.ts'

/** How often a duty falls due: a window is the whole of the period. */
export const DUTY_PERIODS = ['week', 'month', 'quarter', 'half_year', 'year'] as const
export type DutyPeriod = (typeof DUTY_PERIODS)[number]

export interface CatalogueDuty {
  /** Place in the implementation opinion: part of clause 四, and number there. */
  clause: `${'community' | 'school' | 'hospital'}-${number}`
  title: string
}

/**
 * What the members of a community or village zone answer for.
 *
 * Three are narrower than the opinion on purpose: 5 is services and information only, 8 needs the person's agreement,
 * and 10 hears the unmet demand, never who joins in it.
 */
const COMMUNITY: readonly CatalogueDuty[] = [
  { clause: 'community-1', title: '讲解党的政策和法律，自己先做到' },
  { clause: 'community-2', title: '劝大家守公约，调解邻里矛盾，请居委会、村委会按时公开账目' },
  { clause: 'community-3', title: '参加学习培训，帮居民学技术、找活干' },
  { clause: 'community-4', title: '和居民一起打扫，让楼道、院子和村道干净' },
  { clause: 'community-5', title: '告诉居民生育、托育和妇幼健康有哪些服务' },
  { clause: 'community-6', title: '常看水、电、路灯、沟渠等设施，坏了就报修' },
  { clause: 'community-7', title: '讲清用地和建房的规定，看到违建就反映' },
  { clause: 'community-8', title: '看望有难处的家庭，本人同意后帮着办' },
  { clause: 'community-9', title: '带头过文明节俭的日子，劝人远离赌博和毒品' },
  { clause: 'community-10', title: '留心治安、消防和山林隐患，大家共同的难处及时反映' },
  { clause: 'community-11', title: '开民情恳谈，听意见，有回音' },
  { clause: 'community-12', title: '参加志愿服务，给居民办实事' },
]

/** Of a talk only that it took place is ever recorded. */
const SCHOOL: readonly CatalogueDuty[] = [
  { clause: 'school-1', title: '关心教职工的工作和生活，有难处就谈谈心' },
  { clause: 'school-2', title: '协助落实学习和教学安排' },
  { clause: 'school-3', title: '协助培养入党积极分子' },
  { clause: 'school-4', title: '和学习有困难的学生结对，陪他进步' },
  { clause: 'school-5', title: '和家里困难的学生结对，不让一个人因为钱停学' },
]

const HOSPITAL: readonly CatalogueDuty[] = [
  { clause: 'hospital-1', title: '关心医务人员的工作和生活，有难处就谈谈心' },
  { clause: 'hospital-2', title: '协助培养入党积极分子' },
  { clause: 'hospital-3', title: '多和患者沟通，帮着解决看病和生活中的难处' },
  { clause: 'hospital-4', title: '合理检查和用药，不收红包、宴请和回扣' },
]

/** The duties that a new zone of each kind starts with; offices and enterprises set their own. */
export const DUTY_CATALOGUE: Readonly<Record<ZoneKind, readonly CatalogueDuty[]>> = {
  community: COMMUNITY,
  village: COMMUNITY,
  school: SCHOOL,
  hospital: HOSPITAL,
  office: [],
}
