/** The measure for the stream: a client that acknowledges every frame at once and keeps nothing. Argument: gateway. */
import { request } from 'undici'
import { WebSocket } from 'ws'

process.once('disconnect', () => process.exit())
const answer = await request(`${process.argv[2]}/v1.0/gateway/connections/open`, { method: 'POST', body: '{}' })
const { endpoint, ticket } = (await answer.body.json()) as { endpoint: string; ticket: string }
const socket = new WebSocket(`${endpoint}?ticket=${ticket}`)
socket.on('message', (data) => {
  const { headers } = JSON.parse(String(data)) as { headers: { messageId: string } }
  const { messageId } = headers
  const ack = {
    code: 200,
    message: 'OK',
    headers: { messageId, contentType: 'application/json' },
    data: '{"response":null}',
  }
  socket.send(JSON.stringify(ack))
})
socket.on('open', () => process.send?.({}))
