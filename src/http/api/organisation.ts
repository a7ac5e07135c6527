import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { todayOf } from '../../deps.ts'
import { announced, isTooLong } from '../../domain/announcement.ts'
import {
  createAnnouncement,
  listAnnouncements,
  takeBackAnnouncement,
  tellDueAnnouncements,
} from '../../store/announcements.ts'
import type { Scope } from '../../store/organisations.ts'
import { changeSettings, type SettingsOfScope, settingsOf } from '../../store/settings.ts'
import { zonesInScope } from '../../store/zones.ts'
import { holderOf, mayWrite, scopeOf } from './authorise.ts'
import type { ApiDeps } from './deps.ts'
import {
  AnnouncementParams,
  AnnouncementShape,
  NewAnnouncement,
  SettingsChanges,
  SettingsShape,
} from './organisation-shapes.ts'
import { listQuery, pageShape, readInstant } from './paging.ts'
import { notFound, Problem } from './problem.ts'
import { PageQuery, pageOf, ScopeQuery } from './shapes.ts'

const ANNOUNCEMENT_CURSOR = { sort: /^$/u, id: /^\d{1,19}$/u }

/** Announcements: what an organisation tells its members or residents. */
export function announcementRoutes(deps: ApiDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/announcements',
      {
        schema: {
          summary: 'Announcements, the newest first',
          tags: ['organisation'],
          querystring: PageQuery,
          response: { 200: pageOf(AnnouncementShape) },
        },
      },
      async (request) => {
        const list = await listQuery(deps, request, { query: request.query, cursors: ANNOUNCEMENT_CURSOR })
        return pageShape(await listAnnouncements(deps.db, list.scope, list))
      },
    )
    app.post(
      '/announcements',
      {
        schema: {
          summary: 'Tell all members or residents of a scope; at night it waits for the morning',
          tags: ['organisation'],
          body: NewAnnouncement,
          response: { 201: AnnouncementShape },
        },
      },
      async (request, reply) => {
        const holder = holderOf(request)
        mayWrite(holder)
        const { audience, at } = request.body
        const text = announced(request.body.text)
        if (text === '') throw new Problem(400, '“text”不能为空。')
        if (isTooLong(text)) throw new Problem(400, '“text”太长了，请缩短。')
        const now = deps.now()
        const scope = await scopeOf(deps, holder, request.body.scope)
        const due = at === undefined ? now : readInstant('at', at, { timezone: deps.config.timezone, days: 0 })
        const zoneIds = await zoneIdsOf(deps, scope, request.body.zones ?? [])
        const kept = await createAnnouncement(
          deps.db,
          { scope, zoneIds, audience, text, at: due },
          { actor: `token:${holder.tokenId}`, now },
        )
        if (due <= now) await tellNow(deps, now)
        return reply.code(201).send(kept)
      },
    )
    app.post(
      '/announcements/:id/recall',
      {
        schema: {
          summary: 'Take an announcement back: dropped where it was not sent, recalled where the platform can',
          tags: ['organisation'],
          params: AnnouncementParams,
          response: { 200: AnnouncementShape },
        },
      },
      async (request) => {
        const holder = holderOf(request)
        mayWrite(holder)
        const asked = { scope: holder.scope, id: request.params.id }
        const by = { actor: `token:${holder.tokenId}`, now: deps.now() }
        const one = await takeBackAnnouncement(deps.pool, asked, by)
        if (!one) throw notFound()
        return one
      },
    )
  }
}

/** @throws Problem 400 where one of them is not there, has ended or lies outside of the scope */
async function zoneIdsOf({ db, now, config }: ApiDeps, scope: Scope, told: readonly string[]): Promise<string[]> {
  const codes = told.map((code) => code.toUpperCase())
  const known = await zonesInScope(db, scope, { codes, today: todayOf({ now, config }) })
  const strange = codes.find((code) => !known.has(code))
  if (strange !== undefined) throw new Problem(400, `没有责任区“${strange}”，或不在这个范围内。`)
  return [...known.values()]
}

/** It is kept already, so a failure here costs half a minute: the schedule tells what is due. */
async function tellNow(deps: ApiDeps, now: Date): Promise<void> {
  try {
    const { timezone } = deps.config
    deps.bells.ring('outbound', await tellDueAnnouncements(deps.db, now, { timezone, channels: deps.channels }))
  } catch (err) {
    deps.log.warn({ err }, 'an announcement waits for the schedule')
  }
}

/** "Data that an organisation can change". */
export function settingRoutes(deps: ApiDeps): FastifyPluginAsyncTypebox {
  const shape = (scope: Scope, held: SettingsOfScope) => ({ scope: scope.path, ...held })
  return async (app) => {
    app.get(
      '/settings',
      {
        schema: {
          summary: 'Settings as they hold for an organisation, inherited down the tree',
          tags: ['organisation'],
          querystring: ScopeQuery,
          response: { 200: SettingsShape },
        },
      },
      async (request) => {
        const scope = await scopeOf(deps, holderOf(request), request.query.scope)
        return shape(scope, await settingsOf(deps.db, scope.organisationId))
      },
    )
    app.put(
      '/settings',
      {
        schema: {
          summary: 'Change some settings of one organisation; what is not named stays',
          tags: ['organisation'],
          querystring: ScopeQuery,
          body: SettingsChanges,
          response: { 200: SettingsShape },
        },
      },
      async (request) => {
        const holder = holderOf(request)
        mayWrite(holder)
        if (holder.role !== 'organisation_admin') throw new Problem(403, '设置只能由管理员的令牌修改。')
        const scope = await scopeOf(deps, holder, request.query.scope)
        const how = { changes: request.body, actor: `token:${holder.tokenId}`, now: deps.now() }
        return shape(scope, await changeSettings(deps.db, scope, how))
      },
    )
  }
}
