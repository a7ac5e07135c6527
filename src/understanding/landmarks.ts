import type { Span } from './clauses.ts'
import { BESIDE, LANDMARKS, NOT_IN_NAME, SELF_REFERENCES } from './lexicon/landmarks.ts'
import type { PlaceMention } from './places.ts'
import { WordTree } from './word-tree.ts'

/** How far the name of a place may reach back from its last noun (`舊糧站那條巷子`). */
const NAME_LENGTH = 6
const MAX_TAILS = 3
/** Places that everybody has; a name with more in it says more. */
const COMMON = new Set([
  '楼道',
  '楼梯',
  '走廊',
  '过道',
  '门口',
  '电梯里',
  '楼梯间',
  '路边',
  '厕所',
  '卫生间',
  '树下',
  '学校',
  '停车位',
  '消防通道',
  '病房',
  '教室',
  '办公室',
])

const landmarks = new WordTree<true>()
for (const word of LANDMARKS) landmarks.add(word, true)

/** Places told by a landmark only, outside the spans that the grammar has read already. */
export function findLandmarks(text: string, taken: readonly Span[]): PlaceMention[] {
  const mentions: PlaceMention[] = []
  let next = 0
  for (const { from, to } of landmarks.scan(text)) {
    while ((taken[next]?.to ?? Number.POSITIVE_INFINITY) <= from) next++
    const floor = Math.max(taken[next - 1]?.to ?? 0, mentions.at(-1)?.to ?? 0)
    const ceiling = taken[next]?.from ?? text.length
    if (from < floor || to > ceiling) continue
    const start = nameStart(text, from, floor)
    const end = Math.min(tailEnd(text, to), ceiling)
    const name = text.slice(start, end)
    if (SELF_REFERENCES.test(name)) continue
    const weight = COMMON.has(name) ? 1 : 1.5
    mentions.push({ from: start, to: end, building: null, unit: null, floor: null, room: null, weight })
  }
  return mentions
}

function nameStart(text: string, from: number, floor: number): number {
  let start = from
  while (start > floor && from - start < NAME_LENGTH && !NOT_IN_NAME.has(text[start - 1] ?? ' ')) start--
  while (start < from && /[完家的]/.test(text[start] ?? '')) start++
  return start
}

function tailEnd(text: string, from: number): number {
  let end = from
  for (let i = 0; i < MAX_TAILS; i++) {
    const tail = BESIDE.exec(text.slice(end, end + 8))?.[0]
    if (!tail) break
    end += tail.length
  }
  return end
}
