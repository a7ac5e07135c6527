/** The public notice of a zone: the only query whose answer everybody may read. */
import { type SQL, sql } from 'drizzle-orm'
import { type CivilDate, civilDate } from '../domain/calendar.ts'
import { CASE_STATES, type CaseState } from '../domain/case.ts'
import {
  type ClosedMatter,
  type NoticePerson,
  noticePerson,
  type PublicNoticeBoard,
  TOLD_ENDS,
} from '../domain/notice-board.ts'
import { PUBLIC_CATEGORIES } from '../domain/permission.ts'
import { publicPlace } from '../domain/places.ts'
import { type Category, categoryLabel, type Role, SECRETARY_ROLES, type ZoneKind } from '../domain/vocabulary.ts'
import { drawOutline, type Outline } from '../domain/zone-outline.ts'
import type { Db } from './database.ts'
import { isDutyOf } from './duties.ts'
import { holding } from './holding.ts'
import {
  type BoardOf,
  type IsOver,
  readAnnouncements,
  readCommendations,
  readEntries,
  readFocus,
  readTalks,
} from './notice-news.ts'
import { brief } from './notice-words.ts'
import { surveyEnd } from './opinion-rounds.ts'
import { PHONE } from './roster-known.ts'
import type { Seal } from './seal.ts'
import { settingsFor } from './settings.ts'

/** Who answers for a zone towards residents, in this order where the roster says no other. */
const ANSWERING: readonly Role[] = ['zone_member', 'guest_member', ...SECRETARY_ROLES, 'helper']

// A notice has at most 30 kB.
export const PEOPLE_MAX = 12
const NAME_CHARS = 24
const AREAS_MAX = 50
const AREA_CHARS = 30
const DUTIES_MAX = 30
const CLOSED_MAX = 5
const CLOSED_DAYS = 90

interface ZoneRow extends Record<string, unknown> {
  id: string
  organisationId: string
  branchId: string
  path: string
  code: string
  zone: string
  kind: ZoneKind
  branch: string
  demo: boolean
  areas: string[]
  outline: Outline | null
  duties: string[]
}
interface PersonRow extends Record<string, unknown> {
  id: string
  name: string
  role: Role
  phoneSealed: Buffer | null
  photoKey: string | null
}
interface ClosedRow extends Record<string, unknown> {
  category: Category
  building: string | null
  placeText: string | null
  state: CaseState
  closedOn: CivilDate
  publicText: string | null
}

export interface BoardTimes {
  now: Date
  timezone: string
  /** Opens the telephones that people chose to show. */
  seal: Pick<Seal, 'open'>
  /** Whether the days that an announcement of that day tells are all over. Absent: none is asked. */
  isOver?: IsOver
}

/** What is public of a zone now; `null`: there is none of that code, or it has ended. */
export async function readNoticeBoard(db: Db, code: string, times: BoardTimes): Promise<PublicNoticeBoard | null> {
  const { now, timezone, seal, isOver = () => false } = times
  const today = civilDate(now, timezone)
  const found = await readZone(db, code, today)
  if (!found) return null
  const zone: BoardOf = { ...found, now, today, timezone }
  const { noticeNames, noticeContact, privacyNotice, residentQr } = await settingsFor(db, found.organisationId)
  const [leader] = await readPeople(db, zone, { roles: SECRETARY_ROLES, max: 1 })
  const people = await readPeople(db, zone, { roles: ANSWERING, max: PEOPLE_MAX, ofZone: true })
  const shown = (row: PersonRow): NoticePerson => {
    const phone = row.phoneSealed === null ? null : seal.open(PHONE, row.phoneSealed)
    const name = brief(row.name, NAME_CHARS)
    return noticePerson({ name, role: row.role, phone, hasPhoto: row.photoKey !== null }, noticeNames)
  }
  return {
    code: found.code,
    zone: brief(found.zone),
    branch: brief(found.branch),
    demo: found.demo,
    people: people.map(shown),
    entries: await readEntries(db, zone),
    residentCode: residentQr,
    focus: await readFocus(db, zone),
    announcements: await readAnnouncements(db, zone, isOver),
    talks: await readTalks(db, zone),
    areas: found.areas.map((area) => brief(area, AREA_CHARS)),
    outline: found.outline && drawOutline(found.outline),
    duties: found.duties.map((duty) => brief(duty)),
    leader: leader ? { ...shown(leader), phone: null, hasPhoto: false } : null,
    contact: noticeContact,
    closed: (await readClosed(db, zone)).map((row) => closedMatter(row, found.kind)),
    commendations: await readCommendations(db, zone, noticeNames),
    surveyUntil: await surveyEnd(db, found.id, today),
    privacy: privacyNotice,
    asOf: today,
  }
}

