import type { FastifyPluginAsync } from 'fastify'
import { ballotToken } from '../../ballots/link.ts'
import { todayOf } from '../../deps.ts'
import { evaluationsOfPerson } from '../../store/evaluations-of-person.ts'
import { reviewsOfPerson } from '../../store/reviews-of-person.ts'
import { commendationRoutes } from './commendation-routes.ts'
import { evaluationRoutes } from './evaluation-routes.ts'
import { opinionResultsRoutes } from './opinion-results-routes.ts'
import { rectificationRoutes } from './rectification-routes.ts'
import { askToSignIn } from './review-frame.ts'
import { reviewPage } from './review-page.ts'
import { type PageDeps, send, signedIn } from './session.ts'
import { spotCheckRoutes } from './spot-check-routes.ts'
import { takeFormsOnly } from './take-forms.ts'

/** A summary, or findings, in 6,000 characters. */
const FORM_BYTES = 65_536

/** All pages of reviews, for whoever signed in by a link from the chat. */
export function reviewRoutes(deps: PageDeps): FastifyPluginAsync {
  return async (app) => {
    takeFormsOnly(app, FORM_BYTES)
    await app.register(listRoute(deps))
    await app.register(rectificationRoutes(deps))
    await app.register(commendationRoutes(deps))
    await app.register(spotCheckRoutes(deps))
    await app.register(evaluationRoutes(deps))
    await app.register(opinionResultsRoutes(deps))
  }
}

/** Everything that the reader is asked for, and how the rounds of their branches go. */
function listRoute(deps: PageDeps): FastifyPluginAsync {
  return async (app) => {
    app.get('/review', { exposeHeadRoute: false }, async (request, reply) => {
      const signed = await signedIn(deps, request)
      const today = todayOf(deps)
      const reviews = signed && (await reviewsOfPerson(deps.db, signed.personId, today))
      if (!signed || !reviews) return askToSignIn(reply)
      const evaluations = await evaluationsOfPerson(deps.db, {
        ...{ personId: signed.personId, followed: reviews.rounds, today },
      })
      const ballot = (roundId: string) => `/b/${ballotToken(deps.seal, { roundId, personId: signed.personId })}`
      return send(reply, reviewPage({ ...reviews, evaluations, today, ballot, csrf: signed.csrf }))
    })
  }
}
