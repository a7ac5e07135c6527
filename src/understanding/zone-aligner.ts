import type { Span } from './clauses.ts'
import { words } from './lexicon/words.ts'
import { syllableOf } from './model/syllables.ts'
import { normalise } from './normalise.ts'

/** A zone with everything that it is called: its name, old names, estates and landmarks in it. */
export interface ZoneNames {
  id: string
  names: readonly string[]
}

/** The zone that a message names, though perhaps not letter by letter. */
export interface ZoneNamed extends Span {
  id: string
  /** 0..1: the share of the name that was found; 1 is letter by letter. */
  score: number
  /** How much better it fits than the next zone. */
  margin: number
  /** Zones that fit nearly as well, best first. */
  rivals: string[]
}

/** One spelling of a zone, ready to be compared. */
interface Spelling {
  zone: number
  codes: readonly number[]
  sounds: readonly number[]
  /** Characters before the common ending: 2 of 阳光小区. */
  core: number
  /** The ending was left out on purpose: 阳光 for 阳光小区. */
  shortened: boolean
}

/** Zones prepared for {@link alignZone}. */
export interface ZoneIndex {
  ids: readonly string[]
  spellings: readonly Spelling[]
  /** Spellings by the sound of their first and second character. */
  bySound: ReadonlyMap<number, readonly { spelling: number; at: 0 | 1 }[]>
}

/** Endings that people leave out, longest first. */
const ENDINGS = words(
  '责任区 生活区 住宅区 小区 社区 花园 花苑 家园 公寓 大厦 广场 新村 新城 名苑 嘉园 佳苑 苑 园 村 里 院',
)
const SAME_SOUND = 0.85
/** A name without its ending is less certain. */
const SHORTENED = 0.95
const SCORE_MIN = 0.72
const RIVAL_MARGIN = 0.1
const LENGTH_MIN = 2
/** 急诊大厅 is not 门诊大厅: in names shorter than this no character may be left out. */
const LENGTH_OF_SLIPS = 5
/** In names shorter than this only one character may merely sound alike, and in those of two none. */
const LENGTH_OF_SOUNDS = 4
/** 东广场 is not 东门广场: of two telling characters none may be left out. */
const CORE_OF_SLIPS = 3
/** Longer names are compared by their first characters. */
const LENGTH_MAX = 24
/** Where a message is longer, its zone is told before. */
const TEXT_MAX = 2000
const NUMERALS = new Set([...'0123456789零〇一二三四五六七八九十'].map((sign) => sign.charCodeAt(0)))
/** Numbers of signs that have no syllable start here. */
const UNSOUNDED = 0x10000

/** Prepares zones once for many messages. Names of one character, or of digits alone, are left out. */
export function indexZones(zones: readonly ZoneNames[]): ZoneIndex {
  const spellings: Spelling[] = []
  const bySound = new Map<number, { spelling: number; at: 0 | 1 }[]>()
  zones.forEach(({ names }, zone) => {
    for (const name of new Set(names)) {
      for (const made of spell(name, zone)) {
        const number = spellings.push(made) - 1
        for (const at of [0, 1] as const) {
          const sound = made.sounds[at] ?? -1
          const known = bySound.get(sound)
          if (known) known.push({ spelling: number, at })
          else bySound.set(sound, [{ spelling: number, at }])
        }
      }
    }
  })
  return { ids: zones.map((z) => z.id), spellings, bySound }
}

function spell(name: string, zone: number): Spelling[] {
  const text = normalise(name).text.replace(/\s/g, '').slice(0, LENGTH_MAX)
  if (text.length < LENGTH_MIN || !/[\u4e00-\u9fff]{2}/.test(text)) return []
  const ending = ENDINGS.find((e) => text.endsWith(e) && text.length - e.length >= LENGTH_MIN)?.length ?? 0
  const codes = [...text].map((_, i) => text.charCodeAt(i))
  const sounds = codes.map(soundOf)
  const core = text.length - ending
  const whole = { zone, codes, sounds, core, shortened: false }
  if (ending === 0 || codes.slice(0, core).filter((code) => !isNumeral(code)).length < LENGTH_MIN) return [whole]
  return [whole, { zone, codes: codes.slice(0, core), sounds: sounds.slice(0, core), core, shortened: true }]
}

/**
 * The zone that the normalised text names, letter by letter, by sound (`洋光小区`), without its ending, or with one
 * character left out. `null`: it names none.
 *
 * Time is linear in the text; few spellings share the sound of a beginning.
 */
