import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { isAwaited, saidOnPage, toldOnPage } from '../../store/page-lines.ts'
import { type OwnPage, pageOf } from '../../store/page-links.ts'
import { mattersOf } from '../../store/page-matters.ts'
import { askDeletion, deletionDue, undoDeletion } from '../../store/page-rights.ts'
import { exportOfSubject } from '../../store/privacy-export.ts'
import { freshOnce, onceOf, TEXT_MAX } from './opinion-form.ts'
import { exportOf } from './own-export.ts'
import { entriesOf, type PageEntry } from './own-lines.ts'
import { noPage, ownPage } from './own-page.ts'
import {
  fieldOf,
  forgetToken,
  isFromElsewhere,
  keepPageAct,
  type ResidentDeps,
  rememberedToken,
} from './resident-forms.ts'
import { type Script, scriptFor, writerOf } from './script.ts'
import { send } from './session.ts'

/** Of one address, behind which may be a whole village. */
const LOOKS_PER_MINUTE = 600
const WORDS_PER_MINUTE = 120
/** Looks through every table. */
const EXPORTS_PER_MINUTE = 10
/** An answer mostly comes in a tenth of a second: worth waiting for, so that it stands on the first page that is seen. */
const AWAITS_MS = 2_000
const AWAITS_STEP_MS = 100
/** Pages that wait at once; further ones are shown without the answer, and look again. */
const AWAITING_MAX = 50
const LOOKS_AGAIN_S = 3
/** What is still not answered then a person looks at; the page need not look again by itself. */
const LOOKS_AGAIN_FOR_MS = 2 * 60_000

interface Asked {
  Params: { token: string }
  Querystring: { lang?: unknown }
}

/** A resident's own page and all that its forms do. Looking changes nothing but how long the page lasts. */
export function ownPageRoutes(deps: ResidentDeps): FastifyPluginAsync {
  return async (app) => {
    await app.register(ownPageLooks(deps))
    await app.register(ownPageForms(deps))
  }
}

function ownPageLooks(deps: ResidentDeps): FastifyPluginAsync {
  const waiting = { count: 0 }
  return async (app) => {
    const limited = { exposeHeadRoute: false, config: { rateLimit: { max: LOOKS_PER_MINUTE } } }
    app.get<Asked>('/r/:token', limited, async (request, reply) => {
      const page = await pageOf(deps.pool, request.params.token, deps.now())
      if (!page) return nowhere(request, reply)
      const awaited = await awaitAnswer(deps, page, waiting)
      return show(deps, request, reply, { page, awaited })
    })
    const seldom = { exposeHeadRoute: false, config: { rateLimit: { max: EXPORTS_PER_MINUTE } } }
    app.get<Asked>('/r/:token/export.json', seldom, async (request, reply) => {
      const page = await pageOf(deps.pool, request.params.token, deps.now())
      if (!page) return nowhere(request, reply)
      return reply
        .type('application/json; charset=utf-8')
        .header('content-disposition', `attachment; filename="my-words.json"`)
        .send(JSON.stringify(await exportedOf(deps, page), null, 2))
    })
  }
}

async function exportedOf(deps: ResidentDeps, page: OwnPage) {
  const { pool, seal } = deps
  const { identityId, organisationId, account } = page
  const now = deps.now()
  const subject = { personIds: [], identityIds: [identityId], accounts: [{ channel: 'page' as const, account }] }
  const kept = await exportOfSubject({ pool, seal }, { subject, organisationId, actor: `identity:${identityId}`, now })
  const matters = await mattersOf(pool, identityId)
  return exportOf({ page, matters, entries: await linesOf(deps, page), kept, now })
}

/** Waits a moment for what is under way. Returns whether something is still to come. */
async function awaitAnswer({ pool, now }: ResidentDeps, page: OwnPage, waiting: { count: number }): Promise<boolean> {
  let awaited = await isAwaited(pool, page.account, now())
  if (!awaited || waiting.count >= AWAITING_MAX) return awaited
  waiting.count++
  try {
    for (let waited = 0; awaited && waited < AWAITS_MS; waited += AWAITS_STEP_MS) {
      await sleep(AWAITS_STEP_MS)
      awaited = await isAwaited(pool, page.account, now())
    }
    return awaited
  } finally {
    waiting.count--
  }
}

async function show(
  deps: ResidentDeps,
  request: FastifyRequest<Asked>,
  reply: FastifyReply,
  { page, awaited }: { page: OwnPage; awaited: boolean },
) {
  const { pool, config } = deps
  const now = deps.now()
  const entries = await linesOf(deps, page)
  const last = entries.find((entry) => entry.who === 'you')
  const soon = awaited && last !== undefined && now.getTime() - last.at.getTime() < LOOKS_AGAIN_FOR_MS
  if (soon) reply.header('refresh', String(LOOKS_AGAIN_S))
  const { token } = request.params
  const script = scriptOf(request)
  return send(
    reply,
    ownPage({
      ...{ path: `/r/${token}`, zone: page.zone, entries, awaited: soon, now, script, say: writerOf(script) },
      matters: await mattersOf(pool, page.identityId),
      deletionDue: await deletionDue(pool, page),
      remembered: rememberedToken(deps, request) === token,
      once: freshOnce(),
      timezone: config.timezone,
    }),
  )
}

