/** Finds every row that is somebody's, or repeats their words to others. */
import { type SQL, sql } from 'drizzle-orm'
import type { ChannelName } from '../domain/vocabulary.ts'
import type { Db } from './database.ts'
import { accountColumns, type MappedTable, personalTables, readTables, tied } from './privacy-map.ts'
import { accountIn } from './privacy-rules.ts'

/** Whose data it is about: people of the roster, accounts, or both. */
export interface Subject {
  personIds: readonly string[]
  identityIds: readonly string[]
  /** Also those that nobody is known by: their messages may wait still. */
  accounts: readonly { channel: ChannelName; account: string }[]
}

/** Rows of one table, to be put behind `where`. */
interface Found {
  table: MappedTable
  where: SQL
}

export interface Belongings {
  tables: readonly MappedTable[]
  /** Each after those that it refers to. */
  theirs: readonly Found[]
  quoting: readonly Found[]
  /** Rows that are somebody else's, in which they are named by this column. */
  part: readonly (Found & { column: string })[]
  /** What they were told, with others or alone. */
  told: SQL
  /** `wecom zhangsan`, for whoever looks for them elsewhere. */
  accounts: readonly string[]
  keysOf(table: string): readonly string[]
}

export async function belongingsOf(db: Db, subject: Subject): Promise<Belongings> {
  const tables = await readTables(db)
  const finder = new Finder(db, subject)
  await finder.takeAccounts()
  const theirs: Found[] = []
  for (const table of personalTables(tables)) {
    const where = await finder.find(table)
    if (where) theirs.push({ table, where })
  }
  return {
    ...{ tables, theirs, accounts: finder.accounts },
    quoting: tables.flatMap((table) => {
      const where = finder.quoting(table)
      return where ? [{ table, where }] : []
    }),
    part: tables.flatMap((table) =>
      tied(table, 'part').flatMap(({ column, target }) => {
        const where = finder.named(column, target)
        return where ? [{ table, column, where }] : []
      }),
    ),
    told: sql`id in (select outbox_id from deliveries where ${finder.account('recipient', 'channel')})`,
    keysOf: (table) => finder.keysOf(table),
  }
}

class Finder {
  readonly #db: Db
  readonly #subject: Subject
  readonly #keys = new Map<string, { type: string; values: string[] }>()
  accounts: string[] = []

  constructor(db: Db, subject: Subject) {
    this.#db = db
    this.#subject = subject
    this.#keys.set('people', { type: 'uuid', values: [...subject.personIds] })
  }

  keysOf(table: string): readonly string[] {
    return this.#keys.get(table)?.values ?? []
  }

  /** Accounts by which rows are found that know of no identity. */
  async takeAccounts(): Promise<void> {
    const { personIds, identityIds, accounts } = this.#subject
    const { rows } = await this.#db.execute<{ id: string; account: string }>(sql`
      select id, channel || ' ' || external_id as account from identities
       where id = any(${sql.param([...identityIds])}::uuid[]) or person_id = any(${sql.param([...personIds])}::uuid[])
          or channel || ' ' || external_id = any(${sql.param(accounts.map(written))}::text[])`)
    this.accounts = [...new Set([...rows.map((r) => r.account), ...accounts.map(written)])]
    this.#keys.set('identities', { type: 'uuid', values: rows.map((r) => r.id) })
  }

  /** Rows of a table that are theirs; `null`: it cannot have any. */
  async find(table: MappedTable): Promise<SQL | null> {
    if (!this.#keys.has(table.name)) {
      const named = tied(table, 'theirs').flatMap(({ column, target }) => this.named(column, target) ?? [])
      const accounts = accountColumns(table, 'theirs').map(({ column, channel }) => this.account(column, channel))
      const where = either([...named, ...accounts])
      const [key, ...more] = table.key
      if (!where || !key || more.length > 0) return where
      const { rows } = await this.#db.execute<{ key: string }>(
        sql`select ${sql.identifier(key.column)}::text as key from ${sql.identifier(table.name)} where ${where}`,
      )
      this.#keys.set(table.name, { type: key.type, values: rows.map((row) => row.key) })
    }
    return this.named(table.key[0]?.column ?? 'id', table.name)
  }

  /** Rows whose `column` names one of the rows found in `target`. */
  named(column: string, target: string): SQL | null {
    const keys = this.#keys.get(target)
    if (!keys || keys.values.length === 0) return null
    return sql`${sql.identifier(column)} = any(${sql.param(keys.values)}::${sql.raw(keys.type)}[])`
  }

  quoting(table: MappedTable): SQL | null {
    const named = tied(table, 'quotes').flatMap(({ column, target }) => this.named(column, target) ?? [])
    const accounts = accountColumns(table, 'quotes').map(
      ({ column, channel }) =>
        sql`exists (select from unnest(${sql.identifier(column)}) a where ${sql.raw(channel)} || ' ' || a = any(${this.#list()}))`,
    )
    return either([...named, ...accounts, ...(table.name === 'outbox' ? [this.#toldAlone()] : [])])
  }

  /** Rows of theirs by account. DingTalk's differ by case; of others only events write them as the platform does. */
  account(column: string, channel: string): SQL {
    const account = accountIn(column)
    return sql`(${sql.raw(`${channel} || ' ' || case when ${channel} = 'dingtalk' then ${account} else lower(${account}) end`)}) = any(${this.#list()})`
  }

  /** What was told to them and to nobody else. */
  #toldAlone(): SQL {
    const theirs = this.account('recipient', 'channel')
    return sql`id in (select outbox_id from deliveries where outbox_id in (select outbox_id from deliveries where ${theirs})
                       group by outbox_id having bool_and(${theirs}))`
  }

  #list(): SQL {
    return sql`${sql.param(this.accounts)}::text[]`
  }
}

function written({ channel, account }: Subject['accounts'][number]): string {
  return `${channel} ${account}`
}

function either(conditions: readonly SQL[]): SQL | null {
  return conditions.length === 0 ? null : sql`(${sql.join([...conditions], sql` or `)})`
}
