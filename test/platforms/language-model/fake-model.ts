/** A server that behaves like the OpenAI-compatible endpoints of DeepSeek, DashScope, vLLM and Ollama, faults included. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Provider = 'openai' | 'deepseek' | 'dashscope' | 'vllm' | 'ollama'

/** How one answer goes wrong. A string that is none of these is the content of a good one. */
export type Fault =
  | 'blank'
  | 'null'
  | 'fenced'
  | 'thinking'
  | 'prose'
  | 'wrong schema'
  | '429'
  | '500'
  | '401'
  | 'hang'
  | 'drip'
  | 'huge'
  | 'not a completion'
  | 'cut'

export interface Asked {
  model: string
  messages: { role: string; content: string }[]
  response_format?: { type: string; json_schema?: { schema: unknown } }
}

export interface FakeModel {
  /** With the `/v1` that clients are given. */
  url: string
  /** Bodies of the chat completions that came, refused ones too. */
  asked: Asked[]
  /** Recordings that came: name and size of the file, and the other fields. */
  heard: { fileName: string; byteCount: number; fields: Record<string, string> }[]
  /** What goes wrong next, one for each call; then all is well. */
  faults: Fault[]
  /** Content of a good answer to the message of a user, as JSON. */
  answer: (user: string) => unknown
  /** What a recording says. */
  words: string
  close(): Promise<void>
}

export async function startFakeModel(provider: Provider = 'openai'): Promise<FakeModel> {
  const fake: FakeModel = {
    url: '',
    asked: [],
    heard: [],
    faults: [],
    answer: () => ({ records: [] }),
    words: '',
    close: async () => {},
  }
  const server = createServer((request, response) => {
    serve(fake, provider, request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  fake.close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return fake
}

async function serve(fake: FakeModel, provider: Provider, request: IncomingMessage, response: ServerResponse) {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  if (request.headers.authorization !== 'Bearer the-key') return refuse(response, 401)
  if (request.url === '/v1/audio/transcriptions') return transcribe(fake, request, { body, response })
  if (request.url !== '/v1/chat/completions') return refuse(response, 404)
  const asked = JSON.parse(body.toString()) as Asked
  fake.asked.push(asked)
  const refusal = refusedBy(provider, asked)
  if (refusal !== null) return refuse(response, 400, refusal)
  const fault = fake.faults.shift()
  if (fault !== undefined && goesWrong(response, fault)) return
  const good = JSON.stringify(fake.answer(asked.messages.at(-1)?.content ?? ''))
  const content = contentOf(fault ?? (provider === 'ollama' ? 'fenced' : undefined), good)
  complete(response, provider === 'deepseek' && !isJson(content) ? ' '.repeat(content?.length ?? 0) : content)
}

/** What a provider does not take, in its own words (DESIGN.md: provider modes). */
function refusedBy(provider: Provider, { response_format: format, messages }: Asked): string | null {
  const saysJson = messages.some(({ content }) => /json/i.test(content))
  if (provider === 'deepseek' && format?.type === 'json_schema') return 'This response_format type is unavailable now'
  if (provider === 'dashscope' && format?.type === 'json_schema') return 'json_schema is not supported by this model'
  if ((provider === 'deepseek' || provider === 'dashscope') && format?.type === 'json_object' && !saysJson) {
    return "'messages' must contain the word 'json'"
  }
  return null
}

/** Whether the call has ended, or hangs, without an answer. */
function goesWrong(response: ServerResponse, fault: Fault): boolean {
  switch (fault) {
    case '429':
      response.setHeader('retry-after', '0')
      refuse(response, 429)
      return true
    case '500':
    case '401':
      refuse(response, Number(fault))
      return true
    case 'hang':
      return true
    case 'drip':
      drip(response)
      return true
    case 'huge':
      flood(response)
      return true
    case 'cut':
      response.writeHead(200, { 'content-length': 1000 }).write('{"choices"')
      setTimeout(() => response.destroy(), 5)
      return true
    case 'not a completion':
      send(response, 200, { hello: 'world' })
      return true
    default:
      return false
  }
}

/** One byte now and then: never late for a socket, always late for whoever waits. */
function drip(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  const timer = setInterval(() => response.write(' '), 20)
  response.on('close', () => clearInterval(timer))
}

function flood(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  const more = () => {
    while (!response.destroyed && response.write('x'.repeat(64 * 1024)));
  }
  response.on('drain', more)
  more()
}

function contentOf(fault: Fault | undefined, good: string): string | null {
  switch (fault) {
    case 'blank':
      return '   '
    case 'null':
      return null
    case 'fenced':
      return `\`\`\`json\n${good}\n\`\`\``
    case 'thinking':
      return `<think>{"records": "let me see"}</think>\n${good}`
    case 'prose':
      return '好的，我来帮您处理这条消息。'
    case 'wrong schema':
      return JSON.stringify({ category: 'facility', close_all: true })
    default:
      return good
  }
}

function isJson(content: string | null): boolean {
  try {
    JSON.parse(content ?? '')
    return true
  } catch {
    return false
  }
}

async function transcribe(
  fake: FakeModel,
  request: IncomingMessage,
  { body, response }: { body: Buffer; response: ServerResponse },
): Promise<void> {
  const type = request.headers['content-type'] ?? ''
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
  const file = form.get('file')
  const fields = Object.fromEntries(
    [...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )
  if (file instanceof File) fake.heard.push({ fileName: file.name, byteCount: file.size, fields })
  const fault = fake.faults.shift()
  if (fault !== undefined && goesWrong(response, fault)) return
  send(response, 200, fault === 'wrong schema' ? { hello: 1 } : { text: fault === 'blank' ? ' ' : fake.words })
}

function complete(response: ServerResponse, content: string | null): void {
  send(response, 200, {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 },
  })
}

function refuse(response: ServerResponse, status: number, message = 'no'): void {
  send(response, status, { error: { message, type: 'invalid_request_error' } })
}

function send(response: ServerResponse, status: number, json: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json))
}
