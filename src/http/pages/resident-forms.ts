/** What residents' forms bring, and how what they say is kept. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { PageAct } from '../../channels/page/raw.ts'
import type { Deps } from '../../deps.ts'
import type { PageDeps } from './session.ts'

export type ResidentDeps = PageDeps & Pick<Deps, 'keep'>

/** The longest text in any characters, with what stands around it. */
const MAX_BODY_BYTES = 32 * 1_024

/** Nothing but forms: not what a foreign page can send without asking, JSON as text, files. */
export function takeForms(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: MAX_BODY_BYTES },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  )
}

/** One field of the form that was sent, as it may be stored; `null`: it has none. */
export function fieldOf({ body }: FastifyRequest, name: string): string | null {
  const value = body instanceof URLSearchParams ? body.get(name) : null
  // What PostgreSQL cannot keep in JSON: NUL, and halves of a character.
  return value === null ? null : Buffer.from(value.replaceAll('\0', '')).toString('utf8')
}

/** Whether another site sent it. Browsers that do not tell are believed: some old ones hold their tongue. */
export function isFromElsewhere({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site']
  return site === 'cross-site' || site === 'same-site'
}

type BareAct<Act = PageAct> = Act extends PageAct ? Omit<Act, 'account' | 'sentAt'> : never

/**
 * Keep what was said on a page as a delivery, like the callback of any platform: it is safe when this returns.
 *
 * @param once of the form: the same words sent by it again are kept once
 * @throws NotKeptError
 */
export async function keepPageAct(
  { keep, seal, now }: ResidentDeps,
  { account, once, act }: { account: string; once: string; act: BareAct },
): Promise<void> {
  const sentAt = now()
  const words = JSON.stringify(act)
  const key = `${account}/${seal.hash('page-act', `${once}\n${words}`).slice(0, 32)}`
  const raw = JSON.stringify({ ...act, account, sentAt: sentAt.toISOString() } satisfies PageAct)
  await keep({ channel: 'page', key, conversation: account, sentAt, lane: 'normal', raw })
}

const REMEMBERED_S = 180 * 86_400

/** The name of the cookie by which a phone leads from the notice to its own page; bound to this host where it can be. */
function cookieName(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-zeren-mine' : 'zeren-mine'
}

/** The secret of the page that this browser wrote on last; `null`: none. */
export function rememberedToken({ config }: ResidentDeps, request: FastifyRequest): string | null {
  return request.cookies[cookieName(config.publicUrl)] ?? null
}

export function rememberToken({ config }: ResidentDeps, reply: FastifyReply, token: string): void {
  reply.setCookie(cookieName(config.publicUrl), token, { ...cookieOf(config.publicUrl), maxAge: REMEMBERED_S })
}

export function forgetToken({ config }: ResidentDeps, reply: FastifyReply): void {
  reply.clearCookie(cookieName(config.publicUrl), cookieOf(config.publicUrl))
}

function cookieOf(publicUrl: string) {
  return { path: '/', httpOnly: true, secure: publicUrl.startsWith('https:'), sameSite: 'lax' } as const
}
