/**
 * Who was erased, as keyed hashes beside the stored files: a backup of before still holds them, and whoever brings it
 * back clears it again by this list.
 */
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { StoredFiles } from './backup.ts'
import type { Belongings, Subject } from './belongings.ts'
import type { Db } from './database.ts'
import { subjectHash } from './page-rights.ts'
import type { Seal } from './seal.ts'

const FOLDER = 'erased/'
const entry = z.object({ erasedAt: z.iso.datetime() })

/** Note that they are erased as of `now`. */
export async function noteErased(
  { seal, files }: { seal: Seal; files: StoredFiles },
  { accounts, keysOf }: Pick<Belongings, 'accounts' | 'keysOf'>,
  now: Date,
): Promise<void> {
  const names = [...accounts, ...keysOf('people').map(personName)]
  const bytes = Buffer.from(JSON.stringify({ erasedAt: now.toISOString() } satisfies z.input<typeof entry>))
  for (const name of names) {
    const key = FOLDER + hashOf(seal, name)
    await files.put(key, { bytes, contentType: 'application/json', name: null })
  }
}

/** People and accounts that are here although they were erased after `madeAt`, the instant of the data at hand. */
export async function erasedSince(
  db: Db,
  { seal, files }: { seal: Seal; files: StoredFiles },
  madeAt: Date,
): Promise<Subject | null> {
  const erased = new Set<string>()
  for (const key of (await files.list()).filter((k) => k.startsWith(FOLDER))) {
    const media = await files.get(key)
    const read = entry.safeParse(media && JSON.parse(Buffer.from(media.bytes).toString()))
    if (read.success && new Date(read.data.erasedAt) > madeAt) erased.add(key.slice(FOLDER.length))
  }
  if (erased.size === 0) return null
  const isErased = (name: string) => erased.has(hashOf(seal, name))
  const people = await db.execute<{ id: string }>(sql`select id from people`)
  const accounts = await db.execute<{ id: string; name: string }>(
    sql`select id, channel || ' ' || external_id as name from identities`,
  )
  const personIds = people.rows.flatMap(({ id }) => (isErased(personName(id)) ? [id] : []))
  const identityIds = accounts.rows.flatMap(({ id, name }) => (isErased(name) ? [id] : []))
  return personIds.length + identityIds.length === 0 ? null : { personIds, identityIds, accounts: [] }
}

function personName(id: string): string {
  return `person ${id}`
}

/** @param name `wecom zhangsan` or `person <id>` */
function hashOf(seal: Seal, name: string): string {
  const cut = name.indexOf(' ')
  return subjectHash(seal, { channel: name.slice(0, cut), account: name.slice(cut + 1) }).toString('hex')
}
