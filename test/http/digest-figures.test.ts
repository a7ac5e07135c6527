import { expect, test } from 'vitest'
import { NO_FIGURES } from '../../src/decide/digest.ts'
import { digestPage } from '../../src/http/pages/digest-page.ts'

const view = {
  branch: { id: 'b1', name: '第二支部', organisationId: 'o1' },
  ...{ items: [], itemCount: 0, zoneGaps: [], burden: null },
  rectifications: { over: 0, reported: 0, going: 0 },
  figures: { latest: NO_FIGURES, before: NO_FIGURES },
}
const shown = (views: Parameters<typeof digestPage>[0]['views']) =>
  digestPage({
    ...{ name: '王芳', views, csrf: 'x', sent: null },
    ...{ now: new Date('2026-11-23T04:00:00Z'), timezone: 'Asia/Shanghai' },
  })

test('a new branch without figures sees no empty table', () => {
  expect(shown([view])).not.toContain('前一周')
  const figures = { latest: { ...NO_FIGURES, resolved: 2 }, before: NO_FIGURES }
  expect(shown([{ ...view, figures }])).toContain('前一周')
})
