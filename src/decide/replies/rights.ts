/** What people are told of what is kept of them. */
import type { Facts } from '../facts.ts'

/** @param inRoster a member's data go with their place in the roster, so the branch decides */
export function rightsText({ privacyNotice }: Facts['settings'], { inRoster }: { inRoster: boolean }): string {
  const wipe = inRoster
    ? '要导出或删除您的内容，请找支部书记。'
    : '要导出您的内容，请找支部书记。要全部删除，请回：确定删除我的资料。'
  return `${privacyNotice}\n电话、证件号和车牌会自动遮住。${wipe}`
}

export function erasureAsked(): string {
  return '好的，您的资料和说过的话，过一天就全部删除，删了不能恢复。改主意了，一天之内说“不删了”就行。'
}

export function erasureTakenBack(): string {
  return '好的，不删了，您的资料都留着。'
}

export function rightsInPrivate(): string {
  return '这件事请单独跟我说，不在群里办。'
}
