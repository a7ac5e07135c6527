import type { FrozenList } from '../domain/review/frozen-list.ts'
import type { Role } from '../domain/vocabulary.ts'

/** Members of the branch itself: guests are appraised where they belong. */
const APPRAISED: readonly Role[] = ['branch_secretary', 'deputy_secretary', 'zone_member']

/** Who votes in a democratic appraisal, and about whom: ids, in the order of the frozen list. */
export function electorateOf({ people }: Pick<FrozenList, 'people'>): string[] {
  return people.filter(({ roles }) => roles.some((role) => APPRAISED.includes(role))).map(({ id }) => id)
}
