import { sayDay } from '../../decide/replies/handling.ts'
import { addDays, type CivilDate } from '../../domain/calendar.ts'
import { appealUntil } from '../../domain/review/appeal.ts'
import { APPEAL_OUTCOMES, RECTIFICATION_STATES } from '../../domain/review/vocabulary.ts'
import { shownOn } from '../../store/appeals.ts'
import type { Named, RectificationShown } from '../../store/rectification-lists.ts'
import { type Html, html } from './html.ts'
import { alertLine, choiceField, dayField, doneLine, hidden, wordsField } from './review-fields.ts'
import { reviewFrame } from './review-frame.ts'
import type { ReviewReader } from './review-reader.ts'

/** What the reader is to the rectification. */
export interface Part {
  isMember: boolean
  /** May say that it is done. */
  mayReport: boolean
  mayRecheck: boolean
  /** May give more time, or call it off. */
  mayChange: boolean
  mayDecide: boolean
  /** Who helps or looks again learns what is to be done, and not why it was given, nor what the member says to that. */
  knowsWhy: boolean
}

export interface RectificationPage {
  reader: ReviewReader
  one: RectificationShown
  part: Part
  /** Among whom a member chooses who decides an appeal. */
  deciders: readonly Named[]
  problem: string | null
  done: string | null
  /** Words of a form that was refused. */
  words: string
}

/** One rectification: what it asks, how far it is, and what the reader may do about it. */
export function rectificationPage(shown: RectificationPage): string {
  const { reader, one, problem, done } = shown
  const body = html`${alertLine(problem)}${doneLine(done)}
${facts(shown)}
${reportForm(shown)}
${answerForm(shown)}
${recheckForm(shown)}
${appealSection(shown)}
${changeForms(shown)}
<p class="ways"><a href="/review/rectifications">看所有整改</a></p>`
  return reviewFrame({ title: `整改${one.number}`, csrf: reader.csrf, body })
}

function facts({ one, part }: RectificationPage): Html {
  const { state, endedOn } = one
  const lines: readonly (readonly [string, string | null])[] = [
    ['谁', one.zone === null ? one.person.name : `${one.person.name}（${one.zone}）`],
    ['做什么', one.what],
    ['为什么', part.knowsWhy ? one.reason : null],
    ['期限', `${sayDay(one.dueOn)}前（含当天）`],
    ['为什么放宽', one.extendReason],
    ['请谁帮忙', one.helper?.name ?? null],
    ['请谁去看', one.rechecker?.name ?? '带支部的人'],
    ['谁提出', one.giver === null ? null : `${one.giver.name}，${sayDay(one.createdOn)}`],
    ['现在', endedOn === null ? RECTIFICATION_STATES[state] : `${RECTIFICATION_STATES[state]}，${sayDay(endedOn)}`],
    ['本人说明', part.knowsWhy ? one.answer : null],
    ['做了什么', one.report],
    [endedOn === null ? '上次看了' : '结果', one.endReason],
  ]
  return html`<table>
<tbody>
${lines.map(([label, words]) =>
  words === null
    ? html``
    : html`<tr><th scope="row">${label}</th><td>${words}</td></tr>
`,
)}</tbody>
</table>`
}

/** One field with words, and a button for each thing that they can mean. */
function stepForm(
  { one, reader, words }: RectificationPage,
  asked: { title: string; label: string; field?: Html; steps: readonly (readonly [step: string, label: string])[] },
): Html {
  return html`<section>
<h2>${asked.title}</h2>
<form method="post" action="/review/rectifications/${one.id}/step">
${hidden('csrf', reader.csrf)}${asked.field ?? null}
${wordsField({ name: `reason-${asked.steps[0]?.[0] ?? ''}`, label: asked.label, value: words })}
<p class="buttons">${asked.steps.map(
    ([step, label], place) =>
      html`<button name="step" value="${step}"${place === 0 ? html` class="primary"` : null}>${label}</button>`,
  )}</p>
</form>
</section>`
}

