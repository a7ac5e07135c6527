import { sayDay } from '../../decide/replies/handling.ts'
import { sayPeriod } from '../../decide/replies/reviews.ts'
import { type CivilDate, civilDate } from '../../domain/calendar.ts'
import { concludableFrom, isToHandOver, stageName } from '../../domain/review/stages.ts'
import { APPEAL_OUTCOMES } from '../../domain/review/vocabulary.ts'
import type { Evaluation } from '../../store/evaluations.ts'
import {
  alert,
  appealSection,
  gradeSection,
  type Pictures,
  picturesSections,
  recordsSection,
  summarySection,
  WORDS_MAX,
} from './evaluation-parts.ts'
import { type Html, html } from './html.ts'
import { reviewFrame } from './review-frame.ts'

export interface GradingPage {
  evaluation: Evaluation
  pictures: Pictures
  readerId: string
  gradeNames: readonly string[]
  today: CivilDate
  timezone: string
  csrf: string
  problem: string | null
  /** What was written in a form that was refused. */
  written: { grade: string; words: string } | null
  done: string | null
}

/** A member's year for whoever grades it or decides about an appeal. */
export function gradingPage(shown: GradingPage): string {
  const { evaluation, pictures, csrf, problem, done } = shown
  const { round, personName, zoneCodes, stage } = evaluation
  return reviewFrame({
    title: `${personName}的${sayPeriod(round.period)}考核`,
    csrf,
    body: html`<p class="soft">${round.branchName}，${zoneCodes.join('、')}，${stageName(evaluation)}</p>
<p class="ways"><a href="/review/year/${round.id}/all">回名单</a></p>
${done === null ? null : html`<p class="notice" role="status">${done}</p>`}${alert(problem)}
${stage === 'draft' ? html`<p>本人还在核对总结，交上来以后再看。</p>` : html`${summarySection(evaluation)}${recordsSection(evaluation)}${picturesSections(pictures, round.period)}${gradePart(shown)}`}`,
  })
}

function gradePart(shown: GradingPage): Html {
  const { evaluation, readerId } = shown
  const { stage, round, content } = evaluation
  if (stage === 'summarised') {
    return round.state === 'closed' ? gradeForm(shown) : html`<p>还没有截止，截止以后再评定。</p>`
  }
  if (stage === 'graded') {
    // The member is the first to see it, after who wrote it.
    return content.gradedBy === readerId ? gradeForm(shown) : html`<p>已经评定，等本人先看。</p>`
  }
  if (isToHandOver(evaluation)) return html`${gradeSection(evaluation)}${handOverForms(shown)}`
  return html`${gradeSection(evaluation)}${appealSection(evaluation)}${stage === 'appealed' && evaluation.appeal?.toPersonId === readerId ? decisionForm(shown) : null}`
}

function gradeForm({ evaluation, gradeNames, csrf, written }: GradingPage): Html {
  const { round, personId, content, stage } = evaluation
  const chosen = written?.grade ?? content.grade
  const words = written?.words ?? content.gradeReason ?? ''
  return html`<section>
<h2>评定</h2>
<p class="soft">${stage === 'graded' ? '已经评定，本人看到之前还可以改。' : '请按支部的规定评定，写明理由。第二天先给本人看，他有 7 天可以申诉。'}</p>
<form method="post" action="/review/year/${round.id}/of/${personId}/grade"><input type="hidden" name="csrf" value="${csrf}">
<fieldset class="choice"><legend>等次</legend>
${gradeRadios(gradeNames, chosen, true)}</fieldset>
<p><label for="reason">理由（看记录、看总结，写具体的事）</label></p>
<textarea id="reason" name="words" rows="5" maxlength="${WORDS_MAX}" required>${words}</textarea>
<button class="primary">${stage === 'graded' ? '改好了' : '评定'}</button>
</form>
</section>
`
}

/** No message reached the member: who leads the branch shows it, and may end it where the member is not found. */
function handOverForms({ evaluation, today, timezone, csrf, written }: GradingPage): Html {
  const { round, personId, gradedAt } = evaluation
  const way = `/review/year/${round.id}/of/${personId}`
  const from = gradedAt === null ? null : concludableFrom(civilDate(gradedAt, timezone))
  return html`<section>
<h2>请当面给本人看</h2>
<p class="soft">本人收不到消息。请当面给他看这一页的评定和理由。从那天起，他有 7 天可以申诉。</p>
<form method="post" action="${way}/hand-over"><input type="hidden" name="csrf" value="${csrf}"><button class="primary">今天当面给本人看过了</button></form>
<details${written === null ? null : OPEN}><summary>一直找不到本人</summary>
${
  from === null || today < from
    ? html`<p>请再找找。${from === null ? '' : `${sayDay(from)}起还找不到，`}可以在这里写明原因后结束。</p>`
    : html`<form method="post" action="${way}/conclude"><input type="hidden" name="csrf" value="${csrf}">
<p><label for="why">原因（会和评定的理由放在一起）</label></p>
<textarea id="why" name="words" rows="4" maxlength="${WORDS_MAX}" required>${written?.words ?? ''}</textarea>
<button>不给本人看，就此结束</button>
</form>`
}
</details>
</section>
`
}

function gradeRadios(names: readonly string[], chosen: string | null, required: boolean): Html[] {
  return names.map(
    (
      name,
    ) => html`<label><input type="radio" name="grade" value="${name}"${required ? REQUIRED : null}${name === chosen ? CHECKED : null}> ${name}</label>
`,
  )
}

const CHECKED = html` checked`
const OPEN = html` open`
const REQUIRED = html` required`

function decisionForm({ evaluation, gradeNames, csrf, written }: GradingPage): Html {
  const { round, personId, content } = evaluation
  const others = gradeNames.filter((name) => name !== content.grade)
  return html`<section>
<h2>请您来定</h2>
<form method="post" action="/review/year/${round.id}/of/${personId}/decide"><input type="hidden" name="csrf" value="${csrf}">
<fieldset class="choice"><legend>维持还是改正</legend>
<label><input type="radio" name="grade" value="" required> ${APPEAL_OUTCOMES.upheld}“${content.grade ?? ''}”</label>
${others.map(
  (
    name,
  ) => html`<label><input type="radio" name="grade" value="${name}"${written?.grade === name ? CHECKED : null}> 改为“${name}”</label>
`,
)}</fieldset>
<p><label for="answer">答复（本人会看到）</label></p>
<textarea id="answer" name="words" rows="5" maxlength="${WORDS_MAX}" required>${written?.words ?? ''}</textarea>
<button class="primary">答复</button>
</form>
</section>
`
}
