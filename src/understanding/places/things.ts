import { SAME_THINGS } from '../lexicon/same-things.ts'
import { words } from '../lexicon/words.ts'
import { WordTree } from '../word-tree.ts'

const things = new WordTree<true>()
for (const word of SAME_THINGS.flatMap(words)) things.add(word, true)

/** Whether the sign at `at` begins the name of a thing, so that no place ends with it: `门口|井盖`, `对面|路灯`. */
export function beginsThing(text: string, at: number): boolean {
  const thing = things.longestAt(text, at)
  return thing !== null && thing.to > at + 1
}