async function linesOf({ pool, seal }: ResidentDeps, page: OwnPage): Promise<PageEntry[]> {
  const told = await toldOnPage(pool, page.identityId)
  return entriesOf(seal, told, await saidOnPage(pool, page.account))
}

/** One form of the page: what it does for its owner, who is then shown the page again. */
type Act = (page: OwnPage, request: FastifyRequest<Asked>, reply: FastifyReply) => Promise<void>

function ownPageForms(deps: ResidentDeps): FastifyPluginAsync {
  const { pool, seal, now } = deps
  return async (app) => {
    onForm(app, deps, 'say', async (page, request) => {
      const text = (fieldOf(request, 'text') ?? '').trim().slice(0, TEXT_MAX)
      if (text !== '') await say(deps, page, request, { text, about: aboutOf(request) })
    })
    onForm(app, deps, 'tap', async (page, request) => {
      const card = fieldOf(request, 'card') ?? ''
      const action = fieldOf(request, 'action') ?? ''
      const label = offeredLabel(await linesOf(deps, page), card, action)
      if (label === null) return
      const act = { type: 'tap', taskId: card, action, label } as const
      await keepPageAct(deps, { account: page.account, once: onceOf(fieldOf(request, 'once')), act })
    })
    onForm(app, deps, 'judge', async (page, request) => {
      const code = aboutOf(request)
      const words = (fieldOf(request, 'words') ?? '').trim()
      if (code === null) return
      if (fieldOf(request, 'verdict') === 'notgood') {
        const text = words === '' ? `没好 ${code}` : `没好 ${code}，${words}`
        return say(deps, page, request, { text, about: null })
      }
      await say(deps, page, request, { text: `好了 ${code}`, about: null })
      if (words !== '') await say(deps, page, request, { text: words, about: code })
    })
    onForm(app, deps, 'branch', async (page, request) => {
      const code = aboutOf(request)
      if (code !== null) await say(deps, page, request, { text: `${code} 想找支部`, about: null })
    })
    onForm(app, deps, 'delete', (page) => askDeletion(pool, seal, { page, now: now() }))
    onForm(app, deps, 'keep', async (page) => {
      await undoDeletion(pool, page, now())
    })
    onForm(app, deps, 'forget', async (_page, _request, reply) => forgetToken(deps, reply))
  }
}

function onForm(app: FastifyInstance, deps: ResidentDeps, name: string, act: Act): void {
  const limited = { config: { rateLimit: { max: WORDS_PER_MINUTE } } }
  app.post<Asked>(`/r/:token/${name}`, limited, async (request, reply) => {
    const { token } = request.params
    const page = isFromElsewhere(request) ? null : await pageOf(deps.pool, token, deps.now())
    if (!page) return nowhere(request, reply)
    await act(page, request, reply)
    return reply.redirect(`/r/${token}`, 303)
  })
}

async function say(
  deps: ResidentDeps,
  page: OwnPage,
  request: FastifyRequest,
  words: { text: string; about: string | null },
): Promise<void> {
  const once = onceOf(fieldOf(request, 'once'))
  await keepPageAct(deps, { account: page.account, once, act: { type: 'message', ...words } })
}

/** A code as it may be one: what is no case of theirs is not found by the rules that everybody's words go by. */
const CASE_CODE = /^[^\p{C}\s-]{1,16}-\d{4,9}$/u

function aboutOf(request: FastifyRequest): string | null {
  const code = fieldOf(request, 'about')
  return code !== null && CASE_CODE.test(code) ? code : null
}

/** What the button reads on the card as it stands on the page; `null`: it offers no such thing. */
function offeredLabel(entries: readonly PageEntry[], taskId: string, action: string): string | null {
  for (const entry of entries) {
    if (!('card' in entry) || entry.card.taskId !== taskId || entry.card.closedAs !== null) continue
    return entry.card.buttons.find((button) => button.action === action)?.label ?? null
  }
  return null
}

function nowhere(request: FastifyRequest<Asked>, reply: FastifyReply) {
  const script = scriptOf(request)
  const words = '这个页面没有了，或链接不完整。请回公示牌再说一句，或当面找支部。'
  return send(reply.code(404), noPage(words, { script, say: writerOf(script) }))
}

function scriptOf(request: FastifyRequest<Asked>): Script {
  return scriptFor(request.query.lang, request.headers['accept-language'])
}
