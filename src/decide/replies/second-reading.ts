import { shown } from './words.ts'

/** Words of a voice that a card shows; it is a line, not a page. */
const HEARD_CHARS = 80

/** What a voice was heard to say, so that its sender sees a slip of the ear. */
export function heardAs(words: string): string {
  return `我听到的是：${shown(words, HEARD_CHARS)}`
}

/** What a second look at the message changed on its card. */
export function readAgainRemark(changed: readonly string[], addedCount: number): string {
  const parts = [
    ...(changed.length > 0 ? [`改了${changed.join('、')}`] : []),
    ...(addedCount > 0 ? [`补记了 ${addedCount} 条`] : []),
  ]
  return `我又看了一遍，${parts.join('，')}。不对请直接说。`
}
