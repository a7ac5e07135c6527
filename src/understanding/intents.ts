import { type Evidence, INDEFINITE } from './evidence.ts'
import type { Cue } from './lexicon/cues.ts'
import type { Intent } from './understanding.ts'

export interface IntentFacts {
  clauses: readonly Evidence[]
  text: string
  emergency: boolean
  checkIn: boolean
  /** A building is named: who asks about rules names none. */
  building: boolean
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
  /请问|问一下|问下|问问|咨询|打听|请教|想知道|想了解|了解一下|怎么申请|怎么办理|怎么报名|怎么交|怎么领|怎么查|如何|在哪|去哪|到哪|哪里|多少|几点|几号|什么材料|什么条件|什么手续|是不是|有没有|要不要|需不需要|怎么(?:补|报|收|算|联系|退|转|考|预约|开|走|去|选)|要带/
const FORWARDED =
  /^(?:\[|【)?(?:转发|转载|转)|(?:快|请|速)?(?:告诉家人|转给|扩散)|^.{0,30}(?:通知:|通知】|公告】|温馨提示|特此通知)|HTTPS?:/
const RETRACTED = /搞错了|弄错了|看错了|报错了|说错了|误会|误报|不算数|当我没说/
const STRONG_REQUEST = new RegExp(
  [
    '帮我?看[看一]|帮帮|帮个忙|帮一把|反映一下|反映下|帮忙反映|催一?[催下]|派[个]?人|派师傅|来人',
    '来个人|叫人|安排人|来修|来看看|过来看|管一?管|谁管|有人管|管不管|处理一下|捎个话',
    '跟.{0,6}(?:说说|说一下|讲讲|讲一?声|反映)|给个(?:说法|准信)|怎么搞的|求助|协调|修一下',
    '清一下|通一下|什么时候(?:能)?(?:修|清|来修|给清|处理)|修啊',
  ].join('|'),
)
/** A mere question, though a word of a fault stands in it: `今天停电吗`. */
const ONLY_ASKS = /(?:吗|么|没有|不)[啊呀]?$/
const SHORT = 14
const SOCIAL: readonly Cue[] = ['smallTalk', 'greeting', 'thanks']
const CJK = /[\u4e00-\u9fff]/

/** What the sender wants. Chat is recognised by its own words only; what is unclear becomes a report to be asked about. */
export function decideIntent(facts: IntentFacts): IntentGuess {
  const { clauses, text, emergency, checkIn } = facts
  const has = (cue: Cue): boolean => clauses.some((c) => c.cues.has(cue))
  if (emergency) return { intent: 'report', sureness: 0.97 }
  if (!CJK.test(text) && text.length < SHORT) return { intent: 'chat', sureness: 0.8 }
  if (FORWARDED.test(text) && !has('request')) return { intent: 'chat', sureness: 0.85 }
  if (RETRACTED.test(text) && text.length < 30) return { intent: 'chat', sureness: 0.7 }
  const wrong = clauses.some((c) => c.wrong && !c.cues.has('thanks'))
  const social = SOCIAL.some(has) && !wrong && !has('request') && !has('wish') && !checkIn
  const asks = clauses.some((c) => c.asks)
  if (social && has('thanks') && (has('done') || !asks)) return { intent: 'chat', sureness: 0.85 }
  if (has('thanks') && has('done') && !STRONG_REQUEST.test(text) && !checkIn) return { intent: 'chat', sureness: 0.8 }
  const theme = clauses.some((c) => c.theme)
  if (social && text.length <= SHORT && !theme && !ASKED.test(text)) return { intent: 'chat', sureness: 0.88 }
  if (isProgress(facts)) return { intent: 'enquiry', sureness: 0.87 }
  if (checkIn) return { intent: 'report', sureness: 0.92 }
  return questionOrMatter(facts, has)
}

/** Asks how a matter stands that was told before. */
function isProgress({ clauses, text }: IntentFacts): boolean {
  if (BARE_PROGRESS.test(text)) return true
  if (!PROGRESS.test(text) || !clauses.some((c) => c.asks)) return false
  return !clauses.some((c) => c.cues.has('fault') && !PROGRESS.test(c.words))
}

function questionOrMatter(facts: IntentFacts, has: (cue: Cue) => boolean): IntentGuess {
  const { clauses, text, role } = facts
  const asks = clauses.some((c) => c.asks)
  const theme = clauses.some((c) => c.theme)
  const wrong = clauses.some((c) => c.wrong && (c.thing || c.theme || c.cues.has('fault')))
  const asked = ASKED.test(text.replace(INDEFINITE, ''))
  if (has('wish') && !(asked && !/建议|希望/.test(text))) return { intent: 'report', sureness: 0.88 }
  if (wrong && STRONG_REQUEST.test(text)) return { intent: 'report', sureness: 0.9 }
  const located = wrong && facts.building && clauses.some((c) => c.cues.has('fault') && c.thing)
  if (asks && asked && !located && !(wrong && faultTold(clauses))) return { intent: 'enquiry', sureness: 0.88 }
  const onlyAsks = clauses.every((c) => c.asks && ONLY_ASKS.test(c.words))
  if (wrong && !onlyAsks) return { intent: 'report', sureness: asked ? 0.7 : 0.9 }
  if (STRONG_REQUEST.test(text)) return { intent: 'report', sureness: 0.8 }
  if (asks) return { intent: 'enquiry', sureness: theme ? 0.75 : 0.8 }
  if (wrong || has('request')) return { intent: 'report', sureness: 0.85 }
  return matterOrChat({ clauses, text, theme, role }, has)
}

interface Plain {
  clauses: readonly Evidence[]
  text: string
  theme: boolean
  role: 'member' | 'resident'
}

/** Nothing wrong, nothing asked: chat only where words of chat stand, or where there is nothing to keep. */
function matterOrChat({ clauses, text, theme, role }: Plain, has: (cue: Cue) => boolean): IntentGuess {
  if (SOCIAL.some(has) && (!theme || text.length < 8)) return { intent: 'chat', sureness: 0.85 }
  if (has('notDone') && !theme) return { intent: 'chat', sureness: 0.7 }
  if (has('done') && !clauses.some((c) => c.thing) && text.length < 10) return { intent: 'chat', sureness: 0.6 }
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