/** Where the picture of the person lies who stands at this place (from 0) of the list; `null`: there is none. */
export async function readNoticePhoto(
  db: Db,
  code: string,
  { place, now, timezone }: { place: number; now: Date; timezone: string },
): Promise<string | null> {
  const today = civilDate(now, timezone)
  const found = await readZone(db, code, today)
  if (!found) return null
  const zone: BoardOf = { ...found, now, today, timezone }
  const { noticeNames } = await settingsFor(db, found.organisationId)
  if (noticeNames === 'role') return null
  const people = await readPeople(db, zone, { roles: ANSWERING, max: PEOPLE_MAX, ofZone: true })
  return people[place]?.photoKey ?? null
}

function closedMatter(row: ClosedRow, kind: ZoneKind): ClosedMatter {
  const { category, state, closedOn, publicText } = row
  return {
    category: categoryLabel(category, kind),
    building: publicBuilding(row),
    end: CASE_STATES[state],
    closedOn,
    text: publicText,
  }
}

function publicBuilding({ building, placeText }: ClosedRow): string | null {
  const place = publicPlace({ text: placeText ?? '', building, unit: null, floor: null, room: null })
  return place === null ? null : brief(place)
}

async function readZone(db: Db, code: string, today: CivilDate): Promise<ZoneRow | undefined> {
  const { rows } = await db.execute<ZoneRow>(sql`
    select z.id, z.organisation_id as "organisationId", z.branch_id as "branchId", o.path, z.code, z.name as zone, z.kind,
           b.name as branch, o.demo, z.outline,
           array(select a.text from zone_areas a where a.zone_id = z.id order by a.position limit ${AREAS_MAX}) as areas,
           array(select d.title from duties d where ${isDutyOf(sql`d`, sql`z`, sql`${today}::date`)}
                  order by nullif(split_part(d.clause, '-', 2), '')::int nulls last, d.title limit ${DUTIES_MAX}) as duties
      from zones z join branches b on b.id = z.branch_id join organisations o on o.id = z.organisation_id
     where z.code = ${code} and (z.ended_on is null or z.ended_on > ${today}::date)`)
  return rows[0]
}

interface Wanted {
  roles: readonly Role[]
  max: number
  /** Only who answers for this zone; else for the branch. */
  ofZone?: boolean
}

/** Each person once, those who answer before those who stand by. A telephone comes only with its owner's yes. */
async function readPeople(db: Db, zone: BoardOf, { roles, max, ofZone }: Wanted): Promise<PersonRow[]> {
  const place: SQL = ofZone ? sql`and a.zone_id = ${zone.id}` : sql``
  const ranks = sql.param([...roles])
  const { rows } = await db.execute<PersonRow>(sql`
    select id, name, role, "phoneSealed", "photoKey" from (
      select distinct on (p.id) p.id, p.name, case when p.phone_public then p.phone_sealed end as "phoneSealed",
             p.photo_key as "photoKey", a.role, a.backup, a.position, array_position(${ranks}::text[], a.role) as rank
        from assignments a join people p on p.id = a.person_id
       where a.organisation_id = ${zone.organisationId} and a.branch_id = ${zone.branchId} ${place}
         and a.role = any(${ranks}::text[]) and p.left_on is null
         and ${holding('a', sql`${zone.today}::date`)}
       order by p.id, a.backup, array_position(${ranks}::text[], a.role), a.position) held
     order by backup, rank, position, id limit ${max}`)
  return rows
}

/** By its end, newest first; of each only what the board shows is read, its words where a person let them out. */
async function readClosed(db: Db, zone: BoardOf): Promise<ClosedRow[]> {
  const { rows } = await db.execute<ClosedRow>(sql`
    select category, building, place_text as "placeText", state,
           case when public_text_by is not null then public_text end as "publicText",
           to_char(closed_at at time zone ${zone.timezone}, 'YYYY-MM-DD') as "closedOn"
      from cases
     where branch_id = ${zone.branchId} and closed_at > ${zone.today}::date - ${CLOSED_DAYS}::int and zone_id = ${zone.id}
       and kind = 'incident' and category = any(${sql.param([...PUBLIC_CATEGORIES])}::text[])
       and state = any(${sql.param([...TOLD_ENDS])}::text[])
     order by closed_at desc limit ${CLOSED_MAX}`)
  return rows
}
