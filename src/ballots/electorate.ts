import type { FrozenList } from '../domain/review/frozen-list.ts'
import { USUAL_GRADES } from '../domain/review/grade.ts'
import { isOfTheBranch } from '../domain/review/requests.ts'

/** Who votes in a democratic appraisal, and about whom: ids, in the order of the frozen list. */
export function electorateOf({ people }: Pick<FrozenList, 'people'>): string[] {
  return people.filter(isOfTheBranch).map(({ id }) => id)
}

/** What may be said about each of them, best first: the branch's own names, as they were when the round began. */
export function choicesOf({ choices }: Pick<FrozenList, 'choices'>): readonly string[] {
  return choices ?? USUAL_GRADES
}
