import type { Span } from '../clauses.ts'
import { NOT_IN_NAME } from '../lexicon/landmarks.ts'

/** A clause that is nothing but a name says where: it weighs more than a noun in passing. */
const WEIGHT = 1.8
const LONGEST = 12
const SHORTEST = 2
/** Signs with which the name of a place ends, where the whole clause is one. */
const LAST =
  '路街巷弄里桥河江湖海塘渠堰坝堤田坡山岭峰坳岗湾沟冲坪垅洼谷坑村组屯寨庄苑园院庭阁轩城坊片区站场馆楼塔厅室所店铺摊亭库棚闸井庙寺口段尾角边侧旁东西南北前后处房门墙厦岩梁洲岛港渡埠邨径底顶坛池'
const HERE = /(?:这边|那边|那头|这里|那里|这儿|那儿|附近|一带|这块|那块)$/
const LEAD = /^(?:就?在|就是|位于|地点是?:?|地址是?:?|位置是?:?|人在|坐标:?)/
/** What stands alone in a clause and ends with one of those signs, yet is no name. */
const NO_NAME =
  /^(?:今后|以后|以前|之前|之后|最后|然后|前后|目前|此前|饭后|雨后|会后|课后|节后|事后|上下|左右|以上|以下|如下|晚上|早上|路上|手上|网上|群里|心里|家里|村里|小区里?|社区|我家|大家|老家|国家|专家|回家|人家|有人在家|不在家|一家|全家|城里|镇上|夜里|早点|晚点|一点|快点|差点|重点|特点|半点|.*(?:住院|出院|入院|转院|发现|分时段|阶段|手段|老房|住房|租房|买房|领口|借口|刷卡口|出路|半路|一路)|.*(?:像|约|听|求|增设|加设|对接|申请|骨折|塞|扫|分|挂|退|收|劝|谈).*|好处|坏处|到处|何处|用处|难处|好地|满地|当地|各地|本地|外地|工地|地下|乡下|当场|现场|下场|市场|立场|到场|出门|部门|上门|关门|门口|出口|人口|胃口|借口|.*(?:一下|之下|情况下|时候|的话|以内|以外|之内|之外|一起上|不下|不上|上下|下午|期间|一场|两场|一顿|一路|一段|一片|一地|一层|几层|半层|一边|两头|年头|念头|老头|里头|石头|骨头|水道|味道|知道|报道|热线|电线|天线|在线|循环|大道理)|第[一二三四五六].*)$/
const BARRED = new Set([...'吗呢吧啊嘛了着得把被让给叫请谢谁什么怎没不很太都也又还就我你他她它您们啥'])
const SEPARATOR = /[,。!?;:、\n()" ]/
/** Clauses looked at in one message. */
const MAX_CLAUSES = 60

/** Names that fill a whole clause: `…, 健康路`, `就在柳堤二段`, `丰收桥这边,…`. */
export function findClauseNames(text: string): (Span & { weight: number })[] {
  const names: (Span & { weight: number })[] = []
  const last = text.search(/[,。!?;:、()" \n]*$/)
  let from = 0
  for (let to = 0, count = 0; to <= text.length && count < MAX_CLAUSES; to++) {
    if (to < text.length && !SEPARATOR.test(text[to] ?? '')) continue
    const outer = from === 0 || to >= last
    const whole = from === 0 && to >= last
    // 园林处: at the beginning is whom the letter is to.
    const salutes = from === 0 && text[to] === ':'
    if (!whole && !salutes && to - from >= SHORTEST && to - from <= LONGEST) {
      const name = clauseName(text.slice(from, to), outer)
      if (name) names.push({ from: from + name.from, to: from + name.to, weight: WEIGHT })
    }
    if (to > from) count++
    from = to + 1
  }
  return names
}

/** Between other clauses only what is led by `就在…` or followed by `…这边` is sure to be a name. */
function clauseName(clause: string, outer: boolean): Span | null {
  const lead = LEAD.exec(clause)?.[0].length ?? 0
  const here = HERE.exec(clause)?.index ?? clause.length
  const name = clause.slice(lead, here)
  if (name.length < SHORTEST || NO_NAME.test(name) || [...name].some((sign) => BARRED.has(sign))) return null
  const told = lead > 0 || here < clause.length
  if (!told && (!outer || !LAST.includes(name.at(-1) ?? ' ') || saysSomething(name))) return null
  if (told && (!/^[一-龥0-9A-Z]+$/.test(name) || (here === clause.length && saysSomething(name)))) return null
  return { from: lead, to: here }
}

/** Verbs and small words: more than one of them, and the clause tells something. */
function saysSomething(name: string): boolean {
  let small = 0
  for (const sign of name) if (NOT_IN_NAME.has(sign) && !/[0-9向对出进]/.test(sign)) small++
  return small > 0
}
