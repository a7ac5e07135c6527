// node-easywechat on node:http, one application per request as its documentation shows. Arguments: port, token, key, corporation.
import { createServer } from 'node:http'
import easywechat from 'node-easywechat'

process.once('disconnect', () => process.exit())
const { ServerRequest, Work } = easywechat
const [port, token, aes_key, corp_id] = process.argv.slice(2)

async function answer(request, response) {
  const app = new Work({ corp_id, secret: 'bench', token, aes_key })
  app.setRequest(await ServerRequest.createFromIncomingMessage(request))
  const served = await app.getServer().serve()
  response.writeHead(served.getStatusCode()).end(String(served.getBody() ?? ''))
}

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.writeHead(403).end())
})
server.listen(Number(port), '127.0.0.1', () => process.send?.({}))
