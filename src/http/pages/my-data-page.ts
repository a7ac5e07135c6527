/** What is kept of somebody, in words: to be read on the phone on which they asked for it. */
import type { Content } from '../../channels/channel.ts'
import { CASE_STATES, type CaseState } from '../../domain/case.ts'
import { ACTIVITIES, type Activity, CATEGORIES, type Category } from '../../domain/vocabulary.ts'
import type { PrivacyExport } from '../../store/privacy-export.ts'
import type { Seal } from '../../store/seal.ts'
import { type Html, html, page } from './html.ts'
import { entriesOf, type PageEntry } from './own-lines.ts'
import { type Clocked, sayWhen } from './say-when.ts'

export const MY_DATA_TITLE = '您的资料'

/** The newest of a kind; the file has all. */
const LISTED_MAX = 100
/** Tables whose rows stand on the page one by one. */
const IN_WORDS = ['people', 'identities', 'cases', 'check_ins', 'outbox']

type Row = Record<string, unknown>

interface Shown extends Clocked {
  kept: PrivacyExport
  seal: Seal
  /** Where the whole of it is downloaded as a file. */
  path: string
}

export function myDataPage(shown: Shown): string {
  const { tables } = shown.kept
  const others = Object.entries(tables).filter(([table]) => !IN_WORDS.includes(table))
  const otherCount = others.reduce((sum, [, rows]) => sum + rows.length, 0) + shown.kept.tookPart.length
  const body = html`<main><h1>${MY_DATA_TITLE}</h1>
${whoYouAre(tables)}
${section(
  '您说过的事',
  listed(tables.cases, (row) => caseLine(row, shown)),
)}
${section(
  '您记下的工作',
  listed(tables.check_ins, (row) => checkInLine(row, shown)),
)}
${section('跟您说过的话', toldLines(shown))}
<section><h2>其他</h2>
<p>还有 ${otherCount} 条别的记录，照片和文件 ${shown.kept.files.length} 个。全部内容都在文件里，可以下载下来自己保存。</p>
<form method="post" action="${shown.path}"><button name="as" value="file">下载文件</button></form></section>
</main>`
  return page(MY_DATA_TITLE, body)
}

function whoYouAre({ people = [], identities = [] }: PrivacyExport['tables']): Html | null {
  const names = people.flatMap((row) => (typeof row.name === 'string' ? row.name : []))
  const accounts = identities.flatMap((row) => (typeof row.display_id === 'string' ? row.display_id : []))
  return section('您是谁', [
    ...names.map((name) => html`<li>姓名：${name}</li>`),
    ...accounts.map((account) => html`<li>账号：${account}</li>`),
  ])
}

function caseLine(row: Row, clocked: Clocked): Html {
  const category = CATEGORIES[row.category as Category] ?? CATEGORIES.other
  const state = CASE_STATES[row.state as CaseState] ?? ''
  return line(row, { head: [textOf(row.code), category, state], clocked })
}

function checkInLine(row: Row, clocked: Clocked): Html {
  return line(row, { head: [ACTIVITIES[row.activity as Activity] ?? ACTIVITIES.other], clocked })
}

function line(row: Row, { head, clocked }: { head: readonly string[]; clocked: Clocked }): Html {
  const words = textOf(row.text)
  const when = sayWhen(atOf(row.created_at), clocked)
  return html`<li><b>${head.filter(Boolean).join('，')}</b> <small>${when}</small><br>${words || '（原话已经删除）'}</li>`
}

function toldLines(shown: Shown): Html[] {
  const told = (shown.kept.tables.outbox ?? []).map((row) => ({
    id: BigInt(String(row.id)),
    at: atOf(row.created_at),
    content: row.content as Content | null,
  }))
  const kept = told.flatMap(({ content, ...one }) => (content === null ? [] : [{ ...one, content }]))
  return entriesOf(shown.seal, kept, [])
    .slice(0, LISTED_MAX)
    .map((entry) => html`<li><small>${sayWhen(entry.at, shown)}</small><br>${wordsOf(entry)}</li>`)
}

function wordsOf(entry: PageEntry): string {
  if (!('card' in entry)) return entry.text ?? ''
  const { title, text, facts } = entry.card
  return [title, ...facts.map(({ label, value }) => `${label} ${value}`), text].filter(Boolean).join('，')
}

function listed(rows: readonly Row[] = [], toLine: (row: Row) => Html): Html[] {
  const newestFirst = [...rows].sort((a, b) => atOf(b.created_at).getTime() - atOf(a.created_at).getTime())
  return newestFirst.slice(0, LISTED_MAX).map(toLine)
}

function section(title: string, lines: readonly Html[]): Html | null {
  if (lines.length === 0) return null
  return html`<section><h2>${title}</h2><ul class="items">${lines}</ul></section>`
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')
const atOf = (value: unknown) => (value instanceof Date ? value : new Date(String(value)))
