import path from 'node:path'
import { writeTable } from '../../src/documents/table-files.ts'
import { connect } from '../../src/store/database.ts'
import { cli, dataFolder } from '../support/product.ts'
import type { Bench } from './bench.ts'
import { atMost, growthExponent } from './figures.ts'

const HEADER = ['支部', '责任区编号', '责任区', '范围', '姓名', '角色', '企业微信账号', '手机', '上级组织']
const MEMBERS_PER_ZONE = 10
const ZONES_PER_BRANCH = 6
const BRANCHES_PER_COMMUNITY = 5
const SECRET_KEY = Buffer.alloc(32, 7).toString('base64')

interface Took {
  first: number[]
  again: number[]
  plain: number[]
}

/** `cli import` of a workbook of all members of a district, from the start of the process to its end. */
export async function benchImport(bench: Bench): Promise<void> {
  const sizes = bench.short ? [100, 1_000] : [6_000, 60_000]
  const folder = await dataFolder()
  const took: Took[] = []
  for (const size of sizes) took.push(await imports(bench, { size, dir: folder.dir, runs: bench.short ? 1 : 3 }))
  await folder.remove()
  const [size = 0, [small, large]] = [sizes.at(-1), took]
  if (!small || !large) throw new Error('nothing was imported')
  const members = `${size.toLocaleString('en')} members`
  const reference = { what: `one insert of ${members}`, runs: large.plain }
  const goal = atMost(60_000, 20_000)
  bench.report({ mark: '', what: `import of ${members}, XLSX`, unit: 'ms', runs: large.first, reference, goal })
  bench.report({ mark: '', what: 'the same file again', unit: 'ms', runs: large.again, reference, goal })
  const costs = [small, large].map(({ first }, i) => ({ size: sizes[i] ?? 1, cost: Math.min(...first) }))
  bench.report({
    ...{ mark: 'G10', what: `growth of the import from ${sizes[0]?.toLocaleString('en')}`, unit: '' },
    ...{ runs: [growthExponent(costs)], reference: { what: 'linear', runs: [1] }, goal: atMost(1.1, 1.03) },
  })
}

async function imports(bench: Bench, { size, dir, runs }: { size: number; dir: string; runs: number }): Promise<Took> {
  const file = path.join(dir, `roster-${size}.xlsx`)
  await writeTable(file, { format: 'xlsx', header: HEADER, rows: members(size) })
  const took: Took = { first: [], again: [], plain: [] }
  for (let run = 0; run < runs; run++) {
    const DATABASE_URL = await (await bench.database()).create(`import_${size}_${run}`)
    const env = { DATABASE_URL, DATA_DIR: path.join(dir, `${size}-${run}`), SECRET_KEY }
    await ran(['migrate'], env)
    took.first.push(await ran(['import', file], env))
    took.again.push(await ran(['import', file], env))
    took.plain.push(await plainInsert(DATABASE_URL, size))
  }
  return took
}

/** Milliseconds of a command that must succeed. */
async function ran(args: readonly string[], env: Record<string, string>): Promise<number> {
  const startedAt = performance.now()
  const { code, stderr } = await cli(args, env)
  if (code !== 0) throw new Error(stderr)
  return performance.now() - startedAt
}

async function plainInsert(connectionString: string, size: number): Promise<number> {
  const { pool } = connect(connectionString, { max: 1 })
  const startedAt = performance.now()
  await pool.query(
    `insert into people (organisation_id, branch_id, name, phone_tail)
     select organisation_id, id, '重' || i, '0000' from generate_series(1, $1) i, (select * from branches limit 1) b`,
    [size],
  )
  await pool.end()
  return performance.now() - startedAt
}

async function* members(size: number): AsyncGenerator<string[]> {
  for (let i = 0; i < size; i++) {
    const zone = Math.floor(i / MEMBERS_PER_ZONE)
    const branch = Math.floor(zone / ZONES_PER_BRANCH)
    const role = i % (MEMBERS_PER_ZONE * ZONES_PER_BRANCH) === 0 ? '书记' : '党员'
    const building = `${(zone % ZONES_PER_BRANCH) + 1}号楼`
    const above = `第${Math.floor(branch / BRANCHES_PER_COMMUNITY)}社区`
    const phone = String(13_000_000_000 + i)
    yield [`第${branch}支部`, `Z${zone}`, '', building, `党员${i}`, role, `u${i}`, phone, above]
  }
}
