import type { FastifyReply, FastifyRequest } from 'fastify'
import { SIGN_IN_TARGETS, type SignInTarget } from '../../decide/sign-in.ts'
import type { Deps } from '../../deps.ts'
import { personOfSession } from '../../store/sessions.ts'
import { noticePage } from './sign-in-page.ts'

export type PageDeps = Pick<Deps, 'config' | 'db' | 'pool' | 'seal' | 'now' | 'bells' | 'log' | 'storage'>

/** Kept by the browser for this host alone, on every path, over https or on the own machine only. */
export const SESSION_COOKIE = '__Host-zeren'
/** Who is signed in, and what their forms have to carry; `null`: nobody. */
export async function signedIn(
  deps: PageDeps,
  request: FastifyRequest,
): Promise<{ personId: string; csrf: string } | null> {
  const session = request.cookies[SESSION_COOKIE]
  if (session === undefined) return null
  const personId = await personOfSession(deps.pool, session, deps.now())
  return personId === null ? null : { personId, csrf: csrfOf(deps, session) }
}

/** What every form of a page carries, so that it is known to be sent from there. */
export function csrfOf({ seal }: PageDeps, session: string): string {
  return seal.hash('page-form', session)
}

export function formOf(request: FastifyRequest): Partial<Record<string, string>> {
  return (request.body ?? {}) as Partial<Record<string, string>>
}

export function send(reply: FastifyReply, text: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(text)
}

export function forbid(reply: FastifyReply, target: SignInTarget = 'digest'): FastifyReply {
  const words = `没有办成。请在聊天里对我说“${SIGN_IN_TARGETS[target].says}”，重新打开。`
  return send(reply.code(403), noticePage(words, target))
}
