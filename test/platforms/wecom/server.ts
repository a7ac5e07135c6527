import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { failed } from './answers.ts'
import { answerCall, type Call, type Reply } from './api.ts'
import type { FaultEffect } from './fault-rules.ts'
import type { StoredMedia } from './media.ts'
import type { World } from './world.ts'

const MOST_BODY_BYTES = 32 * 1024 * 1024

/** Serve the world's API on a free port of 127.0.0.1. */
export async function serveWorld(world: World): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    readBody(request).then(
      (body) => handle(world, { call: callOf(request, body), response }),
      () => request.destroy(),
    )
  })
  // The product keeps its connections; the platform does not end them in the middle of a test.
  server.keepAliveTimeout = 120_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  world.ways.pictureBase = `http://127.0.0.1:${port}`
  return { url: `http://127.0.0.1:${port}`, close: () => stop(server) }
}

function handle(world: World, { call, response }: { call: Call; response: ServerResponse }): void {
  const { calls } = world.counters
  calls[call.api] = (calls[call.api] ?? 0) + 1
  if (!enter(world, response)) {
    // Too many at one time, for this call alone [W].
    write(response, failed(45033, 'concurrent call out of limit'))
    return
  }
  const effect = world.faults.strike(call.api)
  if (effect === null) write(response, answerCall(world, call))
  else strike(world, { call, response, effect })
}

/** Whether one more may be answered now; it counts until its connection is done with it. */
function enter({ underWay }: World, response: ServerResponse): boolean {
  if (underWay.count >= underWay.most) return false
  underWay.count += 1
  response.once('close', () => {
    underWay.count -= 1
  })
  return true
}

function strike(world: World, struck: { call: Call; response: ServerResponse; effect: FaultEffect }): void {
  const { call, response, effect } = struck
  if ('errcode' in effect) write(response, failed(effect.errcode))
  if ('status' in effect) response.writeHead(effect.status, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>')
  if ('latencyMs' in effect) setTimeout(() => write(response, answerCall(world, call)), effect.latencyMs)
  if ('hang' in effect || 'reset' in effect || 'malformed' in effect) breakOff(world, { call, response, effect })
}

/** Carried out or not, the product does not learn of it. */
function breakOff(world: World, broken: { call: Call; response: ServerResponse; effect: FaultEffect }): void {
  const { call, response, effect } = broken
  const stage = 'hang' in effect ? effect.hang : 'reset' in effect ? effect.reset : 'after'
  if (stage === 'after') answerCall(world, call)
  if ('reset' in effect) response.socket?.resetAndDestroy()
  if ('malformed' in effect) response.writeHead(200, { 'content-type': 'application/json' }).end('{"errcode":0,"errm')
}

function callOf(request: IncomingMessage, body: Buffer): Call {
  const url = new URL(request.url ?? '/', 'http://platform')
  const from = request.socket.remoteAddress ?? ''
  const api = url.pathname.replace(/^\/cgi-bin\//, '')
  return { api, query: url.searchParams, contentType: request.headers['content-type'] ?? '', body, from }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MOST_BODY_BYTES) throw new Error('the body is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function write(response: ServerResponse, reply: Reply): void {
  if (isFile(reply)) {
    const { bytes, contentType, name } = reply.file
    const disposition = `attachment; filename="${encodeURIComponent(name)}"; filename*=UTF-8''${encodeURIComponent(name)}`
    response.writeHead(200, { 'content-type': contentType, 'content-disposition': disposition }).end(bytes)
    return
  }
  const body = JSON.stringify(reply)
  const headers = { 'content-type': 'application/json; charset=UTF-8', 'error-code': String(reply.errcode) }
  response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body)
}

function isFile(reply: Reply): reply is { file: StoredMedia } {
  return 'file' in reply
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
