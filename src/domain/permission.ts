import { speaksOf } from './accusation.ts'
import type { CaseState } from './case.ts'
import { isAdministratorOf, isOfZone, isSecretaryOf, type Post } from './roles.ts'
import type { Category, Urgency } from './vocabulary.ts'

/** Whose text is for the handler and the branch secretary alone; everywhere else these matters are only counted. */
export const SENSITIVE_CATEGORIES: readonly Category[] = [
  'hardship',
  'grievance',
  'integrity',
  'student',
  'staff',
  'patient',
  'family',
  'dispute',
  'security',
]

/** What may ever be public, the place cut to the building. */
export const PUBLIC_CATEGORIES: readonly Category[] = ['facility', 'traffic', 'environment', 'fire', 'forest']

/** Who asks. A token of the API or an export acts for a role and never reads what is sensitive. */
export interface Actor {
  via: 'chat' | 'api' | 'public'
  identityId: string | null
  personId: string | null
  name: string | null
  posts: readonly Post[]
}

/** What of a case the decision hangs on. */
export interface CaseSubject {
  category: Category
  urgency: Urgency
  state: CaseState
  branchId: string | null
  zoneCode: string | null
  handlerId: string | null
  reporter: { identityId: string | null; personId: string | null }
  text: string
}

/**
 * - `count`: it may appear in a number.
 * - `see`: its code, state, category and building.
 * - `read`: its text, whole place and reporter.
 * - `handle`: accept it, work on it, close it.
 * - `own`: confirm, correct or withdraw it, as the one who told it.
 * - `follow`: hear what becomes of it.
 */
export type CaseAction = 'count' | 'see' | 'read' | 'handle' | 'own' | 'follow'

/**
 * The one answer to who may do what.
 *
 * Lists are narrowed to the actor's organisation before; a case that is named by its code may lie anywhere, so posts say
 * how far they reach.
 */
export function may(actor: Actor, action: CaseAction, subject: CaseSubject): boolean {
  const own = isReporter(actor, subject)
  if (action === 'own') return own
  // A person named by a matter learns nothing of it; whoever told it knows it anyway.
  if (!own && actor.name !== null && speaksOf(subject, { name: actor.name, posts: actor.posts })) return false
  switch (action) {
    case 'count':
      return actor.via !== 'public' || isPublic(subject)
    case 'see':
      return own || maySee(actor, subject)
    case 'read':
      return own || mayRead(actor, subject)
    case 'handle':
      return actor.via === 'chat' && mayHandle(actor, subject)
    case 'follow':
      return own || isPublic(subject) || mayRead(actor, subject)
  }
}

function isReporter(actor: Actor, { reporter }: CaseSubject): boolean {
  if (actor.personId !== null && actor.personId === reporter.personId) return true
  return actor.identityId !== null && actor.identityId === reporter.identityId
}

function isPublic({ category, state }: CaseSubject): boolean {
  return PUBLIC_CATEGORIES.includes(category) && state !== 'draft'
}

function maySee(actor: Actor, subject: CaseSubject): boolean {
  if (isPublic(subject) || mayRead(actor, subject)) return true
  if (SENSITIVE_CATEGORIES.includes(subject.category) || actor.via !== 'chat') return false
  return told(subject) && actor.posts.some((p) => p.branchId === subject.branchId)
}

function mayRead(actor: Actor, subject: CaseSubject): boolean {
  const sensitive = SENSITIVE_CATEGORIES.includes(subject.category)
  if (actor.via === 'public') return false
  if (actor.via === 'api') return !sensitive
  if (!told(subject)) return false
  if (mayHandle(actor, subject)) return true
  return !sensitive && (isOfZone(actor.posts, subject.zoneCode) || isAdministratorOf(actor.posts, subject.branchId))
}

function mayHandle(actor: Actor, subject: CaseSubject): boolean {
  if (!told(subject)) return false
  if (actor.personId !== null && actor.personId === subject.handlerId) return true
  return isSecretaryOf(actor.posts, subject.branchId)
}

/** A draft is between the sender and the bot, but an emergency is alerted before it is confirmed. */
function told({ state, urgency }: CaseSubject): boolean {
  return state !== 'draft' || urgency === 'emergency'
}
