/** One request to an OpenAI-compatible endpoint, whatever it is asked for. */
import { ModelError } from './model-error.ts'

/** Far more than any answer that is asked for. */
const LONGEST_ANSWER_BYTES = 256 * 1024

export interface Endpoint {
  /** Up to and with `/v1`, or what the provider has instead; without a slash at the end. */
  baseUrl: string
  apiKey: string
}

/** What is asked, and until when. */
export interface Posted {
  path: string
  body: string | FormData
  signal: AbortSignal
}

/**
 * Posts, and reads the JSON of the answer.
 *
 * @throws ModelError for whatever went wrong: status, connection, deadline, size, form
 */
export async function post({ baseUrl, apiKey }: Endpoint, { path, body, signal }: Posted): Promise<unknown> {
  try {
    const response = await fetch(`${baseUrl}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${apiKey}`,
        accept: 'application/json',
        ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
      },
      body,
      signal,
      // Elsewhere nobody is meant to have the key.
      redirect: 'error',
    })
    if (response.status !== 200) {
      await response.body?.cancel()
      throw statusFault(response)
    }
    return JSON.parse(await readAtMost(response, LONGEST_ANSWER_BYTES))
  } catch (error) {
    throw faultOf(error, signal)
  }
}

/** Aborts after `ms`, or when `stop` does. */
export function until(ms: number, stop?: AbortSignal): AbortSignal {
  const deadline = AbortSignal.timeout(ms)
  return stop ? AbortSignal.any([deadline, stop]) : deadline
}

async function readAtMost(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    // Leaving the loop ends the stream, so that the rest is not read.
    if (size > maxBytes) throw new ModelError('invalid', `the answer is larger than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function statusFault({ status, headers }: Response): ModelError {
  const message = `the endpoint answered with HTTP status ${status}`
  if (status === 429) return new ModelError('rate_limited', message, { retryAfterMs: retryAfterMs(headers) })
  if (status >= 500 && status !== 501) return new ModelError('unreachable', message)
  const unsupported = status === 400 || status === 415 || status === 422 || status === 501
  return new ModelError(unsupported ? 'unsupported' : 'rejected', message)
}

/** In seconds; providers that name an instant instead are asked again as soon as any other. */
function retryAfterMs(headers: Headers): number | null {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null
}

/** The connection's own messages name addresses only. */
function faultOf(error: unknown, signal: AbortSignal): ModelError {
  if (error instanceof ModelError) return error
  if (signal.aborted) return new ModelError('late', 'no whole answer came in time')
  // `SyntaxError` quotes what it could not read, so it is no cause.
  if (error instanceof SyntaxError) return new ModelError('invalid', 'the answer is no JSON')
  const options = error instanceof Error ? { cause: error } : {}
  return new ModelError('unreachable', 'the endpoint cannot be reached', options)
}
