/**
 * The measure for the web process: 40 lines of Fastify that verify, decrypt and read a callback, and either forget it
 * (`none`) or answer after a commit that it shares with the others that wait (`group`).
 */
import { createDecipheriv, createHash, timingSafeEqual } from 'node:crypto'
import Fastify from 'fastify'
import pg from 'pg'

const [port, token, aesKey, store, database] = process.argv.slice(2)
const key = Buffer.from(`${aesKey}=`, 'base64')
const pool = store === 'group' ? new pg.Pool({ connectionString: database, max: 2 }) : null
await pool?.query(
  'create table if not exists reference_inbox (id bigint generated always as identity, k text unique, body text)',
)

type Waiting = { k: string; body: string; done: () => void }
const waiting: Waiting[] = []
let lanes = 2
async function flush(): Promise<void> {
  if (pool === null || lanes === 0 || waiting.length === 0) return
  lanes -= 1
  const batch = waiting.splice(0, 500)
  await pool.query({
    name: 'keep',
    text: 'insert into reference_inbox (k, body) select * from unnest($1::text[], $2::text[]) on conflict do nothing',
    values: [batch.map((w) => w.k), batch.map((w) => w.body)],
  })
  lanes += 1
  for (const { done } of batch) done()
  void flush()
}

const app = Fastify()
app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
app.post<{ Querystring: Record<string, string>; Body: string }>('/webhooks/wecom', async ({ query, body }, reply) => {
  const encrypted = body.slice(body.indexOf('<Encrypt><![CDATA[') + 18, body.indexOf(']]></Encrypt>'))
  const signed = [token ?? '', query.timestamp ?? '', query.nonce ?? '', encrypted].sort().join('')
  const [expected, actual] = [createHash('sha1').update(signed).digest(), Buffer.from(query.msg_signature ?? '', 'hex')]
  if (actual.length !== 20 || !timingSafeEqual(expected, actual)) return reply.code(403).send()
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const plain = Buffer.concat([decipher.update(encrypted, 'base64'), decipher.final()])
  const xml = plain.subarray(20, 20 + plain.readUInt32BE(16)).toString()
  const k = xml.match(/<MsgId>(\d+)</)?.[1] ?? ''
  if (pool) {
    await new Promise<void>((done) => {
      waiting.push({ k, body: xml, done })
      setImmediate(() => void flush())
    })
  }
  return ''
})
await app.listen({ port: Number(port), host: '127.0.0.1' })
console.log('listening')
