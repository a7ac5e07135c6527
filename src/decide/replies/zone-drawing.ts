/** What is said of zones as they are drawn: the preview, what became of it, and what is amiss. */
import type { Card } from '../../channels/channel.ts'
import type { Area } from '../../domain/roster.ts'
import { ZONE_NAME_MAX } from '../../domain/zone-drawing.ts'
import type { ZoneDrawing } from '../decision.ts'
import type { ZoneFacts } from '../facts.ts'
import { sendButtons } from './announcements.ts'
import { cardOf } from './card.ts'
import { shown } from './words.ts'
import { zoneNames } from './zones.ts'

const AREA_CHARS = 60
const NAME_CHARS = 24
const LISTED_MAX = 3

export interface ZoneShown {
  taskId: string
  drawing: ZoneDrawing
  /** As it is now; `null`: it is new. */
  zone: ZoneFacts | null
  /** Names of those who answer for it. */
  members: readonly string[]
  shared: readonly { area: string; of: ZoneFacts }[]
}

export function zoneCard({ taskId, drawing, zone, members, shared }: ZoneShown): Card {
  const changes = 'add' in drawing ? drawing.add : 'changes' in drawing ? drawing.changes : null
  return cardOf({
    taskId,
    title: zone === null ? '要新划这个责任区吗？' : changes ? '要这样改吗？' : '要撤销这个责任区吗？',
    facts: [
      [
        '责任区',
        zone === null
          ? 'add' in drawing
            ? `${drawing.add.code} ${shown(drawing.add.name, NAME_CHARS)}`
            : null
          : zoneNames([zone]),
      ],
      ['新名称', zone && changes?.name ? shown(changes.name, NAME_CHARS) : null],
      [zone ? '新范围' : '范围', changes?.areas ? areasSaid(changes.areas) : null],
      ['现在', zone && !changes && members.length > 0 ? shown(`由${members.join('、')}负责`, NAME_CHARS) : null],
      ['注意', changes ? sharedSaid(shared) : '从今天起没有人负责，记录和编号都留着'],
    ],
    text: null,
    buttons: sendButtons(taskId, { yes: '就这样', no: '不改' }),
  })
}

function areasSaid(areas: readonly Area[]): string {
  return areas.length === 0 ? '还没有写' : shown(areas.map(({ text }) => text).join('、'), AREA_CHARS)
}

function sharedSaid(shared: readonly { area: string; of: ZoneFacts }[]): string | null {
  if (shared.length === 0) return null
  const listed = shared.slice(0, LISTED_MAX).map(({ area, of }) => `${shown(area, 12)}也在${of.code}里`)
  return `${listed.join('，')}${shared.length > LISTED_MAX ? '，还有别处' : ''}`
}

/** Done as it was shown. */
export function drawnText(drawing: Exclude<ZoneDrawing, { endsOn: unknown }>, zone: ZoneFacts | null): string {
  if ('add' in drawing) {
    const { code, name } = drawing.add
    return `好的，新划了${shown(name, NAME_CHARS)}（${code}）。支部通过后请说：责任区划分支部通过了。由谁负责，可以说：让老李管${code}。`
  }
  const what = zone ? zoneNames([zone]) : drawing.zoneCode
  const { name, areas } = drawing.changes
  const said = [
    name === undefined ? null : `改名为${shown(name, NAME_CHARS)}`,
    areas === undefined ? null : `范围改为${areasSaid(areas)}`,
  ]
  return `好的，${what}${said.filter(Boolean).join('，')}。贴出去的公示牌要换新的，请说：打印公示牌。`
}

/** @param left what becomes of what its members have in hand */
export function zoneEnded(zone: ZoneFacts, left: string): string {
  return `好的，${zoneNames([zone])}撤销了，记录和编号都留着。${left}`
}

export function onlySecretaryDraws(): string {
  return '责任区怎么划，由支部书记定。要报一件事，直接说在哪里、什么事就行。'
}

/** To whoever leads several branches. */
export function nameTheBranch(): string {
  return '您管着几个支部，新责任区请由那个支部的书记来说。'
}

export function sayWhichZone(): string {
  return '请带上编号和名称，再说范围，例如：新划责任区A9，东门片区，范围7号楼、8号楼。'
}

export function badZoneCode(code: string): string {
  return `编号“${shown(code, 16)}”不行，请用字母加数字，例如 A9。`
}

export function badZoneName(): string {
  return `名称请用 1 到 ${ZONE_NAME_MAX} 个字。`
}

export function codeTakenText(code: string): string {
  return `编号 ${code} 用过了，请换一个编号再说一遍。`
}

export function areasUnclear(unclear: readonly string[]): string {
  return `范围里没看懂：${shown(unclear.join('、'), AREA_CHARS)}。请说成：1-3号楼、5号楼2单元、东门。`
}

export function nothingToChange(zone: ZoneFacts): string {
  return `${zoneNames([zone])}本来就是这样，不用改。`
}

/** A preview was answered with no. */
export function drawingDropped(): string {
  return '好的，没有改。'
}

/** How what is shown is changed. */
export function sayDrawingAnew(): string {
  return '还没有改。要改成别的，请整句再说一遍。'
}

export function drawnAs(yes: boolean): { title: string; closedAs: string } {
  return { title: '责任区划分', closedAs: yes ? '已改好' : '没有改' }
}
