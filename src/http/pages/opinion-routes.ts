import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { todayOf } from '../../deps.ts'
import { NotKeptError } from '../../store/inbox.ts'
import { type NoticedZone, noticedZone, openPage, pageOf } from '../../store/page-links.ts'
import { settingsFor } from '../../store/settings.ts'
import { CODE } from './notice-codes.ts'
import { noNoticePage } from './notice-page.ts'
import { type OpinionForm, onceOf, opinionAgainPage, TEXT_MAX } from './opinion-form.ts'
import { createOpinionGuard } from './opinion-guard.ts'
import { noPage } from './own-page.ts'
import {
  fieldOf,
  isFromElsewhere,
  keepPageAct,
  type ResidentDeps,
  rememberedToken,
  rememberToken,
} from './resident-forms.ts'
import { type Script, scriptFor, writerOf } from './script.ts'
import { send } from './session.ts'

/** Of one address, behind which may be a whole village: beyond this nobody reads on. */
const OPINIONS_PER_MINUTE = 60

interface Asked {
  Params: { code: string }
  Querystring: { lang?: unknown }
}

/** The form on the notice: what a resident writes there is kept, then they are led to a page of their own. */
export function opinionRoutes(deps: ResidentDeps): FastifyPluginAsync {
  const guard = createOpinionGuard(deps)
  return async (app) => {
    // Whoever loads the page of a refused form again.
    app.get<Asked>('/z/:code/say', async (request, reply) =>
      reply.redirect(`/z/${encodeURIComponent(request.params.code)}`, 303),
    )
    const limited = { config: { rateLimit: { max: OPINIONS_PER_MINUTE } } }
    app.post<Asked>('/z/:code/say', limited, async (request, reply) => {
      const script = scriptFor(request.query.lang, request.headers['accept-language'])
      const zone = isFromElsewhere(request) ? null : await zoneOf(deps, request.params.code)
      if (zone === null) return send(reply.code(404), noNoticePage(script, writerOf(script)))
      const { privacyNotice } = await settingsFor(deps.db, zone.organisationId)
      const once = onceOf(fieldOf(request, 'once'))
      const text = (fieldOf(request, 'text') ?? '').trim()
      const again = (status: number, problem: string, question: string | null = null) => {
        const form: OpinionForm = {
          ...{ code: zone.code, once, script, say: writerOf(script) },
          ...{ privacy: privacyNotice, text, question },
        }
        return send(reply.code(status), opinionAgainPage(problem, form))
      }
      if (text === '') return again(400, '还没有写内容，请写一句：在哪里、什么事。')
      if (text.length > TEXT_MAX) return again(413, `写得太长了，请分成几次发，每次不超过${TEXT_MAX}个字。`)
      const question = guard.asks({ ...whoWrites(request), zone: zone.code, once })
      if (question !== null) return again(429, '您写的还在下面，算好再按“发出”。', question)
      try {
        const token = await keepOpinion(deps, request, { zone, once, text, privacyNotice })
        rememberToken(deps, reply, token)
        return reply.redirect(`/r/${token}?lang=${script}`, 303)
      } catch (error) {
        if (!(error instanceof NotKeptError)) throw error
        return again(503, '现在没有记下，您写的还在下面，请过一会儿再按“发出”。')
      }
    })
    app.get<{ Querystring: { lang?: unknown } }>('/r', { exposeHeadRoute: false }, async (request, reply) =>
      leadToOwnPage(deps, request, reply),
    )
  }
}

function zoneOf({ pool, now, config }: ResidentDeps, code: string): Promise<NoticedZone | null> {
  const known = code.toUpperCase()
  return CODE.test(known) ? noticedZone(pool, known, todayOf({ now, config })) : Promise.resolve(null)
}

function whoWrites(request: FastifyRequest) {
  return { source: request.ip, bait: fieldOf(request, 'website') ?? '', sum: fieldOf(request, 'sum') ?? '' }
}

interface Opinion {
  zone: NoticedZone
  once: string
  text: string
  privacyNotice: string
}

/** Keeps it under the page that this browser has for the zone, or under a new one. Returns the secret of the page. */
async function keepOpinion(deps: ResidentDeps, request: FastifyRequest, opinion: Opinion): Promise<string> {
  const { zone, once, text, privacyNotice } = opinion
  const now = deps.now()
  const remembered = rememberedToken(deps, request)
  const page = remembered === null ? null : await pageOf(deps.pool, remembered, now)
  const known = page?.zone?.code === zone.code ? remembered : null
  // Made of the form and the words, so that a form sent twice leads to one page, and nobody else's words to the same.
  const token = known ?? linkToken(deps, `${once}\n${zone.code}\n${text}`)
  const account = known !== null && page ? page.account : await openPage(deps.pool, { token, zone, privacyNotice, now })
  await keepPageAct(deps, { account, once, act: { type: 'message', text, about: null } })
  return token
}

function linkToken({ seal }: ResidentDeps, form: string): string {
  return Buffer.from(seal.hash('page-link', form), 'hex').toString('base64url')
}

async function leadToOwnPage(
  deps: ResidentDeps,
  request: FastifyRequest<{ Querystring: { lang?: unknown } }>,
  reply: FastifyReply,
) {
  const token = rememberedToken(deps, request)
  const page = token === null ? null : await pageOf(deps.pool, token, deps.now())
  if (token !== null && page) return reply.redirect(`/r/${token}`, 303)
  const script: Script = scriptFor(request.query.lang, request.headers['accept-language'])
  return send(reply.code(404), nothingRemembered(script))
}

function nothingRemembered(script: Script): string {
  const say = writerOf(script)
  return noPage('这部手机上没有记着您说过的事。请打开发出后的那个页面，或回公示牌再说一句。', { script, say })
}
