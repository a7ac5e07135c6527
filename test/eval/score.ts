import { z } from 'zod'
import type { Understanding } from '../../src/understanding/understanding.ts'

const place = z
  .object({
    text: z.string(),
    building: z.string().nullable(),
    unit: z.string().nullable(),
    floor: z.string().nullable(),
    room: z.string().nullable(),
  })
  .nullable()
const told = { place, occurredAt: z.object({ date: z.string(), time: z.string().nullable() }).nullable() }
const record = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('incident'), category: z.string(), urgency: z.string(), state: z.string(), ...told }),
  z.object({ kind: z.literal('checkin'), activity: z.string(), ...told }),
])
type ExpectedRecord = z.infer<typeof record>

/** One labelled message. `alt` holds other acceptable values by path (`intent`, `records[0].category`, `records`). */
export const labelled = z.object({
  id: z.string(),
  text: z.string(),
  sentAt: z.iso.datetime({ offset: true }),
  role: z.enum(['member', 'resident']),
  expect: z.object({
    intent: z.string(),
    records: z.array(record),
    command: z.object({ name: z.string() }).nullable(),
  }),
  alt: z.record(z.string(), z.array(z.unknown())).optional(),
})
export type Labelled = z.infer<typeof labelled>

export interface Figure {
  right: number
  of: number
}
export type Figures = Record<string, Figure>

interface Check {
  name: string
  right: boolean
  /** Counts for "whole message right". */
  whole: boolean
}

export const WHOLE = 'whole message right'
const FIELDS = ['building', 'unit', 'floor', 'room'] as const

/** Scores one reading of each message; `strict` ignores the other acceptable values. */
export function score(messages: readonly Labelled[], readings: readonly Understanding[], strict = false): Figures {
  const figures: Figures = {}
  messages.forEach((message, i) => {
    const reading = readings[i]
    if (!reading) return
    for (const { name, right } of bestChecks(message, reading, strict)) {
      const { right: before, of } = figures[name] ?? { right: 0, of: 0 }
      figures[name] = { right: before + (right ? 1 : 0), of: of + 1 }
    }
  })
  return figures
}

/** The checks of a message against the acceptable list of records that the reading meets best. */
export function bestChecks(message: Labelled, reading: Understanding, strict = false): Check[] {
  const expectations = [message.expect, ...(strict ? [] : otherRecords(message))]
  const all = expectations.map((expect) => checksOf(expect, strict ? {} : (message.alt ?? {}), reading))
  const share = (checks: Check[]): number => checks.filter((c) => c.right).length / checks.length
  return all.reduce((best, checks) => (share(checks) > share(best) ? checks : best))
}

function otherRecords({ expect, alt }: Labelled): Labelled['expect'][] {
  return (alt?.records ?? []).map((value) => {
    const records = z.array(record).parse(value)
    return { ...expect, records, intent: records.length > 0 ? 'report' : expect.intent }
  })
}

function checksOf(expect: Labelled['expect'], alt: Record<string, unknown[]>, got: Understanding): Check[] {
  const checks: Check[] = []
  const add = (name: string, right: boolean, whole = true): number => checks.push({ name, right, whole })
  const compare = (name: string, path: string, want: unknown, have: unknown, whole = true): number =>
    add(name, same(want, have) || acceptable(alt, path, have), whole)
  compare('intent', 'intent', expect.intent, got.intent)
  add('records (kinds and number)', kinds(expect.records) === kinds(got.records))
  const counts = { incident: 0, checkin: 0 }
  expect.records.forEach((want, at) => {
    const have = got.records.filter((r) => r.kind === want.kind)[counts[want.kind]++]
    compareRecord({ want, have, at: `records[${at}]` }, compare)
    const named = (p: { text?: string | null } | null | undefined): boolean => !same(p?.text, null)
    const right =
      named(want.place) === named(have?.place) || acceptable(alt, `records[${at}].place`, have?.place ?? null)
    add('place: named or not', right, false)
  })
  add(
    WHOLE,
    checks.every((c) => c.right || !c.whole),
    false,
  )
  return checks
}

interface Pair {
  want: ExpectedRecord
  have: Understanding['records'][number] | undefined
  at: string
}
type Compare = (name: string, path: string, want: unknown, have: unknown, whole?: boolean) => unknown

function compareRecord({ want, have, at }: Pair, compare: Compare): void {
  if (want.kind === 'incident') {
    const incident = have?.kind === 'incident' ? have : undefined
    compare('category', `${at}.category`, want.category, incident?.category)
    compare('urgency', `${at}.urgency`, want.urgency, incident?.urgency)
    if (want.urgency === 'emergency') compare('emergency seen', `${at}.urgency`, want.urgency, incident?.urgency, false)
    compare('state', `${at}.state`, want.state, incident?.state)
  } else compare('activity', `${at}.activity`, want.activity, have?.kind === 'checkin' ? have.activity : undefined)
  for (const field of FIELDS) {
    const isTold = !same(want.place?.[field], null)
    const name = isTold ? 'place: building, unit, floor, room told' : 'place: nothing invented'
    compare(name, `${at}.place.${field}`, want.place?.[field], have?.place?.[field])
  }
  const dateName = want.occurredAt ? 'date told' : 'date: nothing invented'
  compare(dateName, `${at}.occurredAt.date`, want.occurredAt?.date, have?.occurredAt?.date)
  if (want.occurredAt?.time)
    compare('time told', `${at}.occurredAt.time`, want.occurredAt.time, have?.occurredAt?.time, false)
}

/** Whether another value is accepted at `path`, by itself or as a part of an accepted object above it. */
function acceptable(alt: Record<string, unknown[]>, path: string, have: unknown): boolean {
  return Object.entries(alt).some(([key, values]) => {
    if (key === path) return values.some((value) => same(value, have))
    return path.startsWith(`${key}.`) && values.some((value) => same(part(value, path.slice(key.length + 1)), have))
  })
}

function part(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined), value)
}

function same(a: unknown, b: unknown): boolean {
  const plain = (value: unknown): string => JSON.stringify(value === undefined || value === '' ? null : value)
  return plain(a) === plain(b)
}

function kinds(records: readonly { kind: string }[]): string {
  return records
    .map((r) => r.kind)
    .sort()
    .join()
}

export function percent({ right, of }: Figure): number {
  return of === 0 ? 100 : (100 * right) / of
}
