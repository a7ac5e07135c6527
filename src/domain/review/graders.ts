/** Who grades a member's year, and to whom the member may appeal: never the member, never twice the same. */

/** Whoever may speak for a branch in what concerns its members. */
export interface Leader {
  personId: string
  /** 0 the secretary, 1 a deputy; from `ABOVE` on somebody of an organisation above, the nearest first. */
  distance: number
}

export const ABOVE = 2

/** Who is asked to grade: whoever leads the branch, for a leader's own year the next one. Empty: nobody could. */
export function gradersFor<L extends Leader>(personId: string, leaders: readonly L[]): L[] {
  const others = leaders.filter((leader) => leader.personId !== personId)
  const nearest = Math.min(...others.map(({ distance }) => distance))
  return others.filter(({ distance }) => distance === nearest)
}

/** Also a deputy may, who was not asked; those above only where the branch has nobody else. */
export function mayGrade(by: string, personId: string, leaders: readonly Leader[]): boolean {
  const within = leaders.some((leader) => leader.personId === by && leader.distance < ABOVE)
  return by !== personId && (within || gradersFor(personId, leaders).some((leader) => leader.personId === by))
}

/** To whom the member may appeal. */
export function appealTo<L extends Leader>(
  { personId, gradedBy }: { personId: string; gradedBy: string },
  leaders: readonly L[],
): L[] {
  return leaders.filter((leader) => leader.personId !== personId && leader.personId !== gradedBy)
}
