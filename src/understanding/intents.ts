import type { Evidence } from './evidence.ts'
import type { Cue } from './lexicon/cues.ts'
import type { Intent } from './understanding.ts'

export interface IntentFacts {
  clauses: readonly Evidence[]
  text: string
  emergency: boolean
  checkIn: boolean
  role: 'member' | 'resident'
}

/** An intent and how sure it is, 0–1. */
export interface IntentGuess {
  intent: Intent
  sureness: number
}

const PROGRESS =
  /(?:报的|反映的|说的|提的|投诉的|上报的|报修的|登记的|上次|那个|那条|[A-Z][0-9]*-[0-9]+).{0,14}(?:什么时候|修好|处理|弄好|怎么样|进展|进度|结果|有消息|到哪|解决)/
const BARE_PROGRESS =
  /^(?:请问|那个|你好)?.{0,6}(?:修好|弄好|处理|解决|办好|搞定|好)(?:完|得)?(?:了吗|了没|没有|没|了么|怎么样)[啊呀]?[?]*$/
const ASKED =
  /请问|问一下|问下|问问|咨询|打听|请教|想知道|想了解|了解一下|怎么申请|怎么办理|怎么报名|怎么交|怎么领|怎么查|如何|在哪|去哪|到哪|哪里|多少|几点|几号|什么材料|什么条件|什么手续|是不是|有没有|要不要|需不需要|怎么收|怎么算/
const FORWARDED =
  /^(?:\[|【)?(?:转发|转载|转)|(?:快|请|速)?(?:告诉家人|转给|扩散)|^.{0,30}(?:通知:|通知】|公告】|温馨提示|特此通知)|HTTPS?:/
const RETRACTED = /搞错了|弄错了|看错了|报错了|说错了|误会|误报|不算数|当我没说/
const SOCIAL: readonly Cue[] = ['smallTalk', 'greeting', 'thanks']
const CJK = /[\u4e00-\u9fff]/

/** What the sender wants. Chat is recognised by its own words only; what is unclear becomes a report to be asked about. */
export function decideIntent(facts: IntentFacts): IntentGuess {
  const { clauses, text, emergency, checkIn } = facts
  const has = (cue: Cue): boolean => clauses.some((c) => c.cues.has(cue))
  if (emergency) return { intent: 'report', sureness: 0.97 }
  if (!CJK.test(text) && text.length < 12) return { intent: 'chat', sureness: 0.8 }
  if (FORWARDED.test(text) && !has('request')) return { intent: 'chat', sureness: 0.85 }
  if (RETRACTED.test(text) && text.length < 30) return { intent: 'chat', sureness: 0.7 }
  const wrong = clauses.some((c) => c.wrong && !c.cues.has('thanks'))
  if (has('thanks') && (has('done') || !wrong) && !has('request') && !checkIn && !has('wish'))
    return { intent: 'chat', sureness: 0.85 }
  if (BARE_PROGRESS.test(text) || (has('progress') && PROGRESS.test(text))) return { intent: 'enquiry', sureness: 0.9 }
  if (
    PROGRESS.test(text) &&
    clauses.some((c) => c.asks) &&
    !clauses.some((c) => c.cues.has('fault') && !PROGRESS.test(c.words))
  )
    return { intent: 'enquiry', sureness: 0.85 }
  if (checkIn) return { intent: 'report', sureness: 0.92 }
  return questionOrMatter(facts, has)
}

function questionOrMatter({ clauses, text, role }: IntentFacts, has: (cue: Cue) => boolean): IntentGuess {
  const asks = clauses.some((c) => c.asks)
  const theme = clauses.some((c) => c.theme)
  const wrong = clauses.some((c) => c.wrong && (c.thing || c.theme || c.cues.has('fault')))
  if (has('wish') && !(ASKED.test(text) && !/建议|希望/.test(text))) return { intent: 'report', sureness: 0.88 }
  const asked = ASKED.test(text)
  if (asks && asked && !(wrong && faultTold(clauses))) return { intent: 'enquiry', sureness: 0.88 }
  if (wrong || has('request')) return { intent: 'report', sureness: asked ? 0.7 : 0.9 }
  if (asks) return { intent: 'enquiry', sureness: theme ? 0.75 : 0.8 }
  const social = SOCIAL.some(has)
  if (social && (!theme || text.length < 8)) return { intent: 'chat', sureness: 0.85 }
  if (theme) return { intent: 'report', sureness: 0.75 }
  if (text.length <= 2) return { intent: 'chat', sureness: 0.6 }
  return { intent: 'report', sureness: role === 'member' ? 0.45 : 0.4 }
}

/** A fault is told in a clause that does not itself ask. */
function faultTold(clauses: readonly Evidence[]): boolean {
  return clauses.some(
    (c) =>
      c.wrong &&
      (!ASKED.test(c.words) ||
        (c.thing && c.cues.has('fault') && !/是不是|有没有|要不要|多少|在哪|哪里/.test(c.words))),
  )
}
