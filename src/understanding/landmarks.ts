import type { Span } from './clauses.ts'
import { HOUSES, NO_PLACES, NOT_IN_NAME, POINTED, SELF_REFERENCES, SPOTS, SUFFIXES } from './lexicon/landmarks.ts'
import { findClauseNames } from './places/clause-names.ts'
import { findHomes } from './places/homes.ts'
import { findLedNames } from './places/led-names.ts'
import type { PlaceMention } from './places/mention.ts'
import { tailEnd } from './places/tail.ts'
import { beginsThing } from './places/things.ts'
import { WordTree } from './word-tree.ts'

/** How far the name of a place may reach back from its last noun (`舊糧站那條巷子`). */
const NAME_LENGTH = 6
/** A name with a one-sign ending is short: `鹰嘴岩`, `健康路`. */
const SUFFIXED_LENGTH = 4
const WEIGHT = { common: 1, named: 1.5 }
/** Places that everybody has; a name with more in it says more. */
const COMMON = new Set([
  ...['楼道', '楼梯', '走廊', '过道', '门口', '电梯里', '楼梯间', '路边', '路上', '厕所', '卫生间', '树下', '学校'],
  ...[
    '停车位',
    '消防通道',
    '通道',
    '病房',
    '教室',
    '办公室',
    '楼上',
    '楼下',
    '隔壁',
    '阳台',
    '平台',
    '窗口',
    '院子',
    '院里',
  ],
])

type Kind = 'spot' | 'house' | 'suffix' | 'none'
const nouns = new WordTree<Kind>()
for (const word of SUFFIXES) nouns.add(word, 'suffix')
for (const word of HOUSES) nouns.add(word, 'house')
for (const word of [...SPOTS, ...POINTED]) nouns.add(word, 'spot')
for (const word of NO_PLACES) nouns.add(word, 'none')

/** Who lives there speaks or acts: `食堂说不会做`, `急诊小李`. */
const ACTS =
  /^(?:的?(?:领导|局长|同志|阿姨|医生|大夫|护士|师傅|老师|主任|书记|院长|校长|保洁|保安|工作人员|职工|员工|家属|人员|大妈|大姐|姑娘|小姑娘|承包商|老板|老头|进修生|小[^区学卖广花超吃]|老[^人年旧是坏])|那?边?(?:说|讲|让|推|叫|要求|回复|答复|不管|不肯|不给|不让|不理|不认|拒|退回|抬杆|统一|组织|表示|承诺|解释|收了|派|都?没有))/
/** A letter begins with whom it is to: `医保局和医院领导,您们好`. */
const SALUTED = /^[^,。!?;]{0,8}(?:领导|同志|负责人|:|,?您好|,?你好|,?您们好)/
/** Words before an office that is spoken to, wished for or dealt with. */
const DEALT_WITH =
  /(?:找了?|问了?|配合|协助|陪同|看[了看]|推给|告诉|告|打给|劝解|联系|冲|想要|说好的|自称|转给|报给|催|给了|跑了?[三两四]个|把|捐给|[0-9一二三四五六七八九十]本给|不到|没有|别光|上|读|念|入)$/
/** A counted noun names nothing: `三个窗口`, `盖了间小卖部`, `一个路口`. */
const COUNTED = /(?:[0-9一二两三四五六七八九十几多][个家间座条处所道口台])$/
/** What is not there yet is no place: `增设坡道`, `盖了间小卖部`. */
const NOT_THERE =
  /(?:(?:修建|新建|建|修|搞|盖|开|增设|加设|设|增|加装|装|加|添|留|要)(?:[一两二三几]?[个间座家条把])?|[有缺没少][个间座家条])$/

/** Places told without a number, outside the spans that the grammar has read already, in order. */
export function findLandmarks(text: string, taken: readonly Span[]): PlaceMention[] {
  let named = findNouns(text, taken)
  for (const other of [...findHomes(text), ...findLedNames(text), ...findClauseNames(text)]) {
    // The longer name holds: 大王庄卫生室 has 卫生室 in it.
    if (taken.some((t) => overlap(t, other)) || named.some((n) => covers(n, other))) continue
    named = [...named.filter((n) => !overlap(n, other)), mention(other, other.weight)]
  }
  return named.sort((a, b) => a.from - b.from)
}

function findNouns(text: string, taken: readonly Span[]): PlaceMention[] {
  const mentions: PlaceMention[] = []
  let next = 0
  for (const { from, to, value: kind } of nouns.scan(text)) {
    if (kind === 'none') continue
    while ((taken[next]?.to ?? Number.POSITIVE_INFINITY) <= from) next++
    const last = mentions.at(-1)
    const floor = Math.max(taken[next - 1]?.to ?? 0, last?.to ?? 0)
    const ceiling = taken[next]?.from ?? text.length
    if (to > ceiling) continue
    // 儿科|输液室, 食堂|后厨: the second noun goes on with the first.
    if (last && from <= last.to && to > last.to && from >= last.from) {
      last.to = Math.min(tailEnd(text, to), ceiling)
      continue
    }
    if (from < floor) continue
    const start = nameStart(text, { from, floor, longest: kind === 'suffix' ? SUFFIXED_LENGTH : NAME_LENGTH })
    if (kind === 'suffix' && (!isSuffixed(text, start, from) || beginsThing(text, from))) continue
    const end = Math.min(tailEnd(text, to), ceiling)
    const name = text.slice(start, end)
    if (SELF_REFERENCES.test(name) || !isPlace(text, { kind, start, from, to, end })) continue
    mentions.push(mention({ from: start, to: end }, COMMON.has(name) ? WEIGHT.common : WEIGHT.named))
  }
  return mentions
}

interface Noun {
  kind: Kind
  /** Where the name begins, where its last noun does, where that ends, and where the words beside it end. */
  start: number
  from: number
  to: number
  end: number
}

function isPlace(text: string, { kind, start, from, to, end }: Noun): boolean {
  const before = text.slice(Math.max(0, start - 5), start)
  const own = text.slice(Math.max(0, from - 5), from)
  if (NOT_THERE.test(own) || NOT_THERE.test(before)) return false
  if (kind !== 'house' || end > to) return true
  if (COUNTED.test(own)) return false
  if (SALUTED.test(text.slice(to, to + 10))) return false
  return !ACTS.test(text.slice(to, to + 5)) && !DEALT_WITH.test(before) && !DEALT_WITH.test(own)
}

/** One sign ends a name only behind two others or more that begin where a name may: after a blank, a preposition. */
function isSuffixed(text: string, start: number, from: number): boolean {
  if (from - start < 2 || from - start >= SUFFIXED_LENGTH) return false
  return start === 0 || /[ ,。!?;:"(在到去从往沿于住经过是守巡至着\n]/.test(text[start - 1] ?? '')
}

function nameStart(text: string, { from, floor, longest }: { from: number; floor: number; longest: number }): number {
  let start = from
  while (start > floor && from - start < longest && !NOT_IN_NAME.has(text[start - 1] ?? ' ')) start--
  while (start < from && /[完家的]/.test(text[start] ?? '')) start++
  return start
}

function mention({ from, to }: Span, weight: number): PlaceMention {
  return { from, to, building: null, unit: null, floor: null, room: null, weight }
}

function overlap(a: Span, b: Span): boolean {
  return a.from < b.to && b.from < a.to
}

function covers(outer: Span, inner: Span): boolean {
  return outer.from <= inner.from && outer.to >= inner.to
}
