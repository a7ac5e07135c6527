import { describe, expect, test } from 'vitest'
import { BadOutline, drawOutline, readOutline } from '../../src/domain/zone-outline.ts'

const SQUARE = [
  [120.1, 30.1],
  [120.2, 30.1],
  [120.2, 30.2],
  [120.1, 30.1],
]
const polygon = { type: 'Polygon', coordinates: [SQUARE] }
const feature = { type: 'Feature', properties: { name: 'A1' }, geometry: polygon }

describe('an outline is read from what map programs write', () => {
  test.each<[string, unknown]>([
    ['a polygon', polygon],
    ['several polygons', { type: 'MultiPolygon', coordinates: [[SQUARE]] }],
    ['a feature', feature],
    [
      'a collection with points beside',
      {
        type: 'FeatureCollection',
        features: [feature, { type: 'Feature', geometry: { type: 'Point', coordinates: [1, 2] } }],
      },
    ],
    ['a ring that is not closed', { type: 'Polygon', coordinates: [SQUARE.slice(0, 3)] }],
    ['positions with heights', { type: 'Polygon', coordinates: [SQUARE.map((p) => [...p, 12])] }],
  ])('%s', (_, geoJson) => {
    expect(readOutline(geoJson)).toEqual({ type: 'MultiPolygon', coordinates: [[SQUARE]] })
  })
})

describe('what is no outline of a zone is refused, saying why', () => {
  const nested = { type: 'GeometryCollection', geometries: [] as unknown[] }
  nested.geometries.push(nested)
  test.each<[string, unknown, string]>([
    ['no GeoJSON', { a: 1 }, '不是 GeoJSON'],
    ['nothing', null, '不是 GeoJSON'],
    ['a line', { type: 'LineString', coordinates: SQUARE }, '没有范围'],
    ['two points', { type: 'Polygon', coordinates: [SQUARE.slice(0, 1)] }, '至少要三个点'],
    ['latitude before longitude', { type: 'Polygon', coordinates: [SQUARE.map(([a, b]) => [b, a])] }, '写反了'],
    ['words', { type: 'Polygon', coordinates: [[['东', '西']]] }, '不是经度'],
    [
      'a province',
      {
        type: 'Polygon',
        coordinates: [
          [
            [110, 20],
            [115, 20],
            [115, 25],
          ],
        ],
      },
      '太大',
    ],
    ['too many points', { type: 'Polygon', coordinates: [Array(5001).fill([120, 30])] }, '太多'],
    ['a collection of itself', nested, '不是 GeoJSON'],
  ])('%s', (_, geoJson, word) => {
    const read = () => readOutline(geoJson)
    expect(read).toThrow(BadOutline)
    expect(read).toThrow(word)
  })
})

describe('an outline is drawn', () => {
  const drawn = (...rings: number[][][]) => drawOutline(readOutline({ type: 'Polygon', coordinates: rings }))
  const circle = (count: number, radius: number) =>
    Array.from({ length: count }, (_, i) => {
      const angle = (2 * Math.PI * i) / count
      return [103.8 + (radius * Math.cos(angle)) / Math.cos((36 * Math.PI) / 180), 36 + radius * Math.sin(angle)]
    })

  test('with the north above, as wide as it is on the ground', () => {
    const { path, width, height, metres } = drawn([
      [116, 60],
      [116.004, 60],
      [116.004, 60.001],
      [116, 60.001],
    ])
    expect([path, width, height]).toEqual(['M100 50L100 0L0 0L0 50Z', 100, 50])
    expect([Math.round(metres.wide), Math.round(metres.high)]).toEqual([223, 111])
  })

  test('with its holes, in less than 1,500 characters however finely it was told', () => {
    const { path } = drawn(circle(2_000, 0.01), circle(2_000, 0.005))
    expect(path.match(/M/g)).toHaveLength(2)
    expect(path.length).toBeLessThanOrEqual(1_500)
    expect(path).toMatch(/^(?:M-?\d+ \d+(?:L\d+ \d+)+Z)+$/)
  })
})
