/** Reviews as one person sees them: in the chat, and on the page of reviews. */
import type { PersonFacts } from '../decide/facts.ts'
import type { OwnRequestFacts, RoundFacts } from '../decide/review-facts.ts'
import type { CivilDate } from '../domain/calendar.ts'
import { isAdministratorOf, isSecretaryOf } from '../domain/roles.ts'
import type { Db } from './database.ts'
import { branchesLedBy } from './led-branches.ts'
import { requestsOfPerson, roundsOf } from './review-overview.ts'

export interface ReviewsOfPerson {
  person: PersonFacts
  /** Whether there is a branch whose rounds the person follows: as secretary, as who stands in, or from above. */
  leads: boolean
  /** `opens`: what was answered in it is for them to read, not the counts alone. */
  rounds: (RoundFacts & { opens: boolean })[]
  requests: OwnRequestFacts[]
}

/** `null`: no such person, or one who left. */
export async function reviewsOfPerson(db: Db, personId: string, today: CivilDate): Promise<ReviewsOfPerson | null> {
  const led = await branchesLedBy(db, personId, today)
  if (!led) return null
  const { person, branches } = led
  const ledIds = branches.map(({ id }) => id)
  const rounds = await roundsOf(db, ledIds, today)
  const requests = await requestsOfPerson(db, { personId, branchIds: branchesOf(person), today })
  return {
    ...{ person, requests, leads: branches.length > 0 },
    rounds: rounds.map((round) => ({ ...round, opens: leadsItself(person, round.branchId) })),
  }
}

/** Above a branch nobody reads of single members; what an administrator sees of the branches below is counted. */
function leadsItself({ assignments }: PersonFacts, branchId: string): boolean {
  return isSecretaryOf(assignments, branchId) || !isAdministratorOf(assignments, branchId)
}

/** Where the person is a member, has a post, or both. */
function branchesOf({ branchId, assignments }: PersonFacts): string[] {
  return [...new Set([...(branchId === null ? [] : [branchId]), ...assignments.map((post) => post.branchId)])]
}
