import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Deps } from '../../deps.ts'
import { addChatLink, useChatLink } from '../../store/sign-in-links.ts'

export const SESSION_COOKIE = 'zeren_chat'
export const SESSION_MS = 12 * 60 * 60_000
const LINK_MS = 15 * 60_000

type SignInDeps = Pick<Deps, 'config' | 'pool' | 'seal' | 'now' | 'rootOrganisationId'>

/**
 * Where to open the local chat: its address, or in mode `signed` a fresh link, good once and for 15 minutes.
 *
 * `null` when the chat is off.
 */
export async function createChatSignIn(deps: SignInDeps): Promise<string | null> {
  const { config, pool, seal, now, rootOrganisationId } = deps
  if (config.localChat === 'off') return null
  if (config.localChat === 'open') return new URL('/chat', config.publicUrl).href
  const token = randomBytes(32).toString('base64url')
  const expiresAt = new Date(now().getTime() + LINK_MS)
  await addChatLink(pool, {
    organisationId: rootOrganisationId,
    tokenHash: seal.hash('chat-sign-in', token),
    expiresAt,
  })
  return new URL(`/chat/sign-in/${token}`, config.publicUrl).href
}

/** Use a link up; the value of the session cookie, or `null` when the link is no longer good. */
export async function openSession(deps: SignInDeps, token: string): Promise<string | null> {
  const { pool, seal, now } = deps
  const good = await useChatLink(pool, seal.hash('chat-sign-in', token), now())
  if (!good) return null
  const session = `${now().getTime() + SESSION_MS}.${randomBytes(16).toString('base64url')}`
  return `${session}.${seal.hash('chat-session', session)}`
}

/** When a session ends, `null` when the cookie is not ours or its time is over. */
export function sessionEnd(deps: Pick<Deps, 'seal' | 'now'>, cookie: string | undefined): Date | null {
  const cut = cookie?.lastIndexOf('.') ?? -1
  if (cookie === undefined || cut < 0) return null
  const session = cookie.slice(0, cut)
  const actual = Buffer.from(cookie.slice(cut + 1))
  const expected = Buffer.from(deps.seal.hash('chat-session', session))
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) return null
  const endsAt = new Date(Number(session.split('.')[0]))
  return endsAt > deps.now() ? endsAt : null
}
