/** Orders by which a zone is drawn: a new one, another name, other areas, and its end. */
import { findCodes } from './codes.ts'
import { type CommandRule, LONGEST_WITH_MESSAGE, LONGEST_WITH_REASON, rule } from './command-rule.ts'
import type { Command, CommandName } from './understanding.ts'
import { ZONES, zonesListed } from './zone-words.ts'

const NEW_CODE = '(?<zone>[A-Z]{1,4}[0-9]{0,4})(?![0-9A-Z-])'
const NAME = '(?<text>[^ ,:;。、?]{2,40}?)'
const SO = '(?:吧|了|好了|就行)*'
const APART = '[ ,:;。]*'

const ADD = '(?:新划|新增|新建|新设|新开|增设|增加|添加|划出|划定|设立|再划|再加)(?:一个|1个|个)?新?的?'
const CALLED = `(?:${APART}(?:名称|名字|名)?(?:叫做?|是|为)?[ :]*${NAME})?`
const WITH_CODE = '(?:的?(?:编号|代号|编码)(?:是|为|叫|用)?[ :]*)?'
const REACHES = '(?:的)?(?:范围|包括|包含|管的?是|管)(?:是|为|有|在|包括|[ :,])*'

/** A zone by its code, or named as one: 3号楼改名 may be told of the building. */
const IS_ZONE = '(?=(?:把|将)?[A-Z]{1,4}[0-9]{0,4}(?![0-9A-Z-])|.*责任区)'
const NO_QUESTION = '(?!.*(?:什么|哪|多大|吗|怎么|[?]))'
const ZONE = `(?:把|将)?(?:责任区[ :]*)?(?<zone>${ZONES})`

const RENAMED =
  '的?(?:(?:名称|名字|名)(?:改|换|更)?(?:改成|改为|换成|定为|叫|为|成)|改名(?:为|成|叫)?|更名(?:为|成)?|重新?命名(?:为|成)?|改叫|换个?名字?叫?)[ :,]*'
const RANGE = '的?(?:范围|边界|地界)'
const BECOMES = '(?:改成|改为|改到|调整(?:为|成|到)|变成|变更为|换成|定为|划为|是|为|:)'
const MORE = '(?:里|中)?(?:再|还)?(?:加上|增加|加进|加|添上|扩大到|扩到|纳入)'
const LESS = '(?:里|中)?(?:去掉|减去|减掉|删掉|删去|不含|不包括|拿掉|划掉|划出)'
const INTO = '(?:也|都|就)?(?:划给|划到|划进|划入|划归|并到|并入|归到|归入|加到|加进|加入)'

const END = '(?:撤销|撤掉|撤除|取消|删除|删掉|去掉|停用|注销|撤|不要|不设)(?:掉|了)?'

/** The order `pattern`, where what it takes for a zone and for areas may be such. */
function drawing(name: CommandName, pattern: string, longest = LONGEST_WITH_MESSAGE): CommandRule {
  return { ...rule(name, pattern, longest), holds: drawsZone }
}

function drawsZone({ zone, areas, more, less, moved }: Readonly<Record<string, string | undefined>>): boolean {
  if (zone !== undefined && zonesListed(zone)?.length !== 1) return false
  // Cases go to another zone, and people are added to one, by other orders.
  if ([areas, more, less].some((words) => words !== undefined && findCodes(words).length > 0)) return false
  return moved === undefined || zonesListed(listed(moved)) !== null
}

export const ZONE_DRAWING_RULES: readonly CommandRule[] = [
  // 新划责任区A9,东门片区,范围7号楼、8号楼
  drawing(
    'add_zone',
    `${ADD}责任区${APART}(?:${WITH_CODE}${NEW_CODE}${CALLED})?(?:${APART}${REACHES}(?<areas>.+))?${SO}`,
  ),
  drawing('add_zone', `${ADD}责任区${APART}${WITH_CODE}${NEW_CODE}${APART}${NAME}[ ,;]+(?<areas>.+)`),
  // 把7号楼、8号楼划成责任区A9,叫东门片区
  drawing(
    'add_zone',
    `(?:把|将)(?<areas>.+?)(?:单独)?(?:划成|划为|划作|划出|设为|设成|新划)(?:一个|1个|个)?新?的?责任区${APART}(?:${WITH_CODE}${NEW_CODE}${CALLED})?${SO}`,
  ),
  drawing('change_zone', `${IS_ZONE}${NO_QUESTION}${ZONE}${RENAMED}${NAME}`),
  drawing('change_zone', `${IS_ZONE}${NO_QUESTION}${ZONE}${RANGE}${BECOMES}(?<areas>.+)`),
  drawing('change_zone', `${IS_ZONE}${NO_QUESTION}${ZONE}${RANGE}${MORE}(?<more>.+)`),
  drawing('change_zone', `${IS_ZONE}${NO_QUESTION}${ZONE}${RANGE}${LESS}(?<less>.+)`),
  // 把9号楼划给A9
  drawing(
    'change_zone',
    `${NO_QUESTION}(?:把|将)(?<moved>.+?)${INTO}(?:责任区)?[ :]*${NEW_CODE}(?:责任区)?(?:里|中)?${SO}`,
  ),
  drawing(
    'end_zone',
    `(?:把|将)?${END}(?:责任区[ :]*(?=[A-Z])|(?=[A-Z]{1,4}[0-9]{0,4}(?![0-9A-Z-]))|(?=.*责任区))(?<zone>${ZONES})${SO}`,
    LONGEST_WITH_REASON,
  ),
  drawing('end_zone', `${IS_ZONE}${ZONE}(?:这个|这一个)?(?:责任区|片区)?(?:给)?${END}${SO}`, LONGEST_WITH_REASON),
]

const DRAWN_HERE: readonly CommandName[] = ['add_zone', 'change_zone', 'end_zone']

export function isZoneDrawingOrder(name: CommandName): boolean {
  return DRAWN_HERE.includes(name)
}

/** Which zone, its name and its areas, each as it was said. */
export function zoneDrawingArgs({
  zone,
  text,
  areas,
  more,
  less,
  moved,
}: Readonly<Record<string, string | undefined>>): Command['args'] {
  const gained = more ?? moved
  return {
    ...(zone !== undefined && { zone }),
    ...(text !== undefined && { text: text.trim() }),
    ...(areas !== undefined && { areas: listed(areas) }),
    ...(gained !== undefined && { moreAreas: listed(gained) }),
    ...(less !== undefined && { lessAreas: listed(less) }),
  }
}

/** 7号楼和8号楼 → 7号楼、8号楼. */
function listed(areas: string): string {
  return areas
    .replace(/(?<=[楼栋幢座院门区组队元村路街园室房舍科级班#0-9A-Z])(?:以及|和|跟|及|与)(?=[^ ,、])/gu, '、')
    .replace(/[ ,、;。]*(?:吧|了|这几[栋个]|这些)?[ 。!.~]*$/u, '')
    .trim()
}
