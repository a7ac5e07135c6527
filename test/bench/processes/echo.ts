/**
 * A product without a product: acknowledges a callback and has the platform told at once, storing nothing. What it
 * reaches is what the harness itself lets through. Arguments: port, token, key, address of the platform.
 */
import { createServer } from 'node:http'
import { Pool } from 'undici'
import { receiver } from './receiving.ts'

process.once('disconnect', () => process.exit())
const [port, token = '', aesKey = '', platform = ''] = process.argv.slice(2)
const receive = receiver(token, aesKey)
const pool = new Pool(platform, { connections: 16 })

async function tell(from: string): Promise<void> {
  const body = JSON.stringify({ touser: from, msgtype: 'text', agentid: 1, text: { content: '收到' } })
  const answer = await pool.request({ path: '/cgi-bin/message/send?access_token=t', method: 'POST', body })
  await answer.body.dump()
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const query = Object.fromEntries(new URL(request.url ?? '/', 'http://echo').searchParams)
    const received = receive(query, Buffer.concat(chunks).toString())
    response.writeHead(received === null ? 403 : 200).end()
    if (received !== null) void tell(received.from)
  })
})
server.listen(Number(port), '127.0.0.1', () => process.send?.({}))
