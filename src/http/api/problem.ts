import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { UserError } from '../../errors.ts'
import { isAway } from '../../store/database.ts'

/** An answer that says what is wrong, in the form of RFC 9457. */
export class Problem extends Error {
  override name = 'Problem'
  readonly status: number

  /** @param detail what the caller can do, shown as it stands */
  constructor(status: number, detail: string) {
    super(detail)
    this.status = status
  }
}

const TITLES: Readonly<Record<number, string>> = {
  400: '请求不正确',
  401: '需要令牌',
  403: '没有权限',
  404: '没有找到',
  405: '不支持这种操作',
  409: '和现在的情况冲突',
  413: '内容太大',
  415: '不支持这种格式',
  422: '不能这样用',
  429: '请求太多',
  500: '程序出错',
  503: '暂时不能用',
}

/** One and the same for what does not exist and for what the caller may not see. */
export function notFound(): Problem {
  return new Problem(404, '没有这条记录，或不在令牌的范围内。')
}

function sendProblem(reply: FastifyReply, status: number, detail: string): FastifyReply {
  const title = TITLES[status] ?? TITLES[400]
  return reply
    .code(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title, status, detail }))
}

/** Answers every error of the API; what nobody expected is logged and told without its cause. */
export function answerError(error: FastifyError | Problem | UserError, request: FastifyRequest, reply: FastifyReply) {
  if (error instanceof Problem) return sendProblem(reply, error.status, error.message)
  if (error instanceof UserError) return sendProblem(reply, 400, error.message)
  if ('validation' in error && error.validation) return sendProblem(reply, 400, describe(error))
  const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500
  if (status >= 400 && status < 500) return sendProblem(reply, status, CLIENT_FAULTS[status] ?? '请求读不懂，请检查。')
  request.log.error(
    { err: error, method: request.method, route: request.routeOptions.url },
    'a request to the API failed',
  )
  if (isAway(error)) return sendProblem(reply.header('retry-after', '5'), 503, '数据库暂时连不上，请稍后再试。')
  return sendProblem(reply, 500, '程序出错了，已记入日志。')
}

const CLIENT_FAULTS: Readonly<Record<number, string>> = {
  413: '内容太大了，请缩短。',
  415: '请用 application/json 发送。',
}

const PARTS: Readonly<Record<string, string>> = { querystring: '参数', body: '内容', params: '路径', headers: '请求头' }

/** The first thing that is wrong, in words. */
function describe({ validation, validationContext }: FastifyError): string {
  const [first] = validation ?? []
  if (!first) return '请求不正确。'
  const part = PARTS[validationContext ?? ''] ?? '参数'
  const name = first.instancePath.split('/')[1] ?? ''
  const { params } = first
  switch (first.keyword) {
    case 'additionalProperties':
      return `没有“${params.additionalProperty}”这个${part}。`
    case 'required':
      return `缺少“${params.missingProperty}”。`
    case 'enum':
      return `“${name}”只能是 ${[params.allowedValues].flat().join('、')}。`
    case 'minimum':
      return `“${name}”不能小于 ${params.limit}。`
    case 'maximum':
      return `“${name}”不能大于 ${params.limit}。`
    case 'minLength':
      return `“${name}”不能为空。`
    case 'maxLength':
      return `“${name}”最多 ${params.limit} 个字。`
    default:
      return name === '' ? `${part}的格式不对。` : `“${name}”的格式不对。`
  }
}
