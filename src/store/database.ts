import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'

/** A pool or a transaction. */
export type Db = NodePgDatabase

/** (Shape; errors and limits follow.) */
export function connect(connectionString: string): { pool: pg.Pool; db: Db } {
  const pool = new pg.Pool({ connectionString })
  return { pool, db: drizzle(pool) }
}
