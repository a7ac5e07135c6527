import type { Span } from '../clauses.ts'
import { matchesOf } from '../matches.ts'

/** Weighs less than a known noun: what is led there may be a thing. */
const WEIGHT = 1.2
const WORDS = '[一-龥]'
const NOT_FIRST = '(?![我俺咱你您他她它这那哪谁家手心网群嘴眼身脸头床现正一自每各此不没])'
const SIDE = '(?:上面|下面|里面|里头|后面|前面|旁边|边上|附近|那边|这边|那里|底下|背后|入面|外头|中间|[上里下边旁])'
/** `在水源地上面放羊`, `在变压器那边`: what is led by 在 or 到 and followed by a word of position. */
const LED = new RegExp(`(?<=[在到往从沿])${NOT_FIRST}(${WORDS}{2,6}?)${SIDE}(?![午周月次学班来去网下])`, 'g')
/** `南竹园那边的山体`: a name at the beginning of a clause. */
const THERE = new RegExp(
  `(?<=^|[ ,。!?;:])${NOT_FIRST}(${WORDS}{2,6}?)(?:那边|那头|那里|那段|那截|那块|那垛|那口|那座|那片)`,
  'g',
)
/** Position in a figure of speech, in a document or in time. */
const NO_SPOT =
  /[了的着过得是有说讲看叫让给把被就都也还没不很]|微信|手机|电话|系统|平台|朋友圈|名单|通知|会议|会$|情况|基础|原则|问题|年|天|晚|夜|早|本子|表|纸|账|单子|卡|书|脸|腿|身|怀|梦|孩子|老人|眼|手|嘴|脚|背|床|椅|桌|车|衣|裤|包$|太阳|线$|号$|采购|任务|工作|方面|事$|袋|柜子|机子|抽屉|箱|盒|瓶|^外|^对/
/** Names beyond these in one message are not read. */
const MAX_NAMES = 20

/** Places that no list knows, by the words around them. */
export function findLedNames(text: string): (Span & { weight: number })[] {
  const names: (Span & { weight: number })[] = []
  for (const pattern of [LED, THERE]) {
    for (const { index, 0: words, 1: name = '' } of matchesOf(pattern, text)) {
      if (names.length >= MAX_NAMES) return names
      if (!NO_SPOT.test(name)) names.push({ from: index, to: index + words.length, weight: WEIGHT })
    }
  }
  return names
}
