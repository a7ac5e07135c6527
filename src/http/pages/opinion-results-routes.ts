import type { FastifyPluginAsync } from 'fastify'
import { type OpinionRound, opinionRound, type ZoneOpinions } from '../../store/opinion-results.ts'
import { opinionResultsPage } from './opinion-results-page.ts'
import { askToSignIn, nothingHere } from './review-frame.ts'
import { type ReviewReader, reviewReader } from './review-reader.ts'
import { type PageDeps, send } from './session.ts'

const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

/**
 * What residents answered: for whoever leads the branch all of it, for who answers for a zone what was said of that. Not for
 * those above: a zone is often one person's, and nobody is rated above the branch.
 */
export function opinionResultsRoutes(deps: PageDeps): FastifyPluginAsync {
  return async (app) => {
    app.get<{ Params: { roundId: string } }>(
      '/review/opinions/:roundId',
      { exposeHeadRoute: false },
      async (request, reply) => {
        const reader = await reviewReader(deps, request)
        if (reader === null) return askToSignIn(reply)
        const { roundId } = request.params
        const round = ID.test(roundId) ? await opinionRound(deps.pool, roundId) : null
        const leads = round !== null && reader.leads.some(({ id }) => id === round.branchId)
        const zones = round === null ? [] : zonesFor(round, reader, leads)
        if (round === null || (!leads && zones.length === 0)) return nothingHere(reply)
        const { publicUrl } = deps.config
        return send(reply, opinionResultsPage({ round, zones, leads, publicUrl, csrf: reader.csrf }))
      },
    )
  }
}

function zonesFor({ zones, people }: OpinionRound, { personId }: ReviewReader, leads: boolean): ZoneOpinions[] {
  if (leads) return zones
  const own = people.find(({ id }) => id === personId)?.zoneCodes ?? []
  return zones.filter(({ code }) => own.includes(code))
}
