import type { FastifyError, FastifyInstance } from 'fastify'
import { UserError } from '../errors.ts'

const WORDS: Readonly<Record<number, string>> = {
  400: '请求不正确。',
  404: '没有这个地址。',
  405: '这个地址不接受这种请求。',
  413: '内容太大了。',
  415: '内容的格式不对。',
  429: '请求太频繁，请过一会儿再试。',
  503: '暂时不能处理，请稍后再试。',
}

/** The one place where errors become answers: what a person did wrong is said, what we did wrong only in the log. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    if (error instanceof UserError) return reply.code(400).send({ statusCode: 400, message: error.message })
    const status = error.statusCode ?? 500
    if (status < 500) return reply.code(status).send({ statusCode: status, message: WORDS[status] ?? WORDS[400] })
    // Who cannot take anything now has said so in the log, once for all that is refused.
    if (status !== 503) {
      request.log.error({ err: error, method: request.method, route: request.routeOptions.url }, 'a request failed')
    }
    if (status === 503) reply.header('retry-after', '5')
    return reply.code(status).send({ statusCode: status, message: WORDS[status] ?? '程序出错了，已记入日志。' })
  })
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ statusCode: 404, message: WORDS[404] }))
}
