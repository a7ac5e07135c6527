/**
 * The measure for the web process: Fastify that verifies, decrypts and reads a callback, and either forgets it (`none`)
 * or answers after a commit that it shares with the others that wait (`group`). Arguments: port, token, key, which, database.
 */
import Fastify from 'fastify'
import pg from 'pg'
import { receiver } from './receiving.ts'

process.once('disconnect', () => process.exit())
const [port, token = '', aesKey = '', store, database] = process.argv.slice(2)
const receive = receiver(token, aesKey)
const pool = store === 'group' ? new pg.Pool({ connectionString: database, max: 2 }) : null
await pool?.query(
  'create table if not exists reference_inbox (id bigint generated always as identity, k text unique, body text)',
)

type Waiting = { key: string; xml: string; done: () => void }
const waiting: Waiting[] = []
let lanes = 2
async function flush(): Promise<void> {
  if (pool === null || lanes === 0 || waiting.length === 0) return
  lanes -= 1
  const batch = waiting.splice(0, 500)
  await pool.query({
    name: 'keep',
    text: 'insert into reference_inbox (k, body) select * from unnest($1::text[], $2::text[]) on conflict do nothing',
    values: [batch.map((w) => w.key), batch.map((w) => w.xml)],
  })
  lanes += 1
  for (const { done } of batch) done()
  void flush()
}

const app = Fastify()
app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
app.post<{ Querystring: Record<string, string>; Body: string }>('/webhooks/wecom', async ({ query, body }, reply) => {
  const received = receive(query, body)
  if (received === null) return reply.code(403).send()
  if (pool) {
    await new Promise<void>((done) => {
      waiting.push({ ...received, done })
      setImmediate(() => void flush())
    })
  }
  return ''
})
await app.listen({ port: Number(port), host: '127.0.0.1' })
process.send?.({})
