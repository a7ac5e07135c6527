/** 民情恳谈: residents and members talk; what was heard is recorded without names, what was promised becomes a case. */
export const TALK_STATES = { announced: '已预告', held: '已召开', published: '已公布', cancelled: '已取消' } as const
export type TalkState = keyof typeof TALK_STATES
