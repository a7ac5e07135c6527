/** The public notice of a zone: the only query whose answer everybody may read. */
import { type SQL, sql } from 'drizzle-orm'
import type { CivilDate } from '../domain/calendar.ts'
import { CASE_STATES, type CaseState } from '../domain/case.ts'
import { noticePerson, type PublicNoticeBoard } from '../domain/notice-board.ts'
import { PUBLIC_CATEGORIES } from '../domain/permission.ts'
import { publicPlace } from '../domain/places.ts'
import { mask } from '../domain/privacy.ts'
import { type Category, categoryLabel, type Role, SECRETARY_ROLES, type ZoneKind } from '../domain/vocabulary.ts'
import type { Db } from './database.ts'
import { isDutyOf } from './duties.ts'
import { settingsFor } from './settings.ts'

/** Who answers for a zone towards residents, in this order where the roster says no other. */
const ANSWERING: readonly Role[] = ['zone_member', 'guest_member', ...SECRETARY_ROLES, 'helper']
/** Ends that say something was done; a matter taken back, told twice or of elsewhere says nothing to a neighbour. */
const TOLD_ENDS: readonly CaseState[] = ['resolved', 'answered_unresolved']

// A notice has at most 30 kB.
const PEOPLE_MAX = 12
const AREAS_MAX = 60
const DUTIES_MAX = 30
const CLOSED_MAX = 5
const CHARS_MAX = 60
const CLOSED_DAYS = 90

interface ZoneRow extends Record<string, unknown> {
  id: string
  organisationId: string
  branchId: string
  code: string
  zone: string
  kind: ZoneKind
  branch: string
  demo: boolean
  areas: string[]
  duties: string[]
}
interface PersonRow extends Record<string, unknown> {
  name: string
  role: Role
}
interface ClosedRow extends Record<string, unknown> {
  category: Category
  building: string | null
  placeText: string | null
  state: CaseState
  closedOn: CivilDate
}

/** What is public of a zone on `today`; `null`: there is none of that code. */
export async function readNoticeBoard(
  db: Db,
  code: string,
  { today, timezone }: { today: CivilDate; timezone: string },
): Promise<PublicNoticeBoard | null> {
  const found = await readZone(db, code, today)
  if (!found) return null
  const { noticeNames, noticeContact, privacyNotice } = await settingsFor(db, found.organisationId)
  const [leader] = await readPeople(db, found, { today, roles: SECRETARY_ROLES, max: 1 })
  const people = await readPeople(db, found, { today, roles: ANSWERING, max: PEOPLE_MAX, ofZone: true })
  return {
    code: found.code,
    zone: brief(found.zone),
    branch: brief(found.branch),
    demo: found.demo,
    people: people.map((person) => noticePerson(person, noticeNames)),
    areas: found.areas.map(brief),
    duties: found.duties.map(brief),
    leader: leader ? noticePerson(leader, noticeNames) : null,
    contact: noticeContact,
    closed: (await readClosed(db, found, { today, timezone })).map((row) => ({
      category: categoryLabel(row.category, found.kind),
      building: publicBuilding(row),
      end: CASE_STATES[row.state],
      closedOn: row.closedOn,
    })),
    privacy: privacyNotice,
    asOf: today,
  }
}

/** What a branch wrote, short enough for a notice, and without a telephone that slipped in. */
function brief(text: string): string {
  const signs = [...mask(text)]
  return signs.length > CHARS_MAX ? `${signs.slice(0, CHARS_MAX - 1).join('')}…` : signs.join('')
}

function publicBuilding({ building, placeText }: ClosedRow): string | null {
  const place = publicPlace({ text: placeText ?? '', building, unit: null, floor: null, room: null })
  return place === null ? null : brief(place)
}

async function readZone(db: Db, code: string, today: CivilDate): Promise<ZoneRow | undefined> {
  const { rows } = await db.execute<ZoneRow>(sql`
    select z.id, z.organisation_id as "organisationId", z.branch_id as "branchId", z.code, z.name as zone, z.kind,
           b.name as branch, o.demo,
           array(select a.text from zone_areas a where a.zone_id = z.id order by a.position limit ${AREAS_MAX}) as areas,
           array(select d.title from duties d where ${isDutyOf(sql`d`, sql`z`, sql`${today}::date`)}
                  order by nullif(split_part(d.clause, '-', 2), '')::int nulls last, d.title limit ${DUTIES_MAX}) as duties
      from zones z join branches b on b.id = z.branch_id join organisations o on o.id = z.organisation_id
     where z.code = ${code}`)
  return rows[0]
}

interface Wanted {
  today: CivilDate
  roles: readonly Role[]
  max: number
  /** Only who answers for this zone; else for the branch. */
  ofZone?: boolean
}

/** Each person once, those who answer before those who stand by. */
async function readPeople(db: Db, zone: ZoneRow, { today, roles, max, ofZone }: Wanted): Promise<PersonRow[]> {
  const place: SQL = ofZone ? sql`and a.zone_id = ${zone.id}` : sql``
  const ranks = sql.param([...roles])
  const { rows } = await db.execute<PersonRow>(sql`
    select name, role from (
      select distinct on (p.id) p.name, a.role, a.backup, a.position, array_position(${ranks}::text[], a.role) as rank
        from assignments a join people p on p.id = a.person_id
       where a.organisation_id = ${zone.organisationId} and a.branch_id = ${zone.branchId} ${place}
         and a.role = any(${ranks}::text[]) and p.left_on is null
         and a.starts_on <= ${today}::date and (a.ends_on is null or a.ends_on >= ${today}::date)
       order by p.id, a.backup, array_position(${ranks}::text[], a.role), a.position) held
     order by backup, rank, position limit ${max}`)
  return rows
}

/** By its end, newest first; of each only what the board shows is read. */
async function readClosed(
  db: Db,
  zone: ZoneRow,
  { today, timezone }: { today: CivilDate; timezone: string },
): Promise<ClosedRow[]> {
  const { rows } = await db.execute<ClosedRow>(sql`
    select category, building, place_text as "placeText", state,
           to_char(closed_at at time zone ${timezone}, 'YYYY-MM-DD') as "closedOn"
      from cases
     where branch_id = ${zone.branchId} and closed_at > ${today}::date - ${CLOSED_DAYS}::int and zone_id = ${zone.id}
       and kind = 'incident' and category = any(${sql.param([...PUBLIC_CATEGORIES])}::text[])
       and state = any(${sql.param([...TOLD_ENDS])}::text[])
     order by closed_at desc limit ${CLOSED_MAX}`)
  return rows
}
