import type { Activity, Category } from '../domain/vocabulary.ts'
import { ACTIVITY_WORDS } from './lexicon/activities.ts'
import { PEOPLE_WORDS } from './lexicon/categories-people.ts'
import { PLACE_WORDS } from './lexicon/categories-place.ts'
import { CUES, type Cue } from './lexicon/cues.ts'
import { type Found, WordTree } from './word-tree.ts'

/** Everything that one word may say. */
interface Meaning {
  cues: readonly Cue[]
  categories: readonly (readonly [Category, number])[]
  activities: readonly (readonly [Activity, number])[]
  /** The word itself tells that something is wrong, not only what it is about (`不亮`, but not `消防`). */
  wrong: boolean
}
export type Hit = Found<Meaning>

export const SURE = 4
export const LIKELY = 2
const HINT = 1

const WRONG = /[没无不坏破漏堵断停爆塌掉裂乱偷臭脏吵骂烧砍锯占欠拖冒烂霉黄黑违私骗赌毒撬抛坠倒满缺困瘫残病孤独失]/
/** Things whose names only sound like a fault. */
const THINGS =
  /^(?:停车[场位费]|消防|烟花爆竹|爆竹|易燃|易爆|燃气|黑板|残疾人?|独居老人|失业|独居|孤寡|孤儿|孤老|不动产证|无障碍|黄水)/

const FAULTS: readonly string[] = CUES.fault
const tree = buildTree()

/** All words of the lexicon in the text, in order. */
export function findMeanings(text: string): Hit[] {
  return tree.scan(text)
}

function buildTree(): WordTree<Meaning> {
  const meanings = new WordTree<Meaning>()
  const add = (word: string, part: Partial<Meaning>): void =>
    meanings.add(word, { cues: [], categories: [], activities: [], wrong: false, ...part }, join)
  for (const [cue, list] of Object.entries(CUES)) {
    const hides = cue === 'danger' || cue === 'escalating'
    for (const word of list)
      add(word, { cues: hides ? [cue as Cue, ...hiddenFaults(word)] : [cue as Cue], wrong: hides })
  }
  for (const { category, sure, likely, hint } of [...PLACE_WORDS, ...PEOPLE_WORDS]) {
    for (const word of sure)
      add(word, {
        categories: [[category, SURE]],
        cues: hiddenFaults(word),
        wrong: WRONG.test(word) && !THINGS.test(word),
      })
    for (const word of likely) add(word, { categories: [[category, LIKELY]], cues: hiddenFaults(word) })
    for (const word of hint) add(word, { categories: [[category, HINT]], cues: hiddenFaults(word) })
  }
  for (const { activity, sure, likely } of ACTIVITY_WORDS) {
    // The longer word knows better: 陪记者 is not 陪.
    for (const word of sure) add(word, { activities: [[activity, SURE + word.length / 4]] })
    for (const word of likely) add(word, { activities: [[activity, HINT]] })
  }
  return meanings
}

/** A longer word hides the fault word inside it (`堆成山`), so it tells the fault itself. */
function hiddenFaults(word: string): readonly Cue[] {
  return FAULTS.some((fault) => fault.length > 1 && word !== fault && word.includes(fault)) ? ['fault'] : []
}

function join(a: Meaning, b: Meaning): Meaning {
  return {
    cues: [...a.cues, ...b.cues],
    categories: [...a.categories, ...b.categories],
    activities: [...a.activities, ...b.activities],
    wrong: a.wrong || b.wrong,
  }
}
