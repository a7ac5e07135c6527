/** Who may say which phrase of a spot check's seed. */
import { isAdministratorOf, isSecretaryAbove, type Post } from '../roles.ts'
import { type Role, SECRETARY_ROLES } from '../vocabulary.ts'
import type { FrozenPerson } from './frozen-list.ts'
import { isOfTheBranch } from './requests.ts'
import type { PhraseRole, SeedPhrase } from './seed.ts'

/** What somebody is today. */
interface Speaker {
  posts: readonly Post[]
  /** To which they belong by the roster; `null`: to none. */
  branchId: string | null
}

export interface SpeakingAs {
  /** Those that they may take, the one that is theirs first; empty: nobody asks them. */
  roles: readonly PhraseRole[]
  /** They speak for the organisation above. */
  fromAbove: boolean
}

/**
 * As what they may speak for the branch.
 *
 * A deputy leaves the first phrase to a secretary where there is one. The organisation above gives the second one, and
 * the first only for a branch that nobody leads.
 *
 * @param people of the frozen list: who led the branch when it was told
 */
export function speakingAs(
  { posts, branchId: own }: Speaker,
  { branchId, people }: { branchId: string; people: readonly FrozenPerson[] },
): SpeakingAs {
  const here = posts.filter((post) => post.branchId === branchId)
  const roles = here.map(({ role }) => role)
  const led = (role: Role) => people.some((person) => person.roles.includes(role))
  const within = (taken: readonly PhraseRole[]): SpeakingAs => ({ roles: taken, fromAbove: false })
  if (roles.includes('branch_secretary')) return within(['secretary', 'second'])
  if (roles.includes('deputy_secretary')) {
    return within(led('branch_secretary') ? ['second', 'secretary'] : ['secretary', 'second'])
  }
  const belongs = own === branchId || here.length > 0
  if (belongs && isOfTheBranch({ id: '', roles, zoneCodes: [] })) return within(['second'])
  if (!isAdministratorOf(posts, branchId) && !isSecretaryAbove(posts, branchId)) return within([])
  return { roles: SECRETARY_ROLES.some(led) ? ['second'] : ['second', 'secretary'], fromAbove: true }
}

/** The phrase that is still to be said and that they may say; where there is none, the one that was said already. */
export function phraseToSay(
  { roles }: Pick<SpeakingAs, 'roles'>,
  given: readonly Pick<SeedPhrase, 'role'>[],
): PhraseRole | null {
  return roles.find((role) => given.every((one) => one.role !== role)) ?? roles[0] ?? null
}
