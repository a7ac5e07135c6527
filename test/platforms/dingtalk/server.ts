import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Call, Reply } from './answers.ts'
import { answerCall } from './api.ts'
import { answerOfEffect, type FaultEffect } from './faults.ts'
import type { LoggedCall, World } from './world.ts'

const MOST_BODY_BYTES = 32 * 1024 * 1024

interface Exchange {
  call: Call
  response: ServerResponse
  logged: LoggedCall
}

/** Serve the world on a free port of 127.0.0.1: api., oapi., the file storage and the gateway in one. */
export async function serveWorld(world: World): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    readBody(request).then(
      (body) => handle(world, callOf(request, body), response),
      () => request.destroy(),
    )
  })
  server.on('upgrade', (request, tcp, head) => world.gateway.upgrade(request, tcp as Socket, head))
  // The product keeps its connections; the platform does not end them in the middle of a test.
  server.keepAliveTimeout = 120_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  for (const told of [world.gateway, world.media, world.sessions]) told.address = url
  return { url, close: () => stop(server) }
}

function handle(world: World, call: Call, response: ServerResponse): void {
  const logged = { at: new Date(world.clock.nowMs()), method: call.method, path: call.path, status: null, code: null }
  world.calls.push(logged)
  if (call.path.endsWith('/connections/open')) world.gateway.noteOpen()
  const exchange = { call, response, logged }
  const effect = world.rules.strike(call.path)
  if (effect === null) write(exchange, answerCall(world, call, null))
  else strike(world, exchange, effect)
}

function strike(world: World, exchange: Exchange, effect: FaultEffect): void {
  const { call, response } = exchange
  const answer = answerOfEffect(effect)
  if (answer !== null) write(exchange, answer)
  else if ('deliverFailure' in effect) write(exchange, answerCall(world, call, effect.deliverFailure))
  else if ('latencyMs' in effect) setTimeout(() => write(exchange, answerCall(world, call, null)), effect.latencyMs)
  else {
    // Carried out or not, the product does not learn of it.
    const stage = 'hang' in effect ? effect.hang : 'reset' in effect ? effect.reset : 'after'
    if (stage === 'after') answerCall(world, call, null)
    if ('reset' in effect) response.socket?.resetAndDestroy()
    if ('malformed' in effect) response.writeHead(200, { 'content-type': 'application/json' }).end('{"processQueryK')
  }
}

function callOf(request: IncomingMessage, body: Buffer): Call {
  const url = new URL(request.url ?? '/', 'http://platform')
  const { headers, method = 'GET' } = request
  return { method, path: url.pathname, query: url.searchParams, headers, body }
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

function write({ response, logged }: Exchange, reply: Reply): void {
  logged.status = reply.status
  const headers = { 'x-acs-request-id': randomUUID() }
  if ('file' in reply) {
    response.writeHead(200, { ...headers, 'content-type': reply.file.contentType }).end(reply.file.bytes)
  } else if ('html' in reply) {
    response.writeHead(reply.status, { ...headers, 'content-type': 'text/html;charset=utf-8' }).end(reply.html)
  } else {
    const code = reply.json.code ?? reply.json.Code ?? reply.json.errcode
    logged.code = typeof code === 'string' || typeof code === 'number' ? code : null
    const body = JSON.stringify(reply.json)
    const length = { 'content-length': Buffer.byteLength(body) }
    response
      .writeHead(reply.status, { ...headers, ...length, 'content-type': 'application/json;charset=utf-8' })
      .end(body)
  }
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
