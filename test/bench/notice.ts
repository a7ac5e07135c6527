import { randomBytes } from 'node:crypto'
import { Pool as HttpPool } from 'undici'
import { connect } from '../../src/store/database.ts'
import { dataFolder, freePort, startProduct } from '../support/product.ts'
import type { Bench } from './bench.ts'
import { atLeast } from './figures.ts'

const ZONES = 50
const CONNECTIONS = 32

/** A zone's notice, asked for by residents of many addresses: one process serves, another asks. */
export async function benchNotice(bench: Bench): Promise<void> {
  const DATABASE_URL = await (await bench.database()).create('notice')
  const folder = await dataFolder()
  const port = await freePort()
  const server = await startProduct({
    DATABASE_URL,
    SECRET_KEY: randomBytes(32).toString('base64'),
    DATA_DIR: folder.dir,
    PORT: String(port),
    TRUST_PROXY: '127.0.0.1',
  })
  await fill(DATABASE_URL)
  const http = new HttpPool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS })
  const runs = { page: [] as number[], alive: [] as number[] }
  const count = bench.short ? 1_000 : 10_000
  for (let run = 0; run < (bench.short ? 1 : 5); run++) {
    runs.page.push(await perSecond(http, count, (i) => `/z/Z${(i % ZONES) + 1}`))
    runs.alive.push(await perSecond(http, count, () => '/healthz'))
  }
  await http.close()
  await server.stop()
  await folder.remove()
  bench.report({
    ...{ mark: 'Z1', what: `notices of ${ZONES} zones from one process`, unit: 'per second', runs: runs.page },
    ...{
      reference: { what: 'the least answer of the same process (/healthz)', runs: runs.alive },
      goal: atLeast(1_000, 5_000),
    },
  })
}

/** Every few requests come from another address, as those of residents do. */
async function perSecond(http: HttpPool, count: number, path: (i: number) => string): Promise<number> {
  const startedMs = performance.now()
  let next = 0
  const line = async () => {
    while (next < count) {
      const i = next++
      const source = `10.${(i >> 12) & 255}.${(i >> 4) & 255}.1`
      const { statusCode, body } = await http.request({
        path: path(i),
        method: 'GET',
        headers: { 'x-forwarded-for': source },
      })
      await body.dump()
      if (statusCode !== 200) throw new Error(`${path(i)} was answered with ${statusCode}`)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, line))
  return count / ((performance.now() - startedMs) / 1_000)
}

async function fill(databaseUrl: string): Promise<void> {
  const { pool } = connect(databaseUrl, { max: 1 })
  await pool.query(`
    insert into branches (organisation_id, name) select id, '幸福支部' from organisations where path = '/';
    insert into zones (organisation_id, branch_id, code, name, kind)
      select organisation_id, id, 'Z' || i, i || '号楼责任区', 'community' from branches, generate_series(1, ${ZONES}) i;
    insert into zone_areas (organisation_id, zone_id, text, position)
      select organisation_id, id, n || '号楼', n from zones, generate_series(1, 20) n;
    insert into people (organisation_id, branch_id, name, phone_tail) select organisation_id, branch_id, '王' || code, '1' from zones;
    insert into assignments (organisation_id, branch_id, person_id, zone_id, role, position, starts_on)
      select z.organisation_id, z.branch_id, p.id, z.id, 'zone_member', 1, '2020-01-01'
        from zones z join people p on p.name = '王' || z.code;
    insert into duties (organisation_id, branch_id, zone_kind, clause, title)
      select organisation_id, id, 'community', 'community-' || d, '常看水、电、路灯、沟渠等设施，坏了就报修' from branches, generate_series(1, 12) d`)
  await pool.end()
}
