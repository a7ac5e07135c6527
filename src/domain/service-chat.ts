/** 微信客服 as its rules are: a resident's message may be answered five times within 48 hours (W docs/kf.md). */
export const ANSWERS_MAX = 5
export const ANSWERABLE_HOURS = 48

/** Why a message to a resident waits there, as its delivery says. */
export const WAITS_FOR_RESIDENT = 'waits until the resident writes again'
