import { type ReporterRole, type Role, SECRETARY_ROLES } from './vocabulary.ts'

/** What somebody is, where: an assignment that holds today. */
export interface Post {
  role: Role
  branchId: string
  zoneCode: string | null
  /**
   * Ids of the branches that it reaches: of an administrator those of their organisation and of all below, of a secretary or
   * deputy those of the organisations below theirs. Absent: their own branch alone.
   */
  below?: ReadonlySet<string>
}

/** Whether one of the posts is that of secretary or deputy of the branch. */
export function isSecretaryOf(posts: readonly Post[], branchId: string | null): boolean {
  return branchId !== null && posts.some((p) => p.branchId === branchId && SECRETARY_ROLES.includes(p.role))
}

/** Whether one of the posts is that of secretary or deputy of a branch of an organisation above. */
export function isSecretaryAbove(posts: readonly Post[], branchId: string): boolean {
  return posts.some((p) => SECRETARY_ROLES.includes(p.role) && p.below?.has(branchId))
}

export function isAdministrator(posts: readonly Post[]): boolean {
  return posts.some((p) => p.role === 'organisation_admin')
}

/** Whether one of the posts is that of an administrator above the branch. */
export function isAdministratorOf(posts: readonly Post[], branchId: string | null): boolean {
  if (branchId === null) return false
  return posts.some((p) => p.role === 'organisation_admin' && (p.below?.has(branchId) ?? p.branchId === branchId))
}

/** Whether one of the posts is in the zone as somebody who answers for it, backup or not. */
export function isOfZone(posts: readonly Post[], zoneCode: string | null): boolean {
  return zoneCode !== null && posts.some((p) => p.zoneCode === zoneCode && p.role !== 'resident_verifier')
}

/** Roles that bind only by the account column or by a second person's yes. */
export function needsSecondYes(roles: readonly Role[]): boolean {
  return roles.some((r) => r === 'organisation_admin' || SECRETARY_ROLES.includes(r))
}

/** As what somebody reports: the first post, which is that of the home zone; without one as a resident. */
export function reporterRole(posts: readonly Post[] | null): ReporterRole {
  return posts?.[0]?.role ?? 'resident'
}
