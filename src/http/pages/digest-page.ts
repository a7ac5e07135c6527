import type { DigestItem, DigestView } from '../../decide/digest.ts'
import { rectificationWords } from '../../decide/rectification-counts.ts'
import { itemAdvice, itemLabel, itemPlace, itemWords } from '../../decide/replies/digest.ts'
import { figureTable } from '../../decide/replies/week-figures.ts'
import { sayTime } from '../../decide/replies/words.ts'
import { gapLines } from '../../decide/zone-gaps.ts'
import { civilDate, localTime } from '../../domain/calendar.ts'
import { type Html, html, page } from './html.ts'

export interface DigestPage {
  name: string
  views: readonly DigestView[]
  now: Date
  timezone: string
  /** Proves that a form of this page was sent from it. */
  csrf: string
  /** Code of the case whose card was just sent to the chat. */
  sent: string | null
}

/** Everything that asks for a decision in the branches that the reader leads, then how the last week went. */
export function digestPage({ name, views, now, timezone, csrf, sent }: DigestPage): string {
  const at = sayTime({ date: civilDate(now, timezone), time: localTime(now, timezone) })
  return page(
    '支部摘要',
    html`<main>
<h1>支部摘要</h1>
<p class="soft">${name}，${at}</p>
${sent === null ? null : html`<p class="notice" role="status">${sent} 已发到您的聊天里，请在那里办。</p>`}
${views.length === 0 ? html`<p>您现在没有带支部，没有摘要。</p>` : views.map((view) => branch(view, { timezone, csrf }))}
<footer>
<form method="post" action="/sign-out"><input type="hidden" name="csrf" value="${csrf}"><button>退出</button></form>
</footer>
</main>`,
  )
}

type Shown = Pick<DigestPage, 'timezone' | 'csrf'>

function branch(view: DigestView, shown: Shown): Html {
  const left = view.itemCount - view.items.length
  return html`<section>
<h2>${view.branch.name}</h2>
${view.itemCount === 0 ? html`<p>没有要您定的事。</p>` : html`<p>有 ${view.itemCount} 件事请您看看：</p>`}
<ul class="items">
${view.items.map((item) => line(item, shown))}
</ul>
${left > 0 ? html`<p class="soft">还有 ${left} 件没有列出，最急的在上面。</p>` : null}
${zoneGaps(view)}${toPutRight(view)}${figures(view)}</section>
`
}

/** Two weeks beside each other: nothing where neither had anything. */
function figures(view: DigestView): Html | null {
  const rows = figureTable([view])
  if (rows.length === 0) return null
  return html`<h3>上周和前一周</h3>
<table>
<thead><tr><th scope="col"></th><th scope="col">上周</th><th scope="col">前一周</th></tr></thead>
<tbody>
${rows.map(
  ({ label, latest, before }) =>
    html`<tr><th scope="row">${label}</th><td>${latest}</td><td>${before}</td></tr>
`,
)}</tbody>
</table>
`
}

/** What is open about zones: nothing where all is in order. */
function zoneGaps({ zoneGaps: gaps }: DigestView): Html | null {
  const lines = gapLines(gaps)
  if (lines.length === 0) return null
  return html`<h3>责任区</h3>
<ul>
${lines.map(
  (words) => html`<li>${words}</li>
`,
)}</ul>
<p class="soft">在聊天里说“覆盖情况”，可以看请谁补上。</p>
`
}

function toPutRight(view: DigestView): Html | null {
  const words = rectificationWords([view])
  return words === '' ? null : html`<p>${words}</p>`
}

const GRAVE = ['emergency', 'overdue']

function line(item: DigestItem, { timezone, csrf }: Shown): Html {
  const grave = item.about === 'case' && GRAVE.includes(item.why)
  return html`<li class="${grave ? 'grave' : 'plain'}">
<p><span class="label">${itemLabel(item)}</span> ${itemWords(item)}</p>
${item.about === 'case' ? caseDetails(item, timezone) : null}
<p class="soft">${itemAdvice(item)}</p>
${item.about === 'case' ? sendForm(item.record.code, csrf) : null}
</li>
`
}

function caseDetails(item: Extract<DigestItem, { about: 'case' }>, timezone: string): Html {
  const { handler, outside, dueAt, createdAt } = item.record
  const day = (at: Date) => sayTime({ date: civilDate(at, timezone), time: localTime(at, timezone) })
  const told = [
    itemPlace(item),
    `${day(createdAt)} 报`,
    handler === null ? '没有办理人' : `${handler} 办理`,
    item.why === 'outside' && outside !== null && item.withText ? `转给${outside}` : null,
    item.why === 'overdue' && dueAt !== null ? `应在 ${day(dueAt)} 前` : null,
  ]
  return html`<p>${told.filter((part) => part !== null).join('，')}</p>`
}

/** The chat is where things are done: one tap sends the card there, with its buttons. */
function sendForm(code: string, csrf: string): Html {
  return html`<form method="post" action="/digest/send"><input type="hidden" name="csrf" value="${csrf}"><input type="hidden" name="code" value="${code}"><button>到聊天里办</button></form>`
}
