import type { FastifyPluginAsync } from 'fastify'
import { type DigestCase, type DigestItem, type DigestView, viewFor } from '../../decide/digest.ts'
import type { PersonFacts } from '../../decide/facts.ts'
import { caseCard } from '../../decide/replies/case-card.ts'
import { mayTakeOn } from '../../decide/replies/digest.ts'
import { civilDate } from '../../domain/calendar.ts'
import { periodAt } from '../../domain/duty.ts'
import { loadDigests } from '../../store/digest.ts'
import { branchesLedBy } from '../../store/led-branches.ts'
import { owe } from '../../store/outbox.ts'
import { digestTimes } from '../../store/told-digests.ts'
import { digestPage } from './digest-page.ts'
import { forbid, formOf, type PageDeps, send, signedIn } from './session.ts'
import { noticePage } from './sign-in-page.ts'

/** Cases of a branch on its page. */
const CASES_MAX = 100
const DAY_MS = 86_400_000

export function digestRoutes(deps: PageDeps): FastifyPluginAsync {
  return async (app) => {
    app.get<{ Querystring: { sent?: string } }>('/digest', { exposeHeadRoute: false }, async (request, reply) => {
      const signed = await signedIn(deps, request)
      const digest = signed && (await digestOf(deps, signed.personId))
      if (!signed || !digest) {
        return send(reply.code(401), noticePage('请在聊天里对我说“摘要”，我发一个链接给您。'))
      }
      const { views, person } = digest
      const sent = codesOf(views).find((code) => code === request.query.sent) ?? null
      const { timezone } = deps.config
      return send(reply, digestPage({ name: person.name, views, now: deps.now(), timezone, csrf: signed.csrf, sent }))
    })
    app.post('/digest/send', async (request, reply) => {
      const signed = await signedIn(deps, request)
      const { csrf, code } = formOf(request)
      if (!signed || csrf !== signed.csrf) return forbid(reply)
      const digest = await digestOf(deps, signed.personId)
      const item = digest?.views.flatMap((view) => view.items).find((i) => i.about === 'case' && i.record.code === code)
      if (!digest || item?.about !== 'case') return forbid(reply)
      await sendCard(deps, digest, item)
      return reply.redirect(`/digest?sent=${encodeURIComponent(item.record.code)}`, 303)
    })
  }
}

interface Read {
  person: PersonFacts
  organisationId: string
  views: DigestView[]
}

/** The digest as the person may read it now; `null`: they have left. */
async function digestOf({ db, config, now: clock }: PageDeps, personId: string): Promise<Read | null> {
  const now = clock()
  const today = civilDate(now, config.timezone)
  const led = await branchesLedBy(db, personId, today)
  if (!led) return null
  const { person, organisationId, branches } = led
  const { startsOn: monday } = periodAt('week', today)
  const times = digestTimes({ now, today, monday }, config.timezone, CASES_MAX)
  const asked = branches.map((branch) => ({ branch, leaders: [person.name] }))
  const digests = asked.length === 0 ? [] : await loadDigests(db, asked, times)
  return { person, organisationId, views: digests.map((digest) => viewFor(person, digest)) }
}

function codesOf(views: readonly DigestView[]): string[] {
  return views.flatMap(({ items }) => items.flatMap((item) => (item.about === 'case' ? [item.record.code] : [])))
}

/** The card of the case into the person's own chat: once a minute is enough for anybody. */
async function sendCard(
  { pool, now: clock, bells }: PageDeps,
  { person, organisationId }: Read,
  { record, withText }: Extract<DigestItem, { about: 'case' }>,
): Promise<void> {
  const [address] = person.addresses
  if (!address) return
  const now = clock()
  const key = `page/${record.code}/${person.id}/${now.toISOString().slice(0, 16)}`
  const card = caseCard(shownCase(record), {
    taskId: key.replace(/[^0-9A-Za-z_@-]/g, '-'),
    title: `事件 ${record.code}`,
    acceptable: mayTakeOn(record),
    withText,
  })
  const deadline = new Date(now.getTime() + DAY_MS)
  const debt = { organisationId, key, to: [address], lane: 'reply', purpose: 'reply', checkInId: null } as const
  const about = { caseId: record.id, content: { type: 'card', card }, notBefore: null, deadline } as const
  bells.ring('outbound', await owe(pool, [{ ...debt, ...about }], now))
}

function shownCase(record: DigestCase) {
  return { ...record, occurredAt: null, zone: record.zoneCode, zoneKind: null, reporter: null }
}
