/** Two branches whose residents are asked about their zones, and browsers that keep cookies as browsers do. */
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { buildApp } from '../../src/app.ts'
import { turnReviewRounds } from '../../src/jobs/review-rounds.ts'
import { type DigestWorld, digestWorld } from './digest-world.ts'

export interface TestPhone {
  look(url: string): Promise<LightMyRequestResponse>
  /** Send the form that stands on the page at `url`, with these taps by question. */
  answers(taps: readonly number[], url?: string, more?: Record<string, string>): Promise<LightMyRequestResponse>
  cookies: Record<string, string>
}

export interface SurveyWorld {
  deps: DigestWorld['deps']
  app: FastifyInstance
  world: DigestWorld
  /** Open and end rounds as the clock does each night. */
  night(day: string): Promise<void>
  at(time: string): void
  phone(address?: string): TestPhone
  rows<T>(text: string, ...values: unknown[]): Promise<T[]>
  close(): Promise<void>
}

export async function surveyWorld(roster?: string): Promise<SurveyWorld> {
  const world = await digestWorld(roster)
  const { deps } = world
  const app = await buildApp(deps)
  await deps.pool.query("update branches set created_at = '2026-01-01T00:00:00Z'")
  const at = (time: string) => {
    deps.clock.now = new Date(`${time}+08:00`)
  }
  return {
    ...{ deps, app, world, at },
    async night(day) {
      at(`${day}T00:25:00`)
      await turnReviewRounds.run(deps, deps.now())
      at(`${day}T10:00:00`)
    },
    phone: (remoteAddress = '10.0.0.1') => phoneAt(app, remoteAddress),
    rows: async <T>(text: string, ...values: unknown[]) => (await deps.pool.query(text, values)).rows as T[],
    async close() {
      await app.close()
      await deps.close()
    },
  }
}

function phoneAt(app: FastifyInstance, remoteAddress: string): TestPhone {
  const cookies: Record<string, string> = {}
  const kept = (answer: LightMyRequestResponse) => {
    for (const { name, value } of answer.cookies) cookies[name] = value
    return answer
  }
  const look = async (url: string) => kept(await app.inject({ url, cookies, remoteAddress }))
  return {
    cookies,
    look,
    async answers(taps, url = '/z/A3/survey', more = {}) {
      const { body } = await look(url)
      const hidden = [...body.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)]
      const form = Object.fromEntries([
        ...hidden.map(([, name = '', value = '']) => [name, value]),
        ...taps.flatMap((tap, i) => (tap < 0 ? [] : [[`q${i}`, String(tap)]])),
        ...Object.entries(more),
      ])
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      const payload = new URLSearchParams(form).toString()
      return kept(await app.inject({ method: 'POST', url, payload, headers, cookies, remoteAddress }))
    },
  }
}
