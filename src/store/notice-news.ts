/** What of a public notice changes from week to week: ways in, what is in the focus, announcements, talks. */
import { sql } from 'drizzle-orm'
import type { CivilDate } from '../domain/calendar.ts'
import {
  type NoticeCommendation,
  type NoticeEntry,
  type NoticeNames,
  type NoticeTalk,
  noticePerson,
  type PublicNoticeBoard,
  RESIDENT_CODES,
} from '../domain/notice-board.ts'
import { publicWords } from '../domain/public-text.ts'
import type { Role } from '../domain/vocabulary.ts'
import type { Db } from './database.ts'
import { holding } from './holding.ts'
import { brief } from './notice-words.ts'

/** The zone that a board is read of, and as of when. */
export interface BoardOf {
  id: string
  organisationId: string
  branchId: string
  path: string
  demo: boolean
  now: Date
  today: CivilDate
  timezone: string
}

export type IsOver = (words: string, saidOn: CivilDate) => boolean

const FOCUS_MAX = 3
const ANNOUNCEMENTS_MAX = 3
/** Some of them may tell of days that are over. */
const ANNOUNCEMENTS_READ = 20
const ANNOUNCED_DAYS = 14
/** Longer ones are told on; whoever wants all of it asks the branch. */
const ANNOUNCEMENT_CHARS = 200
const TALKS_TO_COME_MAX = 3
const RESULTS_MAX = 2
const RESULT_DAYS = 60
const RESULT_CHARS = 200
const COMMENDATIONS_MAX = 3
const COMMENDED_DAYS = 365
/** Longer than the links of any platform. */
const URL_MAX = 500

/** Ways in whose code is known and that stay open for longer than a page is kept. */
export async function readEntries(db: Db, { id, now }: BoardOf): Promise<NoticeEntry[]> {
  const { rows } = await db.execute<NoticeEntry & Record<string, unknown>>(sql`
    select kind, url from zone_entries
     where zone_id = ${id} and ended_at is null and url like 'https://%' and length(url) <= ${URL_MAX}
       and (expires_at is null or expires_at > ${now}::timestamptz + interval '5 minutes')
     order by array_position(${sql.param([...RESIDENT_CODES])}::text[], kind)`)
  return rows.map(({ kind, url }) => ({ kind, url }))
}

/** What the secretary accepted for these days. */
export async function readFocus(db: Db, { id, today }: BoardOf): Promise<string[]> {
  const { rows } = await db.execute<{ title: string }>(sql`
    select title from duty_focuses
     where zone_id = ${id} and state = 'accepted' and starts_on <= ${today}::date and ends_on >= ${today}::date
     order by case_count desc, title limit ${FOCUS_MAX}`)
  return rows.map(({ title }) => brief(title))
}

/**
 * To residents of a part of the tree that the zone belongs to, for two weeks or until the days that they tell are over.
 *
 * A demo and the others know nothing of each other.
 */
export async function readAnnouncements(
  db: Db,
  board: BoardOf,
  isOver: IsOver,
): Promise<PublicNoticeBoard['announcements']> {
  const { id, branchId, path, demo, now, timezone } = board
  const { rows } = await db.execute<{ text: string; on: CivilDate }>(sql`
    select a.text, to_char(a.at at time zone ${timezone}, 'YYYY-MM-DD') as "on"
      from announcements a join organisations o on o.id = a.organisation_id
     where a.audience = 'residents' and a.recalled_at is null and o.demo = ${demo}
       and a.at <= ${now}::timestamptz and a.at > ${now}::timestamptz - ${ANNOUNCED_DAYS} * interval '1 day'
       and (a.scope = '/' or a.scope = ${path} or starts_with(${path}, a.scope || '/'))
       and (a.branch_id is null or a.branch_id = ${branchId}) and (a.zone_ids = '{}' or ${id} = any(a.zone_ids))
     order by a.at desc, a.id desc limit ${ANNOUNCEMENTS_READ}`)
  const current = rows.filter(({ text, on }) => !isOver(text, on)).slice(0, ANNOUNCEMENTS_MAX)
  return current.map(({ text, on }) => ({ text: brief(text, ANNOUNCEMENT_CHARS), on }))
}

interface TalkRow extends Record<string, unknown> {
  topic: string
  place: string
  on: CivilDate
  time: string
  state: 'announced' | 'cancelled' | 'published'
  result: string | null
}

/** Those of the zone, or of all zones of its branch. */
export async function readTalks(db: Db, board: BoardOf): Promise<NoticeTalk[]> {
  const { id, branchId, now, today, timezone } = board
  const { rows } = await db.execute<TalkRow>(sql`
    with near as (
      select *, starts_at at time zone ${timezone} as local from resident_talks
       where branch_id = ${branchId} and (zone_id is null or zone_id = ${id})),
    to_come as (
      select * from near where state in ('announced', 'cancelled') and local >= ${today}::date
       order by starts_at limit ${TALKS_TO_COME_MAX}),
    past as (
      select * from near where state = 'published' and published_at > ${now}::timestamptz - ${RESULT_DAYS} * interval '1 day'
       order by published_at desc limit ${RESULTS_MAX})
    select topic, place, to_char(local, 'YYYY-MM-DD') as "on", to_char(local, 'HH24:MI') as time, state, result
      from (select *, 1 as part from to_come union all select *, 2 from past) t
     order by part, case when part = 1 then starts_at end, published_at desc`)
  return rows.map(({ topic, place, on, time, state, result }) => ({
    ...{ topic: brief(topic), place: brief(place), on, time },
    isCancelled: state === 'cancelled',
    result: state === 'published' ? brief(result ?? '', RESULT_CHARS) : null,
  }))
}

/** Of a year, of those who answer for the zone now and said yes to it. */
export async function readCommendations(db: Db, board: BoardOf, names: NoticeNames): Promise<NoticeCommendation[]> {
  const { id, organisationId, today } = board
  const { rows } = await db.execute<{ name: string; role: Role; reason: string; on: CivilDate }>(sql`
    select p.name, held.role, c.reason, c.given_on::text as "on"
      from (select distinct on (a.person_id) a.person_id, a.role from assignments a
             where a.organisation_id = ${organisationId} and a.zone_id = ${id} and a.role <> 'resident_verifier'
               and ${holding('a', sql`${today}::date`)}
             order by a.person_id, a.backup, a.position) held
      join people p on p.id = held.person_id and p.left_on is null
      join commendations c on c.person_id = p.id and c.public_at is not null
       and c.given_on > ${today}::date - ${COMMENDED_DAYS}::int
     order by c.given_on desc, c.id limit ${COMMENDATIONS_MAX}`)
  return rows.map(({ name, role, reason, on }) => {
    const person = noticePerson({ name: brief(name), role, phone: null, hasPhoto: false }, names)
    return { name: person.name, title: person.title, words: publicWords(reason), on }
  })
}
