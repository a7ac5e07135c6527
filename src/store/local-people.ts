/** Whom the local chat plays: the people of the demo and, where nobody else can reach it, those of the own roster. */
import type { CivilDate } from '../domain/calendar.ts'
import { type Role, SECRETARY_ROLES } from '../domain/vocabulary.ts'
import { holdsOn } from './holding.ts'
import { type Sql, statement } from './sql.ts'

/** Somebody whom the local chat can play. */
export interface PlayablePerson {
  account: string
  name: string
  group: 'member' | 'secretary' | 'resident'
  roles: Role[]
  branch: string | null
  zones: { code: string; name: string }[]
  /** Made up, and apart from the organisations of the installation. */
  demo: boolean
}

/** On which day, and whether beside the demo the people of the own roster are played. */
export interface Played {
  today: CivilDate
  roster: boolean
}

interface PersonRow {
  account: string
  name: string | null
  known: boolean
  roles: Role[]
  branch: string | null
  zones: { code: string; name: string }[]
  demo: boolean
}

/** Accounts of windows in which nobody is known yet, as a phone is that writes for the first time. */
export const NEWCOMER_PREFIX = 'new-'

const readPlayable = statement<PersonRow, [CivilDate, string | null, number, boolean]>(
  'read_playable_people',
  `select i.external_id as account, p.id is not null as known, o.demo, b.name as branch,
          coalesce(p.name, case when o.demo then i.display_id end) as name,
          coalesce(array_agg(distinct a.role) filter (where a.id is not null), '{}') as roles,
          coalesce(jsonb_agg(distinct jsonb_build_object('code', z.code, 'name', z.name)) filter (where z.id is not null),
                   '[]') as zones
     from identities i
     join organisations o on o.id = i.organisation_id
     left join people p on p.id = i.person_id and p.left_on is null
     left join assignments a on a.person_id = p.id and ${holdsOn('a', '$1::date')}
     left join zones z on z.id = coalesce(a.zone_id, i.zone_id)
     left join branches b on b.id = coalesce(p.branch_id, z.branch_id)
    where i.channel = 'local' and ($2::text is null or i.external_id = $2)
      and (o.demo or ($4 and (p.id is not null or i.external_id like '${NEWCOMER_PREFIX}%')))
    group by i.id, o.id, p.id, b.id
    order by o.demo, min(length(z.code)), min(z.code), bool_and(a.backup), min(a.position), i.external_id
    limit $3`,
)

const MAX_PLAYABLE = 500

/** The people with an account on the local channel, the own ones first, in the order of their zones. */
export async function playablePeople(sql: Sql, { today, roster }: Played): Promise<PlayablePerson[]> {
  return (await readPlayable(sql, today, null, MAX_PLAYABLE, roster)).map(playable)
}

/** The person behind an account, `null` where it is nobody who is played here. */
export async function playablePerson(
  sql: Sql,
  { today, roster }: Played,
  account: string,
): Promise<PlayablePerson | null> {
  const [row] = await readPlayable(sql, today, account.toLowerCase(), 1, roster)
  return row ? playable(row) : null
}

function playable({ known, name, ...row }: PersonRow): PlayablePerson {
  const leads = row.roles.some((role) => SECRETARY_ROLES.includes(role) || role === 'organisation_admin')
  const verifies = row.roles.length > 0 && row.roles.every((role) => role === 'resident_verifier')
  const group = leads ? 'secretary' : known && !verifies ? 'member' : 'resident'
  return { ...row, name: name ?? newcomerName(row.account), group }
}

/** Tells the newcomers of several windows apart. */
function newcomerName(account: string): string {
  return `新来的人 ${account.slice(-4)}`
}

/** A zone whose QR code a resident may scan in the chat. */
export interface ScannableZone {
  code: string
  name: string
  /** Account of the zone's first member on the local channel; empty when nobody answers for it. */
  member: string
  demo: boolean
}

const readScannable = statement<ScannableZone, [CivilDate, boolean]>(
  'read_scannable_zones',
  `select z.code, z.name, o.demo, coalesce(first.account, '') as member
     from zones z
     join organisations o on o.id = z.organisation_id and (o.demo or $2)
     left join lateral (
       select i.external_id as account
         from assignments a join identities i on i.person_id = a.person_id and i.channel = 'local'
        where a.zone_id = z.id and ${holdsOn('a', '$1::date')}
        order by a.backup, a.position limit 1) as first on true
    where z.ended_on is null or z.ended_on > $1::date
    order by o.demo, length(z.code), z.code limit ${MAX_PLAYABLE}`,
)

/** The zones of the demo and, where its people are played, of the own roster. */
export function scannableZones(sql: Sql, { today, roster }: Played): Promise<ScannableZone[]> {
  return readScannable(sql, today, roster)
}
