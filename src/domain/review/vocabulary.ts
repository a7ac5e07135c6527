/** Reviews: the closed lists. */

/** What a branch reviews, with the word that people read. */
export const REVIEW_KINDS = {
  spot_check: '半年抽查',
  opinion_round: '群众意见',
  year_end_evaluation: '年终考核',
  democratic_appraisal: '民主评议',
} as const
export type ReviewKind = keyof typeof REVIEW_KINDS

/**
 * How far a round is. Only a spot check waits for its seed. `closed`: no more answers, what was answered is looked at;
 * `final`: nothing changes any more.
 */
export const ROUND_STATES = {
  awaiting_seed: '等两人各说一句话抽签',
  open: '进行中',
  closed: '已截止',
  final: '已完成',
  cancelled: '已取消',
} as const
export type RoundState = keyof typeof ROUND_STATES

/** What somebody is asked for in a round. */
export const REQUEST_KINDS = {
  /** A phrase of the seed. */
  phrase: '抽签的一句话',
  /** The secretary, about a zone that was drawn. */
  checklist: '责任区检查',
  /** The member, about a zone that was drawn. */
  own_words: '本人说明',
  /** The member, about the year. */
  summary: '本人总结',
  /** The secretary, about a member's year. */
  grading: '评定',
  /** Everybody in the branch: the page of ballots. */
  ballot: '投票',
  /** Somebody else than who answers for it, whether something was put right. */
  recheck: '复查',
} as const
export type RequestKind = keyof typeof REQUEST_KINDS

export const REQUEST_STATES = ['open', 'done', 'lapsed'] as const

/** A member's year, stage by stage: each freezes what came before. */
export const EVALUATION_STAGES = {
  draft: '待本人核对',
  summarised: '待评定',
  graded: '待本人查看',
  shown: '本人已看，可申诉',
  appealed: '申诉中',
  final: '已完成',
} as const
export type EvaluationStage = keyof typeof EVALUATION_STAGES

export const APPEAL_OUTCOMES = { upheld: '维持', changed: '改正' } as const
export type AppealOutcome = keyof typeof APPEAL_OUTCOMES

export const RECTIFICATION_STATES = {
  open: '整改中',
  reported: '待复查',
  closed: '已整改',
  cancelled: '已撤销',
} as const
export type RectificationState = keyof typeof RECTIFICATION_STATES

/** Neighbouring schemes whose fields join in the exports, so that nobody types them twice. */
export const SCHEMES = {
  star_household: '星级文明户',
  member_post: '无职党员设岗',
  member_target: '党员目标管理',
} as const
export type Scheme = keyof typeof SCHEMES
