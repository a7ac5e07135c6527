import type { DraftItem } from '../draft.ts'

/** A draft was confirmed in words. */
export function confirmedText(items: readonly DraftItem[]): string {
  const cases = items.flatMap((item) => (item.kind === 'case' ? [item] : []))
  const open = cases.filter((c) => !c.toldAsHandled)
  const lines = [
    open.length > 0 ? `好的，${codes(open)} 已记下${handlers(open)}。` : null,
    cases.length > open.length ? `好的，${codes(cases.filter((c) => c.toldAsHandled))} 已记下，算已处理好。` : null,
    items.length > cases.length ? '工作记录已保存，不用再报。' : null,
  ]
  return lines.filter(Boolean).join('\n')
}

function codes(cases: readonly { code: string }[]): string {
  return cases.map((c) => c.code).join('、')
}

function handlers(cases: readonly { handler: string | null }[]): string {
  const named = [...new Set(cases.flatMap((c) => c.handler ?? []))]
  return named.length > 0 ? `，由${named.join('、')}处理` : ''
}

export function alreadyRecorded(code: string): string {
  return `${code} 已经记下了。`
}

export function workAlreadyRecorded(): string {
  return '这次工作已经记下了，不用再报。'
}

export function noWorkToWithdraw(): string {
  return '这次工作的卡片已经处理过了。'
}

export function withdrawnText(caseCodes: readonly string[]): string {
  return caseCodes.length > 0 ? `好的，${caseCodes.join('、')} 已撤回。` : '好的，已撤回。'
}

/** For those who had heard of it. */
export function withdrawnNews(code: string): string {
  return `${code} 上报人已撤回，不用再处理。`
}

/** For whoever was to handle it before a correction moved it. */
export function movedNews(code: string): string {
  return `${code} 位置更正了，已转给别的责任区，您不用再处理。`
}
