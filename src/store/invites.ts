import { randomInt } from 'node:crypto'
import { and, eq, gt, isNull, or, sql } from 'drizzle-orm'
import type { Db } from './database.ts'
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
}

/** People of the scope who are meant by a name or an id, at most 20. */
export function findInvitees(db: Db, scope: Scope, nameOrId: string): Promise<Invitee[]> {
  return db
    .select({
      personId: people.id,
      name: people.name,
      branch: branches.name,
      phoneTail: people.phoneTail,
      organisationId: people.organisationId,
    })
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

/** Make a code for one person: single use, seven days. Earlier codes of the person stop working. */
export async function createInvite(
  db: Db,
  seal: Seal,
  { invitee, actor, now }: { invitee: Invitee; actor: string; now: Date },
): Promise<{ code: string; expiresAt: Date }> {
  const code = Array.from({ length: CODE_LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('')
  const expiresAt = new Date(now.getTime() + LIFE_DAYS * DAY_MS)
  const { personId, organisationId } = invitee
  await transact(db, async (tx, note) => {
    await tx
      .update(invites)
      .set({ expiresAt: now })
      .where(and(eq(invites.personId, personId), isNull(invites.usedAt), gt(invites.expiresAt, now)))
    await tx
      .insert(invites)
      .values({ organisationId, personId, codeHash: hashOf(seal, code), expiresAt, createdAt: now })
    const subject = `person:${personId}`
    await note({ organisationId, at: now, actor, action: 'invite', subject, detail: { expiresAt } })
  })
  return { code, expiresAt }
}

/** Whom a code invites, or `null` when there is no such code, or it is used or over its time. */
export async function findInvite(
  db: Db,
  seal: Seal,
  code: string,
  now: Date = new Date(),
): Promise<{ personId: string } | null> {
  const [row] = await db
    .select({ personId: invites.personId })
    .from(invites)
    .where(and(eq(invites.codeHash, hashOf(seal, code)), isNull(invites.usedAt), gt(invites.expiresAt, now)))
    .limit(1)
  return row ?? null
}

/** Typed by hand: lower case, full-width, in groups. */
const tidyCode = (code: string) => code.normalize('NFKC').toUpperCase().replace(/[\s-]/gu, '')

const hashOf = (seal: Seal, code: string) => seal.hash('invite', tidyCode(code))
