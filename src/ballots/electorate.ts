import type { FrozenList } from '../domain/review/frozen-list.ts'
import { isOfTheBranch } from '../domain/review/requests.ts'

/** Who votes in a democratic appraisal, and about whom: ids, in the order of the frozen list. */
export function electorateOf({ people }: Pick<FrozenList, 'people'>): string[] {
  return people.filter(isOfTheBranch).map(({ id }) => id)
}
