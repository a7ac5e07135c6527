import type { FastifyInstance } from 'fastify'

/** Room for what a tap sends. */
export const TAP_BYTES = 4_096

/**
 * Take forms, and nothing else that a foreign page can send without asking: no JSON as text, no files.
 *
 * @param maxBytes a Chinese character takes nine of them
 */
export function takeFormsOnly(app: FastifyInstance, maxBytes: number): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: maxBytes },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
}
