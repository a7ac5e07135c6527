// wechat-enterprise on node:http. Arguments: port, token, key, corporation.
import { createServer } from 'node:http'
import wechat from 'wechat-enterprise'

process.once('disconnect', () => process.exit())
const [port, token, encodingAESKey, corpId] = process.argv.slice(2)
const middleware = wechat({ token, encodingAESKey, corpId }, (_request, response) => response.reply(''))
const server = createServer((request, response) => {
  request.query = Object.fromEntries(new URL(request.url, 'http://peer').searchParams)
  middleware(request, response, () => response.writeHead(500).end())
})
server.listen(Number(port), '127.0.0.1', () => process.send?.({}))
