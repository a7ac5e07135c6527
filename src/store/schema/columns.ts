/** Column shapes and constraints that every table shares. */
import { sql } from 'drizzle-orm'
import { type AnyPgColumn, customType, timestamp, uuid } from 'drizzle-orm/pg-core'

export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' })

export const id = () => uuid('id').primaryKey().defaultRandom()
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })
export const createdAt = () => instant('created_at').notNull().defaultNow()

/** `column in ('a', 'b')`: drizzle's `enum` is a type only and makes no constraint. */
export function oneOf(column: AnyPgColumn, codes: readonly string[]) {
  return sql`${column} in (${sql.raw(codes.map((c) => `'${c}'`).join(', '))})`
}
