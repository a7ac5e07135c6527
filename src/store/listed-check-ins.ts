import { eq, inArray, sql } from 'drizzle-orm'
import type { OccurredAt, Place } from '../domain/place.ts'
import type { Activity, ChannelName } from '../domain/vocabulary.ts'
import type { Page } from './cursor.ts'
import type { Db } from './database.ts'
import { occurredAtOf, placeOf, placeOfBuilding } from './listed-cases.ts'
import { among, inZones, type ListQuery, newestIds } from './newest.ts'
import { checkIns } from './schema/cases.ts'
import { branches, people, zones } from './schema/organisation.ts'

export interface CheckInFilter {
  zone?: string[] | undefined
  activity?: string[] | undefined
  state?: string[] | undefined
  channel?: string[] | undefined
}

/** A check-in as the API and the exports show it. Of a talk only that it took place. */
export interface ListedCheckIn {
  id: string
  zone: string | null
  branch: string | null
  activity: Activity
  state: 'draft' | 'kept' | 'withdrawn'
  place: Place | null
  occurredAt: OccurredAt | null
  text: string | null
  channel: ChannelName
  personId: string | null
  /** For exports, which are read by people. */
  personName: string | null
  createdAt: Date
  updatedAt: Date
}

/** Check-ins of the scope, the newest first. */
export async function listCheckIns(db: Db, query: ListQuery & CheckInFilter): Promise<Page<ListedCheckIn>> {
  const where = [
    inZones(sql`r.zone_id`, query.zone),
    among(sql`r.activity`, query.activity),
    among(sql`r.state`, query.state),
    among(sql`r.channel`, query.channel),
  ]
  const page = await newestIds(db, 'check_ins', { ...query, where })
  if (page.items.length === 0) return { items: [], next: null }
  const rows = await db
    .select({ checkIn: checkIns, zone: zones.code, branch: branches.name, person: people.name })
    .from(checkIns)
    .leftJoin(zones, eq(zones.id, checkIns.zoneId))
    .leftJoin(branches, eq(branches.id, checkIns.branchId))
    .leftJoin(people, eq(people.id, checkIns.personId))
    .where(inArray(checkIns.id, page.items))
  const listed = new Map(rows.map((row) => [row.checkIn.id, listedCheckIn(row)]))
  return { items: page.items.flatMap((id) => listed.get(id) ?? []), next: page.next }
}

function listedCheckIn(row: {
  checkIn: typeof checkIns.$inferSelect
  zone: string | null
  branch: string | null
  person: string | null
}): ListedCheckIn {
  const { id, activity, state, channel, personId, createdAt, updatedAt } = row.checkIn
  const talk = activity === 'talk'
  return {
    id,
    zone: row.zone,
    branch: row.branch,
    activity,
    state,
    place: talk ? placeOfBuilding(row.checkIn) : placeOf(row.checkIn),
    occurredAt: occurredAtOf(row.checkIn),
    text: talk ? null : row.checkIn.text,
    channel,
    personId,
    personName: row.person,
    createdAt,
    updatedAt,
  }
}
