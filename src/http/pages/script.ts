import { Converter } from 'opencc-js/cn2t'
import type { Writer } from '../../domain/notice-board.ts'

/** In which characters a page is written. */
export const SCRIPTS = ['zh-Hans', 'zh-Hant'] as const
export type Script = (typeof SCRIPTS)[number]
/** Each in its own characters. */
export const SCRIPT_NAMES: Readonly<Record<Script, string>> = { 'zh-Hans': '简体', 'zh-Hant': '繁體' }

/** The script asked for by name, or else the first Chinese that the browser would like; Simplified where neither says. */
export function scriptFor(asked: unknown, acceptLanguage: string | undefined): Script {
  if (asked === 'zh-Hans' || asked === 'zh-Hant') return asked
  const wished = (acceptLanguage ?? '').slice(0, 200).split(',').map(weighed)
  const [first] = wished
    .filter(({ tag, weight }) => /^zh\b/i.test(tag) && weight > 0)
    .sort((a, b) => b.weight - a.weight)
  return first && /^zh-(?:hant|tw|hk|mo)\b/i.test(first.tag) ? 'zh-Hant' : 'zh-Hans'
}

function weighed(part: string): { tag: string; weight: number } {
  const [tag = '', weight] = part.trim().split(/\s*;\s*q=/i)
  return { tag, weight: weight === undefined ? 1 : Number(weight) || 0 }
}

const makeTraditional = once(() => Converter({ from: 'cn', to: 'tw' }))

/** How sentences are written in the script. Never for names of people, of which 范 and 于 stay as they are. */
export function writerOf(script: Script): (text: string) => string {
  return script === 'zh-Hans' ? (text) => text : makeTraditional()
}

/**
 * Signs that stand for themselves in names of places, though a sentence writes another in their stead: 于家沟 is of the
 * family Yu, 幸福里 is a lane and nothing inside.
 */
const OF_NAMES = new Set('于余里谷郁冲升')

/** How what stands on a board is written in the script. */
export function boardWriterOf(script: Script): Writer {
  const say = writerOf(script)
  const sayName = (name: string) => {
    const signs = [...say(name)]
    return [...name].map((sign, i) => (OF_NAMES.has(sign) ? sign : (signs[i] ?? ''))).join('')
  }
  return { say, sayName: script === 'zh-Hans' ? say : sayName }
}

/** Its tables are made when somebody first asks. */
function once<T>(make: () => T): () => T {
  const made: T[] = []
  return () => {
    const value = made[0] ?? make()
    made[0] = value
    return value
  }
}
