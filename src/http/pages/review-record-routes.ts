/** `/reviews/:roundId`: the draw of a spot check, for everybody. No names of persons. */
import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { canonicalJson } from '../../domain/canonical-json.ts'
import { type PublishedRound, publishedRound } from '../../store/spot-check-record.ts'
import { noRecordPage, reviewRecordPage } from './review-record-page.ts'
import { type PageDeps, send } from './session.ts'

export const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

interface Asked {
  Params: { roundId: string }
}

export function reviewRecordRoutes(deps: PageDeps): FastifyPluginAsync {
  const found = async (roundId: string) => (UUID.test(roundId) ? publishedRound(deps.pool, deps.seal, roundId) : null)
  return async (app) => {
    app.get<Asked>('/reviews/:roundId', { exposeHeadRoute: false }, async ({ params }, reply) => {
      const round = await found(params.roundId)
      return round ? send(reply, reviewRecordPage(round)) : send(reply.code(404), noRecordPage())
    })
    app.get<Asked>('/reviews/:roundId/record.json', { exposeHeadRoute: false }, async ({ params }, reply) => {
      const round = await found(params.roundId)
      if (!round?.record) return refuse(reply, round)
      return file(reply, `spot-check-${round.period}.json`, JSON.stringify(round.record, null, 2))
    })
    // Byte by byte what was hashed: its sha256 is the hash that was told.
    app.get<Asked>('/reviews/:roundId/list.json', { exposeHeadRoute: false }, async ({ params }, reply) => {
      const round = await found(params.roundId)
      return round ? file(reply, `list-${round.period}.json`, canonicalJson(round.list)) : refuse(reply, null)
    })
  }
}

function refuse(reply: FastifyReply, round: PublishedRound | null): FastifyReply {
  const message = round ? '还没有抽签，没有抽签记录。' : '没有这次抽查，请核对链接。'
  return reply.code(404).send({ statusCode: 404, message })
}

function file(reply: FastifyReply, name: string, text: string): FastifyReply {
  return reply
    .type('application/json; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(text)
}
