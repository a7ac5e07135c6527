import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { todayOf } from '../../deps.ts'
import { listReviews, REVIEW_CURSOR } from '../../store/review-progress.ts'
import type { ApiDeps } from './deps.ts'
import { listQuery, pageShape } from './paging.ts'
import { ReviewQuery, ReviewShape } from './review-shapes.ts'
import { pageOf } from './shapes.ts'

const COUNTS_ONLY =
  'How far rounds are: what was asked, answered and not put right yet. No grade, vote or name leaves the branch. ' +
  '`coverage` is null until residents’ answers are counted, and leaves out zones with fewer than five.'

/** Rounds of reviews, for whoever stands above the branches. */
export function reviewRoutes(deps: ApiDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/reviews',
      {
        schema: {
          summary: 'Rounds of reviews, those that opened last first',
          description: COUNTS_ONLY,
          tags: ['records'],
          querystring: ReviewQuery,
          response: { 200: pageOf(ReviewShape) },
        },
      },
      async (request) => {
        const list = await listQuery(deps, request, { query: request.query, cursors: REVIEW_CURSOR })
        return pageShape(await listReviews(deps.db, { ...list, today: todayOf(deps) }))
      },
    )
  }
}
