/** The log: JSON lines with ids, never with what people wrote, their names or numbers, or secrets. */
import { type DestinationStream, destination, type Logger, pino } from 'pino'

/** Fields that must not come into the log even by mistake, at the top or one level down. */
const FORBIDDEN = [
  'text',
  'raw',
  'payload',
  'content',
  'body',
  'name',
  'phone',
  'token',
  'secret',
  'password',
  'accessToken',
  'authorization',
  'cookie',
  'apiKey',
  'aesKey',
  'code',
  'echostr',
  'connectionString',
]

/**
 * @param level a level of pino
 * @param to where the lines go: 1 standard output (a server), 2 standard error (a command, whose output is its result)
 */
export function createLog(level: string, to: 1 | 2 | DestinationStream = 1): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: FORBIDDEN.flatMap((field) => [field, `*.${field}`]), censor: '[hidden]' },
    serializers: { err: describeError, error: describeError },
  }
  return pino(options, typeof to === 'number' ? destination({ fd: to, sync: true }) : to)
}

/** An error handler that warns once in ten seconds: while a server is away every connection complains all the time. */
export function warnSeldom(log: Logger, message: string): (error: Error) => void {
  let quietUntil = 0
  return (error) => {
    if (performance.now() < quietUntil) return
    quietUntil = performance.now() + 10_000
    log.warn({ err: error }, message)
  }
}

/** An error as it may be logged: kind, message without values, where it was thrown, and its cause. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error }
  const { code, fault } = error as Error & { code?: unknown; fault?: unknown }
  return {
    type: error.name,
    message: withoutValues(error.message),
    ...(typeof code === 'string' || typeof code === 'number' ? { number: code } : {}),
    ...(typeof fault === 'string' ? { fault } : {}),
    frames: (error.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 8)
      .map((line) => line.trim()),
    ...(error.cause instanceof Error ? { cause: describeError(error.cause) } : {}),
  }
}

/** The query builder puts parameters into its messages, platforms put tokens into addresses, people type numbers. */
function withoutValues(message: string): string {
  return message
    .replace(/\nparams:.*$/s, '')
    .replace(/((?:token|secret|key|password|ticket|echostr|code|signature)=)[^&\s"']+/gi, '$1[hidden]')
    .replace(/:\/\/[^/\s@]*@/g, '://[hidden]@')
    .replace(/\d{9,}[Xx]?/g, '[number]')
    .slice(0, 500)
}
