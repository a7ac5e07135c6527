/** Stored files that are somebody's. */
import { sql } from 'drizzle-orm'
import type { Belongings } from './belongings.ts'
import type { Db } from './database.ts'
import { FILE_KEY, FILES } from './privacy-rules.ts'

/** Keys of the files that rows of theirs name. */
export async function filesOf(db: Db, { theirs }: Pick<Belongings, 'theirs'>): Promise<string[]> {
  const keys = new Set<string>()
  for (const { table, where } of theirs) {
    for (const column of table.columns.filter((c) => FILES.includes(`${table.name}.${c}`))) {
      const { rows } = await db.execute<{ key: string }>(sql`
        select ${sql.identifier(column)} as key from ${sql.identifier(table.name)}
         where ${where} and ${sql.identifier(column)} is not null`)
      for (const { key } of rows) if (FILE_KEY.test(key)) keys.add(key)
    }
  }
  return [...keys]
}
