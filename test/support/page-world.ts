/** Residents at the notice of a zone, and the members who answer them on WeCom: pages, channel and platform are real. */
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { buildApp } from '../../src/app.ts'
import type { Config } from '../../src/config.ts'
import { TWO_ZONES } from './two-zones.ts'
import { type WecomWorld, wecomWorld } from './wecom-world.ts'

export interface PageWorld extends WecomWorld {
  app: FastifyInstance
  /** Send a form of a page. */
  post(url: string, form: Record<string, string>, changes?: Partial<InjectOptions>): Promise<LightMyRequestResponse>
  /** Write on the notice of a zone; returns the address of the page that it leads to, once it was answered. */
  writes(text: string, zone?: string): Promise<string>
  /** What stands on a page, as it is read. */
  reads(path: string): Promise<string>
}

export async function pageWorld(config?: Config): Promise<PageWorld> {
  const world = await wecomWorld(TWO_ZONES)
  const { deps } = world
  if (config) deps.config = config
  const app = await buildApp(deps)
  const post: PageWorld['post'] = (url, form, changes = {}) =>
    app.inject({
      ...{ method: 'POST', url, payload: new URLSearchParams(form).toString(), ...changes },
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...changes.headers },
    })
  let formCount = 0
  return {
    ...world,
    app,
    post,
    async writes(text, zone = 'A3') {
      formCount++
      const answer = await post(`/z/${zone}/say`, { once: `form-${String(formCount).padStart(17, '0')}`, text })
      if (answer.statusCode !== 303) throw new Error(`not kept: ${answer.statusCode} ${answer.body}`)
      await world.settle()
      return String(answer.headers.location).replace(/\?.*/, '')
    },
    async reads(path) {
      const { body } = await app.inject({ url: path })
      return body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
    },
    async close() {
      await app.close()
      await world.close()
    },
  }
}
