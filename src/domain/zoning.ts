/** Zones as they are drawn, filled and made known: the closed lists. */

/** A member's offer to answer for a zone. */
export const NOMINATION_STATES = ['open', 'approved', 'declined', 'withdrawn'] as const
export type NominationState = (typeof NOMINATION_STATES)[number]

/** What a zone looks at above all: proposed from its cases, decided by the secretary. */
export const FOCUS_STATES = ['proposed', 'accepted', 'declined'] as const
export type FocusState = (typeof FOCUS_STATES)[number]

/** How residents came to know who answers: each only counted. */
export const VISIT_KINDS = ['notice', 'scan', 'join'] as const
export type VisitKind = (typeof VISIT_KINDS)[number]

/**
 * Ways from a zone's code to a person on a platform. The notice page `/z/CODE` needs none of them.
 *
 * - `wecom_contact`: a member's contact-me code. - `wecom_group`: a customer group's code.
 * - `kf`: 微信客服, the bot's own inbox in WeChat. - `dingtalk_group`: a group's join link.
 */
export const ZONE_ENTRY_KINDS = ['wecom_contact', 'wecom_group', 'kf', 'dingtalk_group'] as const
export type ZoneEntryKind = (typeof ZONE_ENTRY_KINDS)[number]
