/**
 * What this product never puts down, whoever tells it: whether somebody broke rules on births, which ended in 2021, and
 * what somebody believes or thinks. It takes matters, places and what was done.
 */

export type NeverRecorded = 'births' | 'views'

/** 超生, 违反计划生育; not 办准生证, 二胎补贴, which are services. */
const BIRTHS =
  /超生|(?:违反|違反|不符合?|违背)(?:国家|國家)?(?:计划生育|計劃生育|计生|計生|生育政策)|(?:计生|計生|计划生育|計劃生育)(?:违规|違規|违法|違法|罚款|罰款)|社会抚养费|社會撫養費|(?:偷偷|躲着|躲著|悄悄|违规|違規|违法|違法|没有?指标|無指標)(?:地)?(?:又)?(?:怀|懷|生)(?!病|气|氣|火|活)/u

const FAITH =
  '(?:教(?![育程学學室师師练練材导導官授我你他她会會])|佛|基督|耶稣|耶穌|天主|上帝|伊斯兰|伊斯蘭|法轮功|法輪功|全能神|邪教)'
/** 信教, 思想有问题, 老上访户: of a person. Not 相信, 通信, 写信; leaflets on a wall are a matter like others. */
const VIEWS = new RegExp(
  [
    `(?<![相通写寫来來微诚誠威短])(?:信奉|信仰|迷信|皈依|加入了?|信|入)(?:了|的是|着|著)?${FAITH}`,
    '(?:宗教|政治)(?:信仰|倾向|傾向|立场|立場|面貌|观点|觀點)',
    '思想(?:上)?(?:有问题|有問題|落后|落後|反动|反動|偏激|不稳定|不穩定|不端正|不纯|不純)',
    '(?:说|說|讲|講|骂|罵)(?:了|过|過)?(?:共产党|共產黨|党|黨|政府|国家|國家|领导人)的?(?:坏话|壞話|不是)',
    '(?:对|對)(?:共产党|共產黨|党|黨|社会|社會|政府|国家|國家)(?:很|非常|一直)?(?:不满|不滿|有意见|有意見|有怨气)',
    '(?:想|要|闹着|闹|说要)退(?:党|黨|团|團)(?!员|組|组)',
    '(?:老|是个?|屬於|属于|列为|列入)(?:上访户|上訪戶|上访专业户|信访户|信访人员|上访人员|重点人员|重點人員|重点人口|重点对象|不稳定因素)',
  ].join('|'),
  'u',
)

/** Why words are not put down at all; `null`: they may be. */
export function neverRecorded(text: string): NeverRecorded | null {
  if (BIRTHS.test(text)) return 'births'
  return VIEWS.test(text) ? 'views' : null
}
