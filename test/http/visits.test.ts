/** Opening a notice is counted by zone and day, nobody's address or name. */
import { expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { digestWorld } from '../support/digest-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色
幸福支部,A3,东区,社区,3号楼,张建国,党员
幸福支部,A4,西区,社区,7号楼,王秀英,党员`

test('tells scans of the code on paper from openings, each counted once, wherever the code leads', async () => {
  const world = await digestWorld(ROSTER)
  try {
    await world.deps.pool.query('delete from zone_visits')
    const app = await buildApp(world.deps)
    const first = await app.inject({ url: '/z/A3?qr' })
    const again = await app.inject({ url: '/z/A3', headers: { 'if-none-match': first.headers.etag as string } })
    expect(again.statusCode).toBe(304)
    // Without a way in it leads to the page, which counts it.
    const { headers } = await app.inject({ url: '/z/A4/join' })
    await app.inject({ url: headers.location as string })
    await app.close()
    const { rows } = await world.deps.pool.query(
      `select z.code, v.kind, v.visit_count from zone_visits v join zones z on z.id = v.zone_id order by 1, 2`,
    )
    expect(rows).toEqual([
      { code: 'A3', kind: 'notice', visit_count: 1 },
      { code: 'A3', kind: 'scan', visit_count: 1 },
      { code: 'A4', kind: 'scan', visit_count: 1 },
    ])
  } finally {
    await world.deps.close()
  }
})

test('counts openings by zone and day, and none of a zone that is not', async () => {
  const world = await digestWorld(ROSTER)
  try {
    await world.deps.pool.query('delete from zone_visits')
    const app = await buildApp(world.deps)
    await app.inject({ url: '/z/A3' })
    await app.inject({ url: '/z/a3' })
    await app.inject({ url: '/z/A4/qr.svg' })
    await app.inject({ url: '/z/NOWHERE' })
    await app.close()
    const { rows } = await world.deps.pool.query(
      `select z.code, v.kind, v.visit_count from zone_visits v join zones z on z.id = v.zone_id`,
    )
    expect(rows).toEqual([{ code: 'A3', kind: 'notice', visit_count: 2 }])
  } finally {
    await world.deps.close()
  }
})
