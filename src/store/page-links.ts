/** `/r/:token`: who may open which resident's own page, and until when. The secret itself is stored nowhere. */
import type { CivilDate } from '../domain/calendar.ts'
import { noticeVersionOf } from './privacy-notice.ts'
import { hashOfToken } from './secret-tokens.ts'
import { type Sql, statement } from './sql.ts'

const DAY_MS = 86_400_000
/** Since it was opened last. */
const PAGE_DAYS = 180
/** A page that is opened again and again is written at most so often. */
const EXTEND_STEP_DAYS = 1

/** Somebody's own page. */
export interface OwnPage {
  identityId: string
  organisationId: string
  /** As the page channel knows it. */
  account: string
  zone: { code: string; name: string } | null
}

/** Where a page is opened: a zone with a notice. */
export interface NoticedZone {
  id: string
  organisationId: string
  code: string
}

const findZone = statement<{ id: string; organisation_id: string; code: string }, [string, CivilDate]>(
  'find_noticed_zone',
  'select id, organisation_id, code from zones where code = $1 and (ended_on is null or ended_on > $2::date)',
)

/** The zone of this code, as of `today`. */
export async function noticedZone(sql: Sql, code: string, today: CivilDate): Promise<NoticedZone | null> {
  const [zone] = await findZone(sql, code, today)
  return zone ? { id: zone.id, organisationId: zone.organisation_id, code: zone.code } : null
}

const openPageOf = statement<{ identity_id: string }, [string, string, string, string, Date, string, Date]>(
  'open_page',
  `with owner as (
     insert into identities (organisation_id, channel, external_id, display_id, zone_id, notice_shown_at, notice_version)
     values ($1, 'page', $2, $2, $3, $5, $6)
     on conflict (channel, external_id) do update set notice_version = excluded.notice_version
     returning id)
   insert into page_links (identity_id, organisation_id, zone_id, token_hash, expires_at, created_at)
   select id, $1, $3, $4, $7, $5 from owner
   on conflict (identity_id) do update set expires_at = excluded.expires_at
   returning identity_id`,
)

/**
 * Make the page that this secret opens, for whoever writes on the notice of a zone, or find it made.
 *
 * @param privacyNotice what they were shown before they wrote
 * @returns the account of the page
 */
export async function openPage(
  sql: Sql,
  { token, zone, privacyNotice, now }: { token: string; zone: NoticedZone; privacyNotice: string; now: Date },
): Promise<string> {
  const tokenHash = hashOfToken(token)
  const account = accountOf(tokenHash)
  const version = noticeVersionOf(privacyNotice)
  await openPageOf(sql, zone.organisationId, account, zone.id, tokenHash, now, version, expiryFrom(now))
  return account
}

interface PageRow {
  identity_id: string
  organisation_id: string
  external_id: string
  code: string | null
  name: string | null
  expires_at: Date
}

const findPage = statement<PageRow, [string, Date]>(
  'find_page',
  `select l.identity_id, l.organisation_id, i.external_id, z.code, z.name, l.expires_at
     from page_links l join identities i on i.id = l.identity_id left join zones z on z.id = l.zone_id
    where l.token_hash = $1 and l.expires_at > $2`,
)

const extendPage = statement<Record<string, never>, [string, Date]>(
  'extend_page',
  'update page_links set expires_at = $2 where identity_id = $1',
)

/** The page that this secret opens; `null`: none, or no more. Whoever comes back keeps it. */
export async function pageOf(sql: Sql, token: string, now: Date): Promise<OwnPage | null> {
  const [row] = await findPage(sql, hashOfToken(token), now)
  if (!row) return null
  const expiresAt = expiryFrom(now)
  if (expiresAt.getTime() - row.expires_at.getTime() > EXTEND_STEP_DAYS * DAY_MS) {
    await extendPage(sql, row.identity_id, expiresAt)
  }
  return {
    identityId: row.identity_id,
    organisationId: row.organisation_id,
    account: row.external_id,
    zone: row.code === null || row.name === null ? null : { code: row.code, name: row.name },
  }
}

function expiryFrom(now: Date): Date {
  return new Date(now.getTime() + PAGE_DAYS * DAY_MS)
}

/** A part of the hash: enough that no two are alike, and not what opens the page. */
function accountOf(tokenHash: string): string {
  return `page:${tokenHash.slice(0, 32)}`
}
