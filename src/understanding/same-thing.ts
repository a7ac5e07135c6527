/** Whether two texts are about the same kind of thing, whatever they call it. */
import { SAME_THINGS } from './lexicon/same-things.ts'
import { words } from './lexicon/words.ts'
import { normalise } from './normalise.ts'
import { WordTree } from './word-tree.ts'

/** Numbers of the kinds of things that a text names. */
export type Things = ReadonlySet<number>

/** Either names nothing that the list knows. */
const UNKNOWN = 0.4

const tree = buildTree()

function buildTree(): WordTree<readonly number[]> {
  const things = new WordTree<readonly number[]>()
  SAME_THINGS.forEach((line, kind) => {
    for (const word of words(line)) things.add(plain(normalise(word).text), [kind], (old, added) => [...old, ...added])
  })
  return things
}

/** 楼道里的灯 is a 楼道灯. */
function plain(words: string): string {
  return words.replace(/里面|[里的]/g, '')
}

/** @param text normalised */
export function thingsIn(text: string): Things {
  return new Set(tree.scan(plain(text)).flatMap((found) => found.value))
}

/** Share of the kinds named by whichever names fewer that the other names too, 0–1. */
export function thingLikeness(a: Things, b: Things): number {
  const fewer = Math.min(a.size, b.size)
  if (fewer === 0) return UNKNOWN
  let common = 0
  for (const kind of a) if (b.has(kind)) common++
  return common / fewer
}
