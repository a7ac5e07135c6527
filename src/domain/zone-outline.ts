/** The outline of a zone on a map: GeoJSON (RFC 7946), WGS-84. */

/** Longitude and latitude in degrees. */
type Position = [number, number]
/** Closed: the last position is the first again. */
type Ring = Position[]

export interface Outline {
  type: 'MultiPolygon'
  coordinates: Ring[][]
}

/** A zone is some streets or a village; drawn more finely than this it is something else. */
const MAX_POSITIONS = 5_000
/** About 200 km: more is a slip, not a zone. */
const MAX_DEGREES = 2
/** A centimetre or so is finer than anybody draws. */
const DECIMALS = 7

/** What is wrong with an outline, as whoever made the file reads it. */
export class BadOutline extends Error {
  override name = 'BadOutline'
}

/** The areas of a GeoJSON geometry, feature or collection as one outline; heights are left out. @throws BadOutline */
export function readOutline(geoJson: unknown): Outline {
  const coordinates = polygonsOf(geoJson, 0).map(readPolygon)
  const positions = coordinates.flat(2)
  if (positions.length === 0) throw new BadOutline('文件里没有范围，要有 Polygon 或 MultiPolygon')
  if (positions.length > MAX_POSITIONS) throw new BadOutline(`点太多了，最多${MAX_POSITIONS}个`)
  for (const axis of [0, 1] as const) {
    const degrees = positions.map((p) => p[axis])
    if (Math.max(...degrees) - Math.min(...degrees) > MAX_DEGREES) throw new BadOutline('范围太大了，不像一个责任区')
  }
  return { type: 'MultiPolygon', coordinates }
}

/** Collections in collections, as no program writes them. */
const MAX_NESTING = 5

/** Coordinates of all polygons in it; points and lines beside them mark something else. */
function polygonsOf(value: unknown, nesting: number): unknown[] {
  if (typeof value !== 'object' || value === null || !('type' in value) || nesting > MAX_NESTING) {
    throw new BadOutline('不是 GeoJSON 文件')
  }
  const within = (children: unknown) => listOf(children).flatMap((child) => polygonsOf(child, nesting + 1))
  switch (value.type) {
    case 'FeatureCollection':
      return within('features' in value ? value.features : null)
    case 'GeometryCollection':
      return within('geometries' in value ? value.geometries : null)
    case 'Feature':
      return polygonsOf('geometry' in value ? value.geometry : null, nesting + 1)
    case 'Polygon':
      return ['coordinates' in value ? value.coordinates : null]
    case 'MultiPolygon':
      return listOf('coordinates' in value ? value.coordinates : null)
    default:
      return []
  }
}

function readPolygon(rings: unknown): Ring[] {
  const [outer, ...holes] = listOf(rings)
  if (outer === undefined) throw new BadOutline('有一块范围是空的')
  return [readRing(outer), ...holes.map(readRing)]
}

function readRing(positions: unknown): Ring {
  const ring = listOf(positions).map(readPosition)
  const [first] = ring
  const last = ring.at(-1)
  // Some programs leave out the position that closes it.
  if (first && last && (first[0] !== last[0] || first[1] !== last[1])) ring.push([...first])
  if (ring.length < 4) throw new BadOutline('围成一块范围至少要三个点')
  return ring
}

function readPosition(value: unknown): Position {
  const [longitude, latitude] = listOf(value)
  if (!isDegrees(longitude, 180) || !isDegrees(latitude, 180)) throw new BadOutline('有的点不是经度、纬度')
  if (!isDegrees(latitude, 90)) throw new BadOutline('经度和纬度写反了，经度在前，纬度在后')
  return [rounded(longitude), rounded(latitude)]
}

const isDegrees = (value: unknown, max: number): value is number =>
  typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= max

const rounded = (degrees: number) => Number(degrees.toFixed(DECIMALS))

function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new BadOutline('不是 GeoJSON 文件')
  // Counted before anything is made of them.
  if (value.length > MAX_POSITIONS) throw new BadOutline(`点太多了，最多${MAX_POSITIONS}个`)
  return value
}

/** An outline as it is drawn: north above, without a map beneath. */
export interface DrawnOutline {
  /** Of an SVG path in a field of `width` by `height`, its holes left out by `evenodd`. */
  path: string
  width: number
  height: number
  /** From west to east and from south to north. */
  metres: { wide: number; high: number }
}

/** The longer side of the field. */
const SIDE = 100
/** A notice has at most 30 kB. */
const PATH_CHARS = 1_500
const METRES_PER_DEGREE = 111_320

/** Draw it as finely as fits into 1,500 characters. */
export function drawOutline({ coordinates }: Outline): DrawnOutline {
  const positions = coordinates.flat(2)
  const [west, east] = rangeOf(positions.map(([longitude]) => longitude))
  const [south, north] = rangeOf(positions.map(([, latitude]) => latitude))
  // Meridians draw together towards the poles.
  const narrow = Math.cos(((south + north) / 2) * (Math.PI / 180))
  const [wide, high] = [(east - west) * narrow, north - south]
  const scale = SIDE / (Math.max(wide, high) || 1)
  const rings = coordinates.flat().map((ring) =>
    ring.map(([longitude, latitude]): Position => {
      return [(longitude - west) * narrow * scale, (north - latitude) * scale]
    }),
  )
  return {
    path: pathThatFits(rings),
    width: Math.round(wide * scale),
    height: Math.round(high * scale),
    metres: { wide: wide * METRES_PER_DEGREE, high: high * METRES_PER_DEGREE },
  }
}

function pathThatFits(rings: readonly Ring[]): string {
  for (let step = 1; step < SIDE; step *= 2) {
    const path = rings.map((ring) => ringPath(ring, step)).join('')
    if (path.length <= PATH_CHARS) return path
  }
  return ''
}

/** On a grid of that step; what is less than a triangle there is left out. */
function ringPath(ring: Ring, step: number): string {
  const points = ring.map((position) => position.map((at) => Math.round(at / step) * step).join(' '))
  const turns = points.slice(1).filter((point, i) => point !== points[i])
  return turns.length < 3 ? '' : `M${turns.join('L')}Z`
}

function rangeOf(degrees: readonly number[]): [number, number] {
  return [Math.min(...degrees), Math.max(...degrees)]
}
