/** How far the rectifications of a branch are, as a weekly digest tells it: numbers, no names. */

export interface RectificationCounts {
  /** Past their day, and not said to be done. */
  over: number
  /** Said to be done: somebody is to look. */
  reported: number
  /** Within their time. */
  going: number
}

export const NO_RECTIFICATIONS: RectificationCounts = { over: 0, reported: 0, going: 0 }

const WORDS: Readonly<Record<keyof RectificationCounts, string>> = {
  over: '到期没做好',
  reported: '等人去看',
  going: '进行中',
}
const KEYS = Object.keys(WORDS) as (keyof RectificationCounts)[]

/** `rectifications over 1 reported 2 going 0`; `null` where there are none. */
export function rectificationsKey(counts: RectificationCounts): string | null {
  if (KEYS.every((key) => counts[key] === 0)) return null
  return `rectifications ${KEYS.map((key) => `${key} ${counts[key]}`).join(' ')}`
}

/** `整改：到期没做好 1，等人去看 2。说“整改”可以看。`; empty where there are none. */
export function rectificationWords(views: readonly { rectifications: RectificationCounts }[]): string {
  const told = KEYS.flatMap((key) => {
    const count = views.reduce((sum, { rectifications }) => sum + rectifications[key], 0)
    return count === 0 ? [] : [`${WORDS[key]} ${count}`]
  })
  return told.length === 0 ? '' : `整改：${told.join('，')}。说“整改”可以看。`
}
