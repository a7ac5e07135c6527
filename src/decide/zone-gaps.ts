/** What is open about zones and who answers for them, as a weekly digest tells it: the three knows, ends, offers. */

/** In the order in which they are told. */
export const ZONE_GAPS = {
  offered: '报名等您定',
  ending: '快到期',
  free: '党员还没有责任区',
  unapproved: '划分还没记为支部通过',
  unknowing: '还没点“知道了”',
  unseen: '公示牌90天没人看过',
} as const
export type GapKind = keyof typeof ZONE_GAPS

/** `about`: whom and which zone: `王秀英（B2）`, `A3`. */
export interface ZoneGap {
  gap: GapKind
  about: string
}

const KINDS = Object.keys(ZONE_GAPS) as GapKind[]
const LISTED_MAX = 8

export function gapKey({ gap, about }: ZoneGap): string {
  return `zone-gap ${gap} ${about}`
}

/** One line of each kind: `快到期：王秀英（B2）`. */
export function gapLines(gaps: readonly ZoneGap[]): string[] {
  return KINDS.flatMap((kind) => {
    const own = gaps.filter(({ gap }) => gap === kind).map(({ about }) => about)
    const more = own.length > LISTED_MAX ? `等 ${own.length} 个` : ''
    return own.length === 0 ? [] : [`${ZONE_GAPS[kind]}：${own.slice(0, LISTED_MAX).join('、')}${more}`]
  })
}

/** `责任区：快到期 1，还没点“知道了” 2，说“覆盖情况”可以看。`; empty where all is in order. */
export function gapWords(views: readonly { zoneGaps: readonly ZoneGap[] }[]): string {
  const gaps = views.flatMap((view) => view.zoneGaps)
  const counted = KINDS.flatMap((kind) => {
    const count = gaps.filter(({ gap }) => gap === kind).length
    return count === 0 ? [] : [`${ZONE_GAPS[kind]} ${count}`]
  })
  return counted.length === 0 ? '' : `责任区：${counted.join('，')}。说“覆盖情况”可以看。`
}
