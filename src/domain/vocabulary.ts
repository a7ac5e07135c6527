/**
 * The closed lists of the domain: codes as they stand in the database and the API, with the Chinese word that people
 * read. One list each; constraints, schemas and cards are all made from these.
 */

/** Table A of the parse contract: what an incident is about. */
export const CATEGORIES = {
  facility: '公共设施',
  traffic: '道路交通',
  environment: '环境卫生',
  nuisance: '扰民',
  building: '违建用地',
  fire: '消防隐患',
  forest: '林木保护',
  security: '治安安全',
  dispute: '矛盾纠纷',
  hardship: '困难帮扶',
  grievance: '群体诉求',
  openness: '居务财务公开',
  suggestion: '意见建议',
  student: '学生帮扶',
  staff: '教职医务关爱',
  patient: '就医服务',
  integrity: '廉洁行医',
  family: '生育家庭服务',
  other: '其他',
} as const
export type Category = keyof typeof CATEGORIES

/** Matters that happen at a spot: somebody has to go there, so it is worth asking where. */
export const AT_A_SPOT: readonly Category[] = [
  'facility',
  'traffic',
  'environment',
  'nuisance',
  'building',
  'fire',
  'forest',
  'security',
]

/** Table B of the parse contract: what a member did. */
export const ACTIVITIES = {
  patrol: '巡查',
  visit: '走访',
  mediation: '调解',
  publicity: '宣传',
  assistance: '帮办帮扶',
  cleanup: '整治',
  talk: '谈心恳谈',
  training: '学习培训',
  meeting: '议事',
  standby: '值守',
  tutoring: '结对辅导',
  other: '其他',
} as const
export type Activity = keyof typeof ACTIVITIES

export const URGENCIES = { normal: '一般', urgent: '紧急', emergency: '突发' } as const
export type Urgency = keyof typeof URGENCIES

export const CASE_KINDS = { incident: '事件', enquiry: '咨询' } as const
export type CaseKind = keyof typeof CASE_KINDS

export const ZONE_KINDS = {
  community: '社区',
  village: '村',
  school: '学校',
  hospital: '医院',
  office: '机关',
} as const
export type ZoneKind = keyof typeof ZONE_KINDS

/** The word that people read for a category. What is 廉洁行医 in a hospital is 廉洁问题 elsewhere; `null`: zone unknown. */
export function categoryLabel(category: Category, zoneKind: ZoneKind | null): string {
  return category === 'integrity' && zoneKind !== 'hospital' ? '廉洁问题' : CATEGORIES[category]
}

/** Roles of an assignment. `resident` is nobody's assignment: it is what a sender without one is. */
export const ROLES = {
  branch_secretary: '书记',
  deputy_secretary: '副书记',
  zone_member: '党员',
  guest_member: '外单位党员',
  helper: '协助员',
  organisation_admin: '管理员',
  resident_verifier: '居民代表',
} as const
export type Role = keyof typeof ROLES

/** The same as residents read them. */
export const ROLE_TITLES: Readonly<Record<Role, string>> = {
  ...ROLES,
  zone_member: '责任区党员',
  branch_secretary: '支部书记',
}
export type ReporterRole = Role | 'resident'

/** Roles that lead a branch: the deputy has the same rights as the secretary. */
export const SECRETARY_ROLES: readonly Role[] = ['branch_secretary', 'deputy_secretary']

export const CHANNELS = ['wecom', 'dingtalk', 'local', 'kf', 'page'] as const
export type ChannelName = (typeof CHANNELS)[number]

/** Where a case was told: on a channel, or by another program, which nobody is answered through. */
export const CASE_SOURCES = [...CHANNELS, 'api'] as const
export type CaseSource = (typeof CASE_SOURCES)[number]

/** People that one call to a platform reaches with equal content: WeCom 1000 [D 90236], DingTalk 20. */
export const RECIPIENTS_PER_CALL: Readonly<Record<ChannelName, number>> = {
  wecom: 1000,
  dingtalk: 20,
  local: 1000,
  kf: 1,
  page: 1000,
}

/** Sending order: a lower lane never delays a higher one. */
export const LANES = ['emergency', 'reply', 'reminder', 'digest'] as const
export type Lane = (typeof LANES)[number]

/** What a message to a person is for. The weekly cap and the quiet hours look at this, not at the lane. */
export const PURPOSES = [
  'reply',
  'welcome',
  'emergency',
  'assignment',
  'clock',
  'duty',
  'announcement',
  'review',
  'digest',
  'alarm',
] as const
export type Purpose = (typeof PURPOSES)[number]

/** The codes of one of the lists above, as a non-empty tuple for schemas and constraints. */
export function codesOf<T extends string>(list: Readonly<Record<T, string>>): [T, ...T[]] {
  return Object.keys(list) as [T, ...T[]]
}
