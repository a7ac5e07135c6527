import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PERSONAL_COLUMNS } from '../../src/store/personal-data.ts'
import { accountColumns, type MappedTable, personalTables, readTables, tied } from '../../src/store/privacy-map.ts'
import {
  ACCOUNT_COLUMNS,
  ERASURES,
  FILES,
  KEPT,
  NO_REFERENCES,
  QUOTING,
  SEALED,
  SECRETS,
  TIES,
} from '../../src/store/privacy-rules.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
let tables: MappedTable[]
beforeAll(async () => {
  database = await testDatabase()
  tables = await readTables(database.db)
})
afterAll(() => database.drop())

const columns = () => tables.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column}`))
const isTouched = (table: MappedTable) =>
  personal().includes(table) || tied(table, 'quotes').length > 0 || accountColumns(table, 'quotes').length > 0
const personal = () => personalTables(tables)

describe('whoever adds a column that leads to a person', () => {
  test('says what the row then has to do with them', () => {
    const reached = new Set(['people', 'identities', ...personal().map((table) => table.name)])
    const references = tables.flatMap((table) => table.references).filter(({ target }) => reached.has(target))
    const unsaid = references.map((r) => `${r.table}.${r.column}`).filter((name) => !(name in TIES))
    expect(unsaid).toEqual([])
  })

  test('says so too where no constraint leads there', () => {
    const referring = new Set(tables.flatMap((t) => t.references).map((r) => `${r.table}.${r.column}`))
    const named = columns().filter((name) => /_id$/.test(name) && !/\.organisation_id$/.test(name))
    expect(named.filter((name) => !referring.has(name) && !NO_REFERENCES.includes(name))).toEqual([])
  })

  test('says what becomes of the rows of a new table', () => {
    expect(tables.filter((t) => isTouched(t) && !(t.name in ERASURES)).map((t) => t.name)).toEqual([])
  })
})

test('every personal column goes with the person, or it stands here why it stays', () => {
  const goes = (name: string) => {
    const [table = '', column = ''] = name.split('.')
    const erasure = isTouched(tables.find((t) => t.name === table) as MappedTable) ? ERASURES[table] : undefined
    return erasure === 'row' || (erasure !== undefined && column in erasure)
  }
  expect(Object.keys(PERSONAL_COLUMNS).filter((name) => !goes(name) && !(name in KEPT))).toEqual([])
  expect(Object.keys(KEPT).filter(goes)).toEqual([])
})

test('of what is personal nothing is withheld from its owner but what acts in their name', async () => {
  const { rows } = await database.pool.query<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns
      where table_schema = 'public' and data_type = 'bytea'`,
  )
  const theirs = new Set(personal().map((t) => t.name))
  const sealed = rows.map((r) => r.name).filter((name) => theirs.has(name.split('.')[0] ?? ''))
  expect(sealed.filter((name) => !(name in SEALED) && !SECRETS.includes(name))).toEqual([])
  const secret = columns().filter((name) => /_hash$|_sealed$/.test(name) && theirs.has(name.split('.')[0] ?? ''))
  expect(secret.filter((name) => !(name in SEALED) && !SECRETS.includes(name))).toEqual([])
})

test('a row that is gone takes no constraint along that would stop it', async () => {
  const { rows } = await database.pool.query<{ name: string; stops: boolean }>(`
    select c.relname || '.' || a.attname as name, k.confdeltype in ('a', 'r') as stops
      from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class r on r.oid = k.confrelid
      join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
     where k.contype = 'f' and r.relname = 'identities'`)
  expect(rows.filter((row) => row.stops).map((row) => row.name)).toEqual([])
})

test('the rules name no column that is gone', () => {
  const known = new Set(columns())
  const named = [
    ...Object.keys(TIES),
    ...Object.keys(ACCOUNT_COLUMNS),
    ...Object.keys(QUOTING),
    ...Object.keys(KEPT),
    ...Object.keys(SEALED),
    ...SECRETS,
    ...FILES,
    ...NO_REFERENCES,
    ...Object.entries(ERASURES).flatMap(([table, erasure]) =>
      erasure === 'row' ? [] : Object.keys(erasure).map((column) => `${table}.${column}`),
    ),
  ]
  expect(named.filter((name) => !known.has(name))).toEqual([])
})
