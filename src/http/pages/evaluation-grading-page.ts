import { sayPeriod } from '../../decide/replies/reviews.ts'
import { APPEAL_OUTCOMES, EVALUATION_STAGES } from '../../domain/review/vocabulary.ts'
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
    body: html`<p class="soft">${round.branchName}，${zoneCodes.join('、')}，${EVALUATION_STAGES[stage]}</p>
<p class="ways"><a href="/review/year/${round.id}/all">回名单</a></p>
${done === null ? null : html`<p class="notice" role="status">${done}</p>`}${alert(problem)}
${stage === 'draft' ? html`<p>本人还在核对总结，交上来以后再看。</p>` : html`${summarySection(evaluation)}${recordsSection(evaluation)}${picturesSections(pictures)}${gradePart(shown)}`}`,
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

function gradeRadios(names: readonly string[], chosen: string | null, required: boolean): Html[] {
  return names.map(
    (
      name,
    ) => html`<label><input type="radio" name="grade" value="${name}"${required ? REQUIRED : null}${name === chosen ? CHECKED : null}> ${name}</label>
`,
  )
}

const CHECKED = html` checked`
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