export function alignZone({ ids, spellings, bySound }: ZoneIndex, text: string): ZoneNamed | null {
  const best = new Map<number, Match>()
  const length = Math.min(text.length, TEXT_MAX)
  for (let i = 0; i < length; i++) {
    for (const { spelling, at } of bySound.get(soundOf(text.charCodeAt(i))) ?? NONE) {
      const candidate = spellings[spelling]
      const found = candidate && align(candidate, { text, from: i, left: at })
      if (found && found.score > (best.get(candidate.zone)?.score ?? 0)) best.set(candidate.zone, found)
    }
  }
  const ranked = withoutShorter([...best]).sort(([, a], [, b]) => b.score - a.score || b.to - b.from - (a.to - a.from))
  const [first, second] = ranked
  if (!first) return null
  const [zone, { from, to, score }] = first
  const near = ranked.slice(1).filter(([, m]) => score - m.score < RIVAL_MARGIN)
  return {
    id: ids[zone] ?? '',
    from,
    to,
    score,
    margin: score - (second?.[1].score ?? 0),
    rivals: near.map(([rival]) => ids[rival] ?? ''),
  }
}

const NONE: readonly never[] = []

interface Match extends Span {
  score: number
}

interface Start {
  text: string
  from: number
  /** Characters at the beginning of the name that the text leaves out. */
  left: 0 | 1
}

/** Walks along the name; one character of it may be missing, none may be strange. */
function align({ codes, sounds, core, shortened }: Spelling, { text, from, left }: Start): Match | null {
  const length = codes.length
  const mayMiss = length >= LENGTH_OF_SLIPS && !shortened
  let missed: number = left
  let missedInCore = left
  let exact = 0
  let alike = 0
  let at = from
  // 西区家属院 does not leave out the first character of 东区家属院, it has another in its place.
  if (left > 0 && (!mayMiss || isNumeral(codes[0]) || !BEFORE.test(text.slice(Math.max(0, from - 2), from))))
    return null
  for (let i = left; i < length; i++) {
    const code = text.charCodeAt(at)
    if (code === codes[i]) exact++
    // 三村 and 五村 are neighbours: a number is never left out, and never another that sounds like it.
    else if (isNumeral(codes[i])) return null
    else if (soundOf(code) === sounds[i] && (sounds[i] ?? -1) < UNSOUNDED) alike++
    else {
      if (missed > 0 || !mayMiss) return null
      missed = 1
      if (i < core) missedInCore = 1
      continue
    }
    at++
  }
  if (missedInCore > 0 && core < CORE_OF_SLIPS) return null
  if (splitsNumber(text, from) || splitsNumber(text, at)) return null
  if (alike > mostAlike(length) || (missed > 0 && alike > 1)) return null
  const score = ((exact + alike * SAME_SOUND) / length) * (shortened ? SHORTENED : 1)
  if (score < SCORE_MIN || (length <= 2 && !standsAlone(text, from, at))) return null
  return { from, to: at, score }
}

/** 一号院 is not in 十一号院. */
function splitsNumber(text: string, at: number): boolean {
  return at > 0 && isNumeral(text.charCodeAt(at - 1)) && isNumeral(text.charCodeAt(at))
}

function isNumeral(code: number | undefined): boolean {
  return code !== undefined && NUMERALS.has(code)
}

/** Short names sound like too much else. */
function mostAlike(length: number): number {
  return length <= 2 ? 0 : length < LENGTH_OF_SOUNDS ? 1 : Math.ceil(length / 2)
}

/** Two characters are a word of everyday speech too (`阳光很好`): a place stands between others or by itself. */
function standsAlone(text: string, from: number, to: number): boolean {
  return BEFORE.test(text.slice(Math.max(0, from - 2), from)) && AFTER.test(text.slice(to, to + 3))
}
const BEFORE = /(?:^|[ ,。!?;:、\n("]|[在到去从往住是]|我们|咱们|你们)$/
const AFTER =
  /^(?:$|[ ,。!?;:、\n)"]|[0-9A-Z一二三四五六七八九十]+(?:号|栋|幢|座|#|-|期|单元|区|组)|小区|社区|这边|那边|这里|那里|门口|[东西南北](?:门|区|侧|边|面|头|院)|里面|附近|的(?:[电路楼门垃井水]))/

/** 阳光花园 within 阳光花园二期 is the longer one. */
function withoutShorter(matches: [number, Match][]): [number, Match][] {
  return matches.filter(([, m]) => {
    return !matches.some(
      ([, o]) => o.score >= m.score && o.from <= m.from && o.to >= m.to && o.to - o.from > m.to - m.from,
    )
  })
}

function soundOf(code: number): number {
  const syllable = syllableOf(code)
  return syllable >= 0 ? syllable : UNSOUNDED + code
}
