import { randomInt } from 'node:crypto'
import { and, eq, gt, isNull, or, sql } from 'drizzle-orm'
import type { Role } from '../domain/vocabulary.ts'
import type { Db } from './database.ts'
import { isGiven } from './local-accounts.ts'
import { inScope, type Scope } from './organisations.ts'
import { invites } from './schema/access.ts'
import { branches, people } from './schema/organisation.ts'
import type { Seal } from './seal.ts'
import { transact } from './transact.ts'

/** Signs of base 32 that cannot be taken for one another, read aloud or typed by hand: no 0, O, 1, I, L, U. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTVWXYZ234567'
const CODE_LENGTH = 10
const LIFE_DAYS = 7
const DAY_MS = 86_400_000

export interface Invitee {
  personId: string
  name: string
  branch: string | null
  phoneTail: string | null
  organisationId: string
  /** Held now. */
  roles: Role[]
}

const INVITEE = {
  personId: people.id,
  name: people.name,
  branch: branches.name,
  phoneTail: people.phoneTail,
  organisationId: people.organisationId,
  roles: sql<
    Role[]
  >`array(select distinct a.role from assignments a where a.person_id = ${people.id} and a.ends_on is null)`,
}

/** People of the scope who are meant by a name or an id, at most 20. */
export function findInvitees(db: Db, scope: Scope, nameOrId: string): Promise<Invitee[]> {
  return db
    .select(INVITEE)
    .from(people)
    .leftJoin(branches, eq(branches.id, people.branchId))
    .where(
      and(
        isNull(people.leftOn),
        or(eq(people.name, nameOrId), sql`${people.id}::text = ${nameOrId}`),
        inScope(people.organisationId, scope),
      ),
    )
    .orderBy(branches.name, people.phoneTail)
    .limit(20)
}

/** People of a branch who have no account yet, by name. One that the local chat gave them is none that they write from. */
export function peopleWithoutAccount(db: Db, branchId: string): Promise<Invitee[]> {
  return db
    .select(INVITEE)
    .from(people)
    .innerJoin(branches, eq(branches.id, people.branchId))
    .where(
      and(
        isNull(people.leftOn),
        eq(people.branchId, branchId),
        sql`not exists (select from identities i where i.person_id = ${people.id} and not ${sql.raw(isGiven('i'))})`,
      ),
    )
    .orderBy(people.name, people.phoneTail, people.id)
}

/** Make a code for one person: single use, seven days. Earlier codes of the person stop working. */
export async function createInvite(
  db: Db,
  seal: Seal,
  { invitee, ...by }: { invitee: Invitee; actor: string; now: Date },
): Promise<{ code: string; expiresAt: Date }> {
  const [invite] = await createInvites(db, seal, { invitees: [invitee], ...by })
  if (!invite) throw new Error('no invite was made')
  return invite
}

/** The same for several at once, in their order. */
export async function createInvites(
  db: Db,
  seal: Seal,
  { invitees, actor, now }: { invitees: readonly Invitee[]; actor: string; now: Date },
): Promise<{ code: string; expiresAt: Date }[]> {
  if (invitees.length === 0) return []
  const expiresAt = new Date(now.getTime() + LIFE_DAYS * DAY_MS)
  const made = invitees.map((invitee) => ({ ...invitee, code: randomCode() }))
  await transact(db, async (tx, note) => {
    const ids = invitees.map((i) => i.personId)
    await tx
      .update(invites)
      .set({ expiresAt: now })
      .where(
        and(
          sql`${invites.personId} = any(${sql.param(ids)}::uuid[])`,
          isNull(invites.usedAt),
          gt(invites.expiresAt, now),
        ),
      )
    await tx.insert(invites).values(
      made.map(({ organisationId, personId, code }) => ({
        ...{ organisationId, personId, expiresAt, createdAt: now },
        codeHash: hashOf(seal, code),
      })),
    )
    const deed = { at: now, actor, action: 'invite', detail: { expiresAt } }
    await note(
      ...made.map(({ organisationId, personId }) => ({ ...deed, organisationId, subject: `person:${personId}` })),
    )
  })
  return made.map(({ code }) => ({ code, expiresAt }))
}

const randomCode = () => Array.from({ length: CODE_LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('')

/** Whom a code invites, or `null` when there is no such code, or it is used or over its time. */
export async function findInvite(
  db: Db,
  seal: Seal,
  code: string,
  now: Date = new Date(),
): Promise<{ personId: string; organisationId: string } | null> {
  const [row] = await db
    .select({ personId: invites.personId, organisationId: invites.organisationId })
    .from(invites)
    .where(and(eq(invites.codeHash, hashOf(seal, code)), isNull(invites.usedAt), gt(invites.expiresAt, now)))
    .limit(1)
  return row ?? null
}

/** Typed by hand: lower case, full-width, in groups. */
const tidyCode = (code: string) => code.normalize('NFKC').toUpperCase().replace(/[\s-]/gu, '')

const hashOf = (seal: Seal, code: string) => seal.hash('invite', tidyCode(code))