function reportForm(shown: RectificationPage): Html | null {
  if (!shown.part.mayReport || shown.one.state !== 'open') return null
  return stepForm(shown, { title: '做好了', label: '做了什么，一句话就行', steps: [['report', '做好了']] })
}

/** Whether they agree or not: their words stand beside what is said of them. */
function answerForm({ one, part, reader }: RectificationPage): Html | null {
  if (!part.isMember || (one.state !== 'open' && one.state !== 'reported')) return null
  return html`<details>
<summary>有话要说明</summary>
<section>
<h2>说明</h2>
<p class="soft">您说的话和这件整改留在一起，也会打印在整改清单上。可以改，结束以后不能再改。</p>
<form method="post" action="/review/rectifications/${one.id}/answer">
${hidden('csrf', reader.csrf)}
${wordsField({ name: 'answer', label: '您想说明什么', value: one.answer ?? '' })}
<button class="primary">留下说明</button>
</form>
</section>
</details>`
}

function recheckForm(shown: RectificationPage): Html | null {
  if (!shown.part.mayRecheck || shown.one.state !== 'reported') return null
  const steps = [
    ['pass', '做好了，结束'],
    ['not_yet', '还要再做'],
  ] as const
  return stepForm(shown, { title: '去看过了', label: '看到了什么', steps })
}

function changeForms(shown: RectificationPage): Html | null {
  const { one, part, reader } = shown
  if (!part.mayChange || (one.state !== 'open' && one.state !== 'reported')) return null
  const later = one.dueOn > reader.today ? one.dueOn : reader.today
  const field = dayField({ name: 'due', label: '放宽到哪天', after: addDays(later, 1) })
  return html`<details>
<summary>放宽时间</summary>
${stepForm(shown, { title: '放宽时间', label: '为什么', field, steps: [['extend', '放宽时间']] })}
</details>
<details>
<summary>撤销</summary>
${stepForm(shown, { title: '撤销', label: '为什么', steps: [['cancel', '撤销这件整改']] })}
</details>`
}

function appealSection(shown: RectificationPage): Html | null {
  const { one, part } = shown
  if (one.appeal) return part.knowsWhy ? appealShown(shown, one.appeal) : null
  const last = lastAppealDay(one)
  const isOver = last !== null && shown.reader.today > last
  if (!part.isMember || one.state === 'cancelled' || last === null || isOver) return null
  const { reader, deciders, words } = shown
  return html`<details>
<summary>不同意，要申诉</summary>
<section>
<h2>申诉</h2>
<p class="soft">到${sayDay(last)}为止可以申诉一次，由您选的人来定，不是给您整改的人。定下来以前不催办。</p>
<form method="post" action="/review/rectifications/${one.id}/appeal">
${hidden('csrf', reader.csrf)}
${wordsField({ name: 'text', label: '为什么不同意', value: words })}
${choiceField({ name: 'to', label: '请谁来定', options: deciders })}
<button class="primary">申诉</button>
</form>
</section>
</details>`
}

function lastAppealDay(one: RectificationShown): CivilDate | null {
  const day = shownOn(one)
  return day === null ? null : appealUntil(day)
}

function appealShown(
  { one, part, reader, words }: RectificationPage,
  appeal: NonNullable<RectificationShown['appeal']>,
) {
  const asked = part.mayDecide && appeal.outcome === null
  return html`<section>
<h2>申诉</h2>
<p>${one.person.name}，${sayDay(appeal.createdOn)}：${appeal.text}</p>
<p>${
    appeal.outcome === null
      ? `等${appeal.to.name}来定。`
      : `${appeal.to.name}定为${APPEAL_OUTCOMES[appeal.outcome]}：${appeal.answer ?? ''}`
  }</p>
${
  asked
    ? html`<form method="post" action="/review/rectifications/${one.id}/decide">
${hidden('csrf', reader.csrf)}
${wordsField({ name: 'answer', label: '理由，会告诉本人', value: words })}
<p class="buttons"><button name="outcome" value="upheld">维持，照做</button><button name="outcome" value="changed">改正，不用做</button></p>
</form>`
    : null
}
</section>`
}
