import type { DraftItem } from '../draft.ts'

/** A draft was confirmed in words. */
export function confirmedText(items: readonly DraftItem[]): string {
  const cases = items.flatMap((item) => (item.kind === 'case' ? [item] : []))
  const open = cases.filter((c) => !c.toldAsHandled)
  const lines = [
    open.length > 0 ? `好的，${codes(open)} 已记下${handlers(open)}。` : null,
    cases.length > open.length ? `${codes(cases.filter((c) => c.toldAsHandled))} 已按处理好记下。` : null,
    items.length > cases.length ? '工作记录已保存，不用再报。' : null,
  ]
  return lines.filter(Boolean).join('\n')
}

function codes(cases: readonly { code: string }[]): string {
  return cases.map((c) => c.code).join('、')
}

function handlers(cases: readonly { handler: string | null }[]): string {
  const named = [...new Set(cases.flatMap((c) => c.handler ?? []))]
  return named.length > 0 ? `，处理人：${named.join('、')}` : ''
}

export function withdrawnText(caseCodes: readonly string[]): string {
  return caseCodes.length > 0 ? `好的，${caseCodes.join('、')} 已撤回。` : '好的，已撤回。'
}

/** For those who had heard of it. */
export function withdrawnNews(code: string): string {
  return `${code} 上报人已撤回，不用再处理。`
}
