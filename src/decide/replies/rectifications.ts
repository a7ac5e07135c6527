/** What is to be put right, told to whom it concerns. */
import type { RectificationFacts } from '../review-facts.ts'
import { sayDay } from './handling.ts'
import { shown } from './words.ts'

/** A chat shows so many; the page shows all. */
const LINES_MAX = 4
const WHAT_CHARS = 40

export function openRectificationsText(rectifications: readonly RectificationFacts[]): string {
  if (rectifications.length === 0) return '现在没有要您整改或复查的。'
  const left = rectifications.length - LINES_MAX
  return [...rectifications.slice(0, LINES_MAX).map(line), ...(left > 0 ? [`还有 ${left} 件，打开看。`] : [])].join(
    '\n',
  )
}

function line(one: RectificationFacts): string {
  const what = `整改${one.number}：${shown(one.what, WHAT_CHARS)}`
  if (one.as === 'rechecker') return `请您复查${one.person}的${what}`
  const whose = one.as === 'helper' ? `您帮${one.person}做的` : ''
  return `${whose}${what}，${one.state === 'reported' ? '已说做好，等人去看' : `${sayDay(one.dueOn)}前`}`
}

export function nothingToPutRightText(): string {
  return '您现在没有要整改的。做了别的事，直接说一句就行。'
}

export function whichRectificationText(theirs: readonly RectificationFacts[]): string {
  const [first] = theirs
  const example = `整改${first?.number ?? 1}已完成：加一句做了什么`
  return ['您说的是哪一件？', ...theirs.slice(0, LINES_MAX).map(line), `请这样回：${example}。`].join('\n')
}

export function alreadyReportedText({ number }: RectificationFacts): string {
  return `整改${number}已经说过做好了，正等人去看。`
}

export function whatWasDoneText({ number }: RectificationFacts): string {
  return `请加一句做了什么，例如：整改${number}已完成：楼道杂物清走了。`
}

export function reportedText({ number }: RectificationFacts): string {
  return `好的，整改${number}记下了，会请别人去看一看。`
}
