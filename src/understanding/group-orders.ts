/** Orders about the group that they are said in. */
import { type CommandRule, rule } from './command-rule.ts'
import { ZONES, zonesListed } from './zone-words.ts'

const THIS = '(?:把|让)?(?:这个?|本|此|咱们?这个?|我们这个?)群?'
const IS = '(?:就是|是|算作?|作为|设为|定为|绑定为?|绑定到|对应|属于)'
const OF_RESIDENTS = '的?(?:居民|业主|住户|邻里|邻居|家长|村民|服务|工作|责任区)*'

/** 这是3号楼的群; 本群绑定A3. A question is none, and what is wrong in a group is told in other words. */
export const GROUP_RULES: readonly CommandRule[] = [
  { ...rule('name_group', `${THIS}${IS}(?<zone>${ZONES})${OF_RESIDENTS}群(?:了|啊|哈)?`, 40), holds: namesOneZone },
  { ...rule('name_group', `(?:本|这个?|此)群${IS}(?<zone>${ZONES})(?:了|啊|哈)?`, 40), holds: namesOneZone },
]

function namesOneZone({ zone }: Readonly<Record<string, string | undefined>>): boolean {
  return zone !== undefined && zonesListed(zone)?.length === 1
}
