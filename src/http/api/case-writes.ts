import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import { parseCaseCode } from '../../domain/case-code.ts'
import type { KeyedRequest } from '../../store/api-requests.ts'
import type { Command, CommandName } from '../../understanding/understanding.ts'
import { holderOf, mayWrite, scopeOf } from './authorise.ts'
import { IdempotencyHeaders, NewCaseBody, NewCaseEvent, type ProgramEvent } from './case-write-shapes.ts'
import type { ApiDeps } from './deps.ts'
import { isDate } from './paging.ts'
import { notFound, Problem } from './problem.ts'
import { openCase, orderCase } from './program-writes.ts'
import { CaseShape } from './record-shapes.ts'
import { CodeParams } from './shapes.ts'

const RULES =
  'For a token of a secretary or deputy; by the same transition table, clocks and notices as in chat, put on record ' +
  'under the role. Sensitive matters are handled in chat only. Refusals say why in the words of the chat: 400 where ' +
  'something has to be told beside, 409 where the case is in another state.'

/** The write side of cases: told by another program, or worked on in one. */
export function caseWriteRoutes(deps: ApiDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/cases',
      {
        schema: {
          summary: 'Tell of a matter; it is taken up at once, and those who answer for the place are told',
          tags: ['records'],
          headers: IdempotencyHeaders,
          body: NewCaseBody,
          response: { 201: CaseShape },
        },
      },
      async (request, reply) => {
        const holder = holderOf(request)
        mayWrite(holder)
        const { scope, zone, category = null, urgency = null, byResident = false } = request.body
        const text = request.body.text.trim()
        if (text === '') throw new Problem(400, '“text”不能为空。')
        const zoneCode = zone?.normalize('NFKC').trim().toUpperCase() ?? null
        const told = {
          scope: await scopeOf(deps, holder, scope),
          text,
          report: { byResident, zoneCode, category, urgency },
        }
        const opened = await openCase(deps, { holder, request: keyedBy(deps, request) }, told)
        return reply.code(201).send(opened)
      },
    )
    app.post(
      '/cases/:code/events',
      {
        schema: {
          summary: 'Take a step of a case',
          description: RULES,
          tags: ['records'],
          params: CodeParams,
          headers: IdempotencyHeaders,
          body: NewCaseEvent,
          response: { 200: CaseShape },
        },
      },
      async (request) => {
        const holder = holderOf(request)
        mayWrite(holder)
        const code = parseCaseCode(request.params.code)
        if (code === null) throw notFound()
        const { name, args } = orderOf(request.body)
        const asking = { holder, request: keyedBy(deps, request) }
        return orderCase(deps, asking, { event: request.body.event, order: { name, args: { ...args, code } } })
      },
    )
  }
}

/** The same key from the same token for the same address and content is the same request. */
function keyedBy({ seal }: ApiDeps, request: FastifyRequest): KeyedRequest | null {
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string') return null
  const asked = JSON.stringify([request.url, request.body])
  return { tokenId: holderOf(request).tokenId, key, requestHash: seal.hash('api-request', asked) }
}

/** The order that the same event is in chat. */
const ORDERS: Readonly<Record<ProgramEvent, CommandName>> = {
  accept: 'claim',
  start: 'start',
  schedule: 'schedule',
  ask: 'ask',
  answer: 'back',
  refer: 'refer',
  back: 'back',
  return: 'return',
  close: 'close',
  close_as: 'close_as',
  good: 'good',
  not_good: 'not_good',
  grant: 'approve',
  refuse: 'refuse',
}

function orderOf({ event, reason, on, to, duplicateOf, body, number }: Static<typeof NewCaseEvent>): Command {
  if (on !== undefined && !isDate(on)) throw new Problem(400, '“on”要写成 2026-11-22。')
  if (event === 'close_as' && to === undefined) throw new Problem(400, '请在“to”里写明怎样结束。')
  if (event === 'refer' && body === undefined) throw new Problem(400, '请在“body”里写明转给谁。')
  const other = duplicateOf === undefined ? null : parseCaseCode(duplicateOf)
  if (to === 'duplicate' && other === null) throw new Problem(400, '请在“duplicateOf”里写明和哪一件重复。')
  return {
    name: ORDERS[event],
    args: {
      ...(reason !== undefined && { text: reason.trim() }),
      ...(on !== undefined && { on }),
      ...(to !== undefined && { end: to }),
      ...(other !== null && { other }),
      ...(body !== undefined && { body }),
      ...(number !== undefined && { number }),
    },
  }
}
