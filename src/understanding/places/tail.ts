import { BESIDE } from '../lexicon/landmarks.ts'
import { beginsThing } from './things.ts'

/** So many words may say in a row where beside a place: `门口|右边|那段`. */
const MAX_TAILS = 4
const LONGEST_TAIL = 8

/** Where the words end that say where beside, above or before a place that ends at `from`. */
export function tailEnd(text: string, from: number): number {
  let end = from
  for (let i = 0; i < MAX_TAILS; i++) {
    const tail = BESIDE.exec(text.slice(end, end + LONGEST_TAIL))?.[0]
    if (!tail || beginsThing(text, end + tail.length - 1)) break
    end += tail.length
  }
  return end
}
