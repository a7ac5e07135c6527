/** Everything that an installation holds, opened: what a thief of all of it, keys included, would read. */
import { sql } from 'drizzle-orm'
import type { Deps } from '../../src/deps.ts'
import { readTables } from '../../src/store/privacy-map.ts'

export interface CrawledRow {
  table: string
  /** Column and value of its key. */
  key: Record<string, unknown>
  /** All its columns as text, encrypted ones in clear. */
  text: string
}

const PURPOSES = ['inbox', 'phone', 'transcript', 'webhook']

/** Every row of every table. */
export async function crawlTables({ db, seal }: Pick<Deps, 'db' | 'seal'>): Promise<CrawledRow[]> {
  const found: CrawledRow[] = []
  for (const { name, key } of await readTables(db)) {
    const { rows } = await db.execute<Record<string, unknown>>(sql`select * from ${sql.identifier(name)}`)
    for (const row of rows) {
      const opened = Object.values(row).map((value) => (Buffer.isBuffer(value) ? open(seal, value) : value))
      const text = JSON.stringify(opened, (_, value) => (typeof value === 'bigint' ? String(value) : value))
      found.push({ table: name, key: Object.fromEntries(key.map(({ column }) => [column, row[column]])), text })
    }
  }
  return found
}

/** Every stored file, name and bytes. */
export async function crawlFiles({ storage }: Pick<Deps, 'storage'>): Promise<string[]> {
  const found: string[] = []
  for (const key of await storage.list()) {
    const media = await storage.get(key)
    found.push(`${key} ${media?.name} ${media && Buffer.from(media.bytes).toString('latin1')}`)
  }
  return found
}

function open(seal: Deps['seal'], sealed: Buffer): string {
  for (const purpose of PURPOSES) {
    try {
      return seal.open(purpose, sealed)
    } catch {}
  }
  return sealed.toString('latin1')
}
