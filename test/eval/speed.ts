/** How long a message takes, with the zone that it names looked for among sixty. */
import { normalise } from '../../src/understanding/normalise.ts'
import { read } from '../../src/understanding/read.ts'
import type { MessageToRead } from '../../src/understanding/understanding.ts'
import { alignZone, indexZones } from '../../src/understanding/zone-aligner.ts'
import type { Labelled } from './score.ts'
import { table } from './table.ts'

const ESTATES = '阳光 锦绣 翠湖 金桥 东方 桃源 银杏 滨江 和平 幸福 朝阳 玉兰 望江 丰泽 明珠 康乐 湖滨 梧桐 学府 绿城'
const ENDINGS = ['小区', '花园', '新村']
const WARM_ROUNDS = 5
const ROUNDS = 5
const LONG_LENGTH = 20_000
const MEDIAN_MAX_US = 200
const P99_MAX_US = 2000
const PER_SECOND_MIN = 5000
const LONG_MAX_MS = 20

const zones = indexZones(
  ESTATES.split(' ').flatMap((estate) =>
    ENDINGS.map((ending) => ({ id: `${estate}${ending}`, names: [`${estate}${ending}`] })),
  ),
)

/** Microseconds for one message, its zone included. */
function timed(message: MessageToRead): number {
  const before = performance.now()
  read(message)
  alignZone(zones, normalise(message.text).text)
  return (performance.now() - before) * 1000
}

/** Median and 99th percentile over warm rounds, and one message of 20,000 characters. */
export function speedTable(messages: readonly Labelled[]): string {
  const inputs = messages.map(({ text, sentAt, role }) => ({ text, sentAt: new Date(sentAt), role }))
  for (let round = 0; round < WARM_ROUNDS; round++) inputs.map(timed)
  const times = Array.from({ length: ROUNDS }, () => inputs.map(timed)).flat()
  times.sort((a, b) => a - b)
  const at = (part: number): number => times[Math.floor(times.length * part)] ?? 0
  const perSecond = (1e6 * times.length) / times.reduce((sum, time) => sum + time, 0)
  const text = inputs.map((i) => i.text).join(' ')
  const long = text.repeat(Math.ceil(LONG_LENGTH / text.length)).slice(0, LONG_LENGTH)
  const longMs = Math.min(...[1, 2, 3].map(() => timed({ text: long, sentAt: new Date(0), role: 'resident' }))) / 1000
  return table(`speed, with ${zones.ids.length} zones, on one core`, [
    ['', 'measured', 'goal', ''],
    limit('median', [at(0.5), MEDIAN_MAX_US, 'µs']),
    limit('99 of 100', [at(0.99), P99_MAX_US, 'µs']),
    [
      'messages per second, on average',
      perSecond.toFixed(0),
      `≥ ${PER_SECOND_MIN}`,
      perSecond >= PER_SECOND_MIN ? 'reached' : 'not reached',
    ],
    limit(`${LONG_LENGTH} characters`, [longMs, LONG_MAX_MS, 'ms']),
  ])
}

/** A row for what must not be greater than its goal. */
export function limit(what: string, [measured, most, unit]: [number, number, string]): string[] {
  return [what, `${measured.toFixed(1)} ${unit}`, `≤ ${most} ${unit}`, measured <= most ? 'reached' : 'not reached']
}
