/** Orders about what a zone looks at above all for a quarter: see it, take what is proposed or not, name another. */
import { type CommandRule, LONGEST_WITH_REASON, rule } from './command-rule.ts'
import type { CommandName } from './understanding.ts'
import { ZONES, zonesListed } from './zone-words.ts'

const OF =
  '(?:我们|咱们|支部|本支部|各|这个|这些|以上|全部|所有|本|这|下|上|一|个|季度?|当前|现在|目前|建议|提的|你)*的?'
const FOCUS = '(?:工作|职责|责任区|服务)?(?:工作)?重点(?:工作|建议|任务|事项|方向)?'
const YES = '(?:同意|采纳|采用|接受|通过|认可|赞成|批准|就按|就定|按)'
const NO = '(?:不同意|不采纳|不采用|不接受|不通过|不要|不用|不定|先不定|否决|不赞成)'
const SO = '(?:来|办|定|吧|了|啊|呢)*'
const IN_ZONE = `(?:(?<zone>${ZONES})的?)?`
const SEE = '(?:查一下|查查|查看|查|看一下|看看|看|说说)?(?:一下)?'

function focusRule(name: CommandName, pattern: string): CommandRule {
  return {
    ...rule(name, pattern, LONGEST_WITH_REASON),
    holds: ({ zone }) => zone === undefined || zonesListed(zone) !== null,
  }
}

export const FOCUS_RULES: readonly CommandRule[] = [
  // 同意重点; 同意3号楼的重点; 重点就按你说的
  focusRule('accept_focus', `${YES}${OF}${IN_ZONE}${OF}${FOCUS}${SO}`),
  focusRule(
    'accept_focus',
    `${IN_ZONE}${OF}${FOCUS}(?:都|我|全部)*(?:${YES}|可以|没意见|没问题)(?:你说的|建议的?|这个|这样)?${SO}`,
  ),
  // 不同意3号楼的重点
  focusRule('decline_focus', `${NO}${OF}${IN_ZONE}${OF}${FOCUS}${SO}`),
  focusRule('decline_focus', `${IN_ZONE}${OF}${FOCUS}(?:都|我|全部)*(?:${NO}|不合适|不行)${SO}`),
  // 3号楼的重点改成停车
  focusRule(
    'set_focus',
    `(?:把|将)?(?<zone>${ZONES})的?${OF}${FOCUS}(?:改成|改为|换成|换为|定为|定成|设为|就定|定|是|为)[ :]*(?<text>(?!什么|啥|哪|怎么)[^?]{2,30}?)${SO}`,
  ),
  focusRule('focus', `${SEE}${OF}${IN_ZONE}${OF}${FOCUS}(?:是|有)?(?:什么|哪些|啥|怎么定|情况)?(?:呢|吗)?[?]?`),
]
