/** Many residents who each told something, with a sign of their own in it, and all that came of it. */
import { randomUUID } from 'node:crypto'
import { keepPageAct } from '../../src/http/pages/resident-forms.ts'
import { noticedZone, openPage } from '../../src/store/page-links.ts'
import { settingsFor } from '../../src/store/settings.ts'
import { type PageWorld, pageWorld } from './page-world.ts'

export interface ToldResident {
  identityId: string
  account: string
  /** Stands in everything that they said. */
  sign: string
}

export interface TownWorld extends PageWorld {
  residents: ToldResident[]
}

/** `count` residents: each told a matter with a photo, which was confirmed, told to the member, answered and closed. */
export async function townWorld(count: number): Promise<TownWorld> {
  const world = await pageWorld()
  const { deps } = world
  const zone = await noticedZone(deps.pool, 'A3', '2026-11-18')
  if (!zone) throw new Error('the zone is gone')
  const { privacyNotice } = await settingsFor(deps.db, zone.organisationId)
  const residents: ToldResident[] = []
  for (let i = 0; i < count; i++) {
    const sign = `Q${String(i).padStart(5, '0')}Z`
    const account = await openPage(deps.pool, { token: randomUUID(), zone, privacyNotice, now: deps.now() })
    const act = { type: 'message', text: `3号楼2单元楼道灯坏了，灯上写着${sign}`, about: null } as const
    await keepPageAct(deps as never, { account, once: randomUUID(), act })
    residents.push({ identityId: '', account, sign })
  }
  await world.settle()
  await world.passes(11 * 60_000)
  const town = { ...world, residents: await Promise.all(residents.map((r) => known(world, r))) }
  await leaveTraces(town)
  return town
}

async function known({ deps }: PageWorld, resident: ToldResident): Promise<ToldResident> {
  const { rows } = await deps.pool.query('select id from identities where external_id = $1', [resident.account])
  return { ...resident, identityId: rows[0].id }
}

/** What months of use leave: photos, answers, public words, second readings, examples, notes of talks. */
async function leaveTraces({ deps, residents }: TownWorld): Promise<void> {
  const { pool, seal, storage } = deps
  for (const { identityId, account, sign } of residents) {
    const { rows } = await pool.query(
      'select id, code, inbox_id, organisation_id, branch_id from cases where reporter_identity_id = $1',
      [identityId],
    )
    const [{ id, code, inbox_id, organisation_id, branch_id }] = rows
    const key = `attachments/${id}`
    await storage.put(key, { bytes: Buffer.from(sign), contentType: 'image/jpeg', name: `${sign}.jpg` })
    const put = (text: string, ...values: unknown[]) => pool.query(text, values)
    await put(
      `insert into attachments (organisation_id, identity_id, case_id, part, channel, kind, state, storage_key, label)
       values ($1, $2, $3, 9, 'page', 'image', 'stored', $4, $5)`,
      ...[organisation_id, identityId, id, key, sign],
    )
    await put('update cases set public_text = $2, room = $2, on_behalf_of = $2 where id = $1', id, sign)
    await put(
      `insert into case_history (case_id, organisation_id, step, at, event, from_state, to_state, by_role, reason)
       select $1, $2, max(step) + 1, now(), 'say', 'new', 'new', 'resident', $3 from case_history where case_id = $1`,
      ...[id, organisation_id, sign],
    )
    await put(
      `insert into transcripts (inbox_id, organisation_id, channel, media_id, state, words)
       values ($1, $2, 'page', $3, 'heard', $4)`,
      ...[inbox_id, organisation_id, sign, seal.seal('transcript', sign)],
    )
    // Told to others long after, by code alone.
    await put(
      `insert into outbox (organisation_id, key, channel, lane, purpose, content, deadline_at)
       values ($1, $2, 'wecom', 'digest', 'digest', $3, now() + interval '1 day')`,
      ...[organisation_id, `digest/${id}`, { type: 'text', text: `${code} ${sign}` }],
    )
    const talk = await put(
      `insert into resident_talks (organisation_id, branch_id, number, topic, place, starts_at)
       select $1, $2, coalesce(max(number), 0) + 1, '停车', '活动室', now() from resident_talks where branch_id = $2
       returning id`,
      ...[organisation_id, branch_id],
    )
    await put(
      'insert into talk_matters (organisation_id, talk_id, position, text, case_id) values ($1, $2, 1, $3, $4)',
      ...[organisation_id, talk.rows[0].id, sign, id],
    )
    await put(
      `insert into reply_handles (channel, recipient, organisation_id, code_sealed, expires_at)
       values ('page', $1, $2, $3, now())`,
      ...[account, organisation_id, seal.seal('reply', sign)],
    )
    await put(
      'insert into followers (organisation_id, case_id, identity_id) values ($1, $2, $3) on conflict do nothing',
      ...[organisation_id, id, identityId],
    )
  }
}
