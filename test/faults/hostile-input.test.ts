import { test } from 'vitest'
import { CallbackRefused } from '../../src/channels/refused.ts'
import { readEnvelope } from '../../src/channels/wecom/envelope.ts'
import { read } from '../../src/understanding/read.ts'
import { expectReached } from './expect-reached.ts'
import { FULL } from './sizes.ts'

const MEGABYTE = 1024 * 1024
const TEXT_BYTES = 2_000

/** The least processor time of some tries, in milliseconds: others on the machine shall not make it more. */
function leastCpuMs(work: () => unknown, tries = 5): number {
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < tries; i++) {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, (user + system) / 1_000)
  }
  return least
}

/** Times are judged where the machine does nothing else. */
const DEAREST_MS = FULL ? 5 : 20
/** Twice the length may cost this much more. */
const MOST_GROWTH = 3

const laughs = [...'abcdefghij'].map(
  (name, i) => `<!ENTITY ${name} "${`&${String.fromCharCode(96 + i)};`.repeat(10)}">`,
)
const BOMBS: Readonly<Record<string, string>> = {
  'a billion laughs': `<!DOCTYPE xml [${laughs.join('')}]><xml><Encrypt>&j;</Encrypt></xml>`,
  'quadratic entities': `<!DOCTYPE x [<!ENTITY a "${'x'.repeat(50_000)}">]><xml>${'&a;'.repeat(50_000)}</xml>`,
  'a file': '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Encrypt>&f;</Encrypt></xml>',
  '100,000 levels': `${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`,
  '120,000 elements': `<xml>${'<a></a>'.repeat(120_000)}</xml>`,
  'numeric entities': `<xml><Encrypt>${'&#65;'.repeat(MEGABYTE / 5)}</Encrypt></xml>`,
  'open brackets': '<'.repeat(MEGABYTE),
  'JSON levels': `{"a":${'['.repeat(MEGABYTE - 10)}`,
}

test('D2: bombs of XML and JSON cost next to nothing', () => {
  const costs = Object.entries(BOMBS).map(([name, source]) => {
    const body = Buffer.from(source)
    let refused = true
    const costMs = leastCpuMs(() => {
      try {
        readEnvelope(body)
        refused = false
      } catch (error) {
        refused &&= error instanceof CallbackRefused
      }
    })
    return { name, costMs, refused }
  })
  const worst = costs.reduce((a, b) => (a.costMs > b.costMs ? a : b))
  const taken = costs.filter((c) => !c.refused).length
  expectReached({
    mark: 'D2',
    what: 'laughs, quadratic and numeric entities, files, depth, width, in XML and JSON up to a megabyte',
    size: `${costs.length} bombs`,
    reached: `dearest ${worst.costMs.toFixed(2)} ms (${worst.name}), taken ${taken}`,
    pass: '≤ 5 ms each, taken 0',
    ok: worst.costMs <= 5 && taken === 0,
  })
})

/** Pieces that patterns with choices and repetitions like least, each repeated to the length that WeCom lets through. */
const PIECES = [
  ...['3号楼', '三号楼二单元', '号', '栋', '楼', '零', '一二三四五六七八九十百千万', '1', '1-', '1-2-3', '第', '第3'],
  ...[
    '，',
    '。',
    '！',
    ' ',
    '\n',
    '\t',
    '、',
    '；',
    '和',
    '还有',
    '不是',
    '不对是',
    '改成',
    '灯坏了，',
    '着火',
    '没着火',
  ],
  ...[
    '明天',
    '上周三',
    '2026年',
    '11月',
    '3点',
    '3点半',
    '前天下午',
    '年年年月月月日日日',
    '对',
    '收到',
    '谢谢',
    '帮我',
  ],
  ...[
    '李',
    '王大爷',
    '老人',
    '的',
    '了',
    '了了了',
    '吗？',
    '(((',
    ')))',
    '[[',
    '{{',
    '"',
    '\\',
    '@所有人',
    '<a>',
    '&amp;',
  ],
  ...[
    '\u200b',
    '\u202e',
    '😀',
    '👨‍👩‍👧',
    'é',
    '̀',
    'ａ',
    '漢',
    'A3-0017',
    'A3-',
    '0',
    '13800138000',
    '110101199001011234',
  ],
  ...['http://a.cn/', 'aaaa', 'a b ', '=', '+', '-', '..', '东门口', '路口的路口', '水管爆了楼道灯坏了有人晕倒'],
]

test('D5: no text of two thousand bytes takes long to read, and twice the length takes no more than twice the time', () => {
  const sentAt = new Date('2026-11-18T09:30:00+08:00')
  const textOf = (piece: string, bytes: number) => piece.repeat(Math.ceil(bytes / Buffer.byteLength(piece)))
  const costOf = (piece: string, bytes: number, tries?: number) => {
    const text = textOf(piece, bytes)
    return leastCpuMs(() => read({ text, sentAt, role: 'member' }), tries)
  }
  // Compiled first: the first texts of a process are not what this is about.
  for (const piece of PIECES) read({ text: textOf(piece, TEXT_BYTES), sentAt, role: 'member' })
  const costs = PIECES.map((piece) => ({ piece, ms: costOf(piece, TEXT_BYTES), halfMs: costOf(piece, TEXT_BYTES / 2) }))
  const worst = costs.reduce((a, b) => (a.ms > b.ms ? a : b))
  // Of what takes no time at all, growth cannot be measured.
  const growthOf = (c: { ms: number; halfMs: number }) => (c.ms > 1 ? c.ms / Math.max(c.halfMs, 0.5) : 0)
  // What seems to grow is looked at longer: a single pass may meet the collector.
  const growths = costs.map((c) =>
    growthOf(c) <= MOST_GROWTH
      ? growthOf(c)
      : growthOf({ ms: costOf(c.piece, TEXT_BYTES, 40), halfMs: costOf(c.piece, TEXT_BYTES / 2, 40) }),
  )
  const growth = Math.max(0, ...growths)
  expectReached({
    mark: 'D5',
    what: 'reading texts made of one piece over and over',
    size: `${PIECES.length} texts of ${TEXT_BYTES} bytes`,
    reached: `dearest ${worst.ms.toFixed(2)} ms (${JSON.stringify(worst.piece)}), at most ${growth.toFixed(1)} times that of half the length`,
    pass: `< ${DEAREST_MS} ms each, ≤ ${MOST_GROWTH} times`,
    ok: worst.ms < DEAREST_MS && growth <= MOST_GROWTH,
  })
}, 120_000)
