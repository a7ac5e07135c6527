// node-easywechat on node:http, one application per request as its documentation shows. Arguments: port, token, key, corporation.
import { createServer } from 'node:http'
import easywechat from 'node-easywechat'

const [port, token, aes_key, corp_id] = process.argv.slice(2)

async function answer(request, response) {
  const app = new easywechat.Work({ corp_id, secret: 'bench', token, aes_key })
  app.setRequestFromHttpServer(request, response)
  const server = app.getServer()
  server.with(async () => '')
  const { statusCode = 200, body } = await toPlain(await server.serve())
  response.writeHead(statusCode).end(body)
}

async function toPlain(served) {
  return { statusCode: served.getStatusCode(), body: String(served.getBody() ?? '') }
}

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.writeHead(500).end())
})
server.listen(Number(port), '127.0.0.1', () => process.send?.({}))
