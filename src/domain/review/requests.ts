/** What is asked of whom when a round opens. What comes of answers, the seed above all, is asked later. */
import type { Role } from '../vocabulary.ts'
import type { FrozenList, FrozenPerson } from './frozen-list.ts'
import type { RequestKind } from './vocabulary.ts'

export interface RequestAtOpening {
  kind: RequestKind
  personId: string
}

const LEADERS: readonly Role[] = ['branch_secretary', 'deputy_secretary']
const OUTSIDE: readonly Role[] = ['guest_member', 'helper', 'organisation_admin', 'resident_verifier']

/** Zones of residents are asked on their notices: nobody is asked for it by name. */
export function requestsAtOpening({ kind, people }: Pick<FrozenList, 'kind' | 'people'>): RequestAtOpening[] {
  switch (kind) {
    case 'spot_check':
      return speakers(people).map(({ id }) => ({ kind: 'phrase', personId: id }))
    case 'opinion_round':
      return []
    case 'year_end_evaluation':
      return people.filter(answersForZones).map(({ id }) => ({ kind: 'summary', personId: id }))
    case 'democratic_appraisal':
      return people.filter(isOfTheBranch).map(({ id }) => ({ kind: 'ballot', personId: id }))
  }
}

/** Helpers help: the year is that of whom they help. */
function answersForZones({ roles, zoneCodes }: FrozenPerson): boolean {
  return zoneCodes.length > 0 && roles.some((role) => role !== 'helper')
}

/** A member of this branch: who only helps, administers, or belongs to another one has no vote here, and gets none. */
export function isOfTheBranch({ roles }: FrozenPerson): boolean {
  return roles.length === 0 || roles.some((role) => !OUTSIDE.includes(role))
}

/** The secretary, and for the second phrase whoever leads with them, else the members. */
function speakers(people: readonly FrozenPerson[]): FrozenPerson[] {
  const leads = (role: Role) => people.filter((one) => one.roles.includes(role))
  const [secretaries, deputies] = LEADERS.map(leads) as [FrozenPerson[], FrozenPerson[]]
  const seconds = deputies.length > 0 ? deputies : people.filter((one) => !secretaries.includes(one))
  return [...secretaries, ...seconds.filter((one) => !secretaries.includes(one))]
}
