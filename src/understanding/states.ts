import type { Evidence } from './evidence.ts'

const NOT_YET = /(?:没|未|不|还没|没有|没能|别|等|快|才能|怎么|什么时候|能)(?:有|人|来|给|被|能|得及)?.{0,2}$/
const HEARSAY = /(?:说|答应|保证|承诺|讲).{0,8}$/

/** Whether the sender tells that the matter has been dealt with: the last word on it counts. */
export function stateOf(clauses: readonly Evidence[]): 'open' | 'handled' {
  let state: 'open' | 'handled' = 'open'
  for (const clause of clauses) {
    if (clause.asks || clause.cues.has('wish') || clause.cues.has('hypothetical')) continue
    for (const { from, to, value } of clause.hits) {
      if (value.cues.includes('undone') && REVOKES.test(clause.words)) state = 'open'
      if (!value.cues.includes('done')) continue
      const before = clause.words.slice(Math.max(0, from - clause.from - 8), from - clause.from)
      const after = clause.words.slice(to - clause.from)
      if (STOPS.test(clause.words.slice(from - clause.from, to - clause.from)) && !MAY_STOP.test(clause.words)) continue
      if (NOT_YET.test(before) || HEARSAY.test(before) || clause.cues.has('plan') || FAILED_AGAIN.test(after)) continue
      state = 'handled'
    }
  }
  return state
}

/** What should not be there has stopped; a lift, water or light that stopped is a fault. */
const STOPS = /^停(?:了|下来了)$/
const MAY_STOP = /声|噪|吵|闹|施工|装修|广场舞|音乐|喇叭|[狗犬]|叫|漏|渗|冒|烟|警报|下雨|雨停|打架|赌|焚烧|倾倒|排放/

/** Fixed, and broken again. */
const FAILED_AGAIN = /^.{0,6}(?:又|没(?:过|几)|不到|还是|才|就被|就又)/
const REVOKES = /又|还是|依然|仍|还没|没修好|没弄好|没解决|没处理|没人来/
