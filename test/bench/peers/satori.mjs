// @satorijs/adapter-wecom on its own HTTP server. Arguments: port, token, key, corporation, agent.
import { createServer } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { HTTP } from '@cordisjs/plugin-http'
import { Server } from '@cordisjs/plugin-server'
import { WecomBot } from '@satorijs/adapter-wecom'
import { Context, Universal } from '@satorijs/core'

process.once('disconnect', () => process.exit())
const [port, token, aesKey, corpId, agentId] = process.argv.slice(2)

// The adapter asks the platform for a token and for its own name before it opens its route.
const platform = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json')
  response.end('{"errcode":0,"access_token":"bench","expires_in":7200,"name":"bench","square_logo_url":""}')
})
await new Promise((resolve) => platform.listen(0, '127.0.0.1', resolve))
const endpoint = `http://127.0.0.1:${platform.address().port}/`

const context = new Context()
context.plugin(HTTP)
context.plugin(Server, { host: '127.0.0.1', port: Number(port) })
context.plugin(WecomBot, { endpoint, corpId, agentId, secret: 'bench', token, aesKey })
await context.start()
while (context.bots[0]?.status !== Universal.Status.ONLINE) await pause(10)
process.send?.({})
