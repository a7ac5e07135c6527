import { caseCode } from '../decision.ts'
import type { ZoneFacts } from '../facts.ts'
import { roleTitle, zoneTitle } from './people.ts'

/** `幸福社区一区（A3）由责任区党员负责`: the role, and how to reach it. */
export function whoAnswersText(zone: ZoneFacts): string {
  const role = zone.primary ? roleTitle(zone.primary, zone) : '支部书记'
  return `${zoneTitle(zone)}由${role}负责。有事在这里直接说一句，我马上转给他。`
}

export function whichZoneText(): string {
  return '请说是哪个小区、哪栋楼，例如：3号楼谁负责。有事也可以直接说，我会转给负责的人。'
}

export function passedOnText(ref: string, handler: string | null): string {
  const to = handler === null || handler === '您本人' ? '支部' : handler
  return `这个问题已转给${to}，编号 ${caseCode(ref)}。有答复会在这里告诉您。`
}
