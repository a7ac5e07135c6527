/** What holds from one day to another, as every query asks it: both days count, and without a last one it goes on. */
import { type SQL, sql } from 'drizzle-orm'

/** @param row alias of a row with `starts_on` and `ends_on` @param day a parameter, `$2::date` */
export function holdsOn(row: string, day: string): string {
  return `(${row}.starts_on <= ${day} and (${row}.ends_on is null or ${row}.ends_on >= ${day}))`
}

/** The same in a statement that drizzle builds. */
export function holding(row: string, day: SQL): SQL {
  const name = sql.raw(row)
  return sql`(${name}.starts_on <= ${day} and (${name}.ends_on is null or ${name}.ends_on >= ${day}))`
}
