import { describe, expect, test } from 'vitest'
import { BadOutline, readOutline } from '../../src/domain/zone-outline.ts'

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
