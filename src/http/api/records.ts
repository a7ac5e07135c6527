import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { todayOf } from '../../deps.ts'
import { findCase, listCases } from '../../store/listed-cases.ts'
import { listCheckIns } from '../../store/listed-check-ins.ts'
import { listOutbox, OUTBOX_CURSOR } from '../../store/listed-outbox.ts'
import { listMembers, listZones, MEMBER_CURSOR, ZONE_CURSOR } from '../../store/listed-roster.ts'
import { NEWEST_CURSOR } from '../../store/newest.ts'
import { holderOf } from './authorise.ts'
import type { ApiDeps } from './deps.ts'
import { listQuery, pageShape } from './paging.ts'
import { notFound } from './problem.ts'
import {
  CaseQuery,
  CaseShape,
  CheckInQuery,
  CheckInShape,
  DeliveryShape,
  MemberQuery,
  MemberShape,
  OutboxQuery,
  ZoneQuery,
  ZoneShape,
} from './record-shapes.ts'
import { CodeParams, pageOf } from './shapes.ts'

const SENSITIVE =
  'Cases of the categories hardship, grievance, integrity, student, staff, patient, family, dispute and security are ' +
  'listed so that they can be counted: `text`, reasons and persons are null and the place is cut to the building.'

/** The read side: cases, check-ins, zones, members, and what was told to whom. */
export function recordRoutes(deps: ApiDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/cases',
      {
        schema: {
          summary: 'Cases, the newest first, drafts too',
          description: SENSITIVE,
          tags: ['records'],
          querystring: CaseQuery,
          response: { 200: pageOf(CaseShape) },
        },
      },
      async (request) => {
        const list = await listQuery(deps, request, { query: request.query, cursors: NEWEST_CURSOR })
        return pageShape(await listCases(deps.db, list))
      },
    )
    app.get(
      '/cases/:code',
      {
        schema: {
          summary: 'One case by its code, as anybody types it',
          description: SENSITIVE,
          tags: ['records'],
          params: CodeParams,
          response: { 200: CaseShape },
        },
      },
      async (request) => {
        const found = await findCase(deps.db, holderOf(request).scope, request.params.code)
        if (!found) throw notFound()
        return found
      },
    )
    app.get(
      '/check-ins',
      {
        schema: {
          summary: 'Check-ins, the newest first, drafts too',
          tags: ['records'],
          querystring: CheckInQuery,
          response: { 200: pageOf(CheckInShape) },
        },
      },
      async (request) => {
        const list = await listQuery(deps, request, { query: request.query, cursors: NEWEST_CURSOR })
        return pageShape(await listCheckIns(deps.db, list))
      },
    )
    app.get(
      '/outbox',
      {
        schema: {
          summary: 'What was told to whom, with its delivery, the newest first; never the text',
          tags: ['records'],
          querystring: OutboxQuery,
          response: { 200: pageOf(DeliveryShape) },
        },
      },
      async (request) => {
        const list = await listQuery(deps, request, { query: request.query, cursors: OUTBOX_CURSOR })
        return pageShape(await listOutbox(deps.db, list))
      },
    )
    await app.register(rosterRoutes(deps))
  }
}

function rosterRoutes(deps: ApiDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/zones',
      {
        schema: {
          summary: 'Zones by code, with their areas and who answers for them',
          tags: ['roster'],
          querystring: ZoneQuery,
          response: { 200: pageOf(ZoneShape) },
        },
      },
      async (request) => {
        const list = await listQuery(deps, request, { query: request.query, cursors: ZONE_CURSOR })
        return pageShape(await listZones(deps.db, { ...list, today: todayOf(deps) }))
      },
    )
    app.get(
      '/members',
      {
        schema: {
          summary: 'People of the rosters by name; no phones, no accounts',
          tags: ['roster'],
          querystring: MemberQuery,
          response: { 200: pageOf(MemberShape) },
        },
      },
      async (request) => {
        const list = await listQuery(deps, request, { query: request.query, cursors: MEMBER_CURSOR })
        return pageShape(await listMembers(deps.db, { ...list, today: todayOf(deps) }))
      },
    )
  }
}
