// @satorijs/adapter-wecom on its own HTTP server. Arguments: port, token, key, corporation, agent.
import { createServer } from 'node:http'
import { HTTP } from '@cordisjs/plugin-http'
import * as plugin from '@cordisjs/plugin-server'
import * as adapter from '@satorijs/adapter-wecom'
import { Context } from '@satorijs/core'

const [port, token, aesKey, corpId, agentId] = process.argv.slice(2)

// The adapter asks the platform for a token and for its own name before it opens its route.
const platform = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json')
  response.end(
    JSON.stringify({ errcode: 0, access_token: 'bench', expires_in: 7200, name: 'bench', square_logo_url: '' }),
  )
})
await new Promise((resolve) => platform.listen(0, '127.0.0.1', resolve))
const endpoint = `http://127.0.0.1:${platform.address().port}/`

const context = new Context()
context.plugin(HTTP)
context.plugin(plugin.Server ?? plugin.default, { host: '127.0.0.1', port: Number(port) })
context.plugin(adapter.WecomBot, { endpoint, corpId, agentId, secret: 'bench', token, aesKey })
context.on('login-updated', () => process.send?.({}))
await context.start()
