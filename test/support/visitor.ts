/** Somebody who is signed in to the pages, as a browser without scripts is. */
import type { FastifyInstance } from 'fastify'
import { newToken } from '../../src/store/secret-tokens.ts'
import { addPersonLinks } from '../../src/store/sign-in-links.ts'
import type { TestDeps } from './deps.ts'

const COOKIE = '__Host-zeren'

export interface Visitor {
  get(url: string): Promise<Page>
  /** Send a form as the page has it: with the proof that it came from there. */
  post(url: string, form: Record<string, string>): Promise<Page>
}

export interface Page {
  status: number
  body: string
  /** Where it leads next. */
  location: string
}

export async function visitor(app: FastifyInstance, deps: TestDeps, personId: string): Promise<Visitor> {
  const { token, tokenHash } = newToken()
  const expiresAt = new Date(deps.now().getTime() + 60_000)
  await addPersonLinks(deps.pool, [{ organisationId: deps.rootOrganisationId, personId, tokenHash, expiresAt }])
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    origin: new URL(deps.config.publicUrl).origin,
  }
  const send = async (url: string, form: Record<string, string>, cookies: Record<string, string>) =>
    app.inject({ method: 'POST', url, payload: new URLSearchParams(form).toString(), headers, cookies })
  const answer = await send('/sign-in', { token }, {})
  const cookies = { [COOKIE]: answer.cookies.find((c) => c.name === COOKIE)?.value ?? '' }
  const list = await app.inject({ url: '/review', cookies })
  const csrf = /name="csrf" value="([^"]+)"/.exec(list.body)?.[1] ?? ''
  const page = ({ statusCode, body, headers: { location } }: Awaited<ReturnType<typeof send>>): Page => ({
    ...{ status: statusCode, body, location: String(location ?? '') },
  })
  return {
    get: async (url) => page(await app.inject({ url, cookies })),
    post: async (url, form) => page(await send(url, { csrf, ...form }, cookies)),
  }
}
