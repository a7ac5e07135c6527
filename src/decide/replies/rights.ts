/** What people are told of what is kept of them. */
import type { Facts } from '../facts.ts'
import { withReceipt } from './words.ts'

/** @param inRoster a member's data go with their place in the roster, so the branch decides */
export function rightsText({ privacyNotice }: Facts['settings'], { inRoster }: { inRoster: boolean }): string {
  const wipe = inRoster
    ? '要一份您的资料，请说：导出我的资料。要删除，请找支部书记。'
    : '要一份您的资料，请说：导出我的资料。要全部删除，请回：确定删除我的资料。'
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

export function exportTitle(): string {
  return '您的资料'
}

export function exportText(receipt: string): string {
  return withReceipt(
    '这里留着的您的资料和您说过的话，点开就能看，也能下载。链接三十分钟内有效，只给您本人，请不要转发。',
    receipt,
  )
}

export function exportButton(): string {
  return '打开'
}

/** To whoever has a page of their own, which can do it. */
export function exportOnPage(): string {
  return '您的页面下方有“导出”，点一下就能下载您的资料。'
}
