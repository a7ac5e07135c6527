import { isAdministratorOf } from '../domain/roles.ts'
import { SECRETARY_ROLES } from '../domain/vocabulary.ts'
import type { PersonFacts } from './facts.ts'

/** For whom somebody speaks: a branch, or all that is below its organisation. */
export interface LedBranch {
  branchId: string
  /** An administrator: everybody of the organisation and below. */
  whole: boolean
}

/** The branch that the person leads, else the organisation that they administer. `null`: they lead none. */
export function ledBranch(person: PersonFacts | null): LedBranch | null {
  const posts = person?.assignments ?? []
  const leads = posts.find((post) => SECRETARY_ROLES.includes(post.role))
  if (leads) return { branchId: leads.branchId, whole: false }
  const administers = posts.find((post) => post.role === 'organisation_admin')
  return administers ? { branchId: administers.branchId, whole: true } : null
}

/** Whether it reaches a branch. Whoever has no zones of their own can name those of all others. */
export function speaksFor({ assignments }: PersonFacts, led: LedBranch, branchId: string): boolean {
  return led.whole ? isAdministratorOf(assignments, branchId) : branchId === led.branchId
}
