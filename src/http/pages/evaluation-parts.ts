/** What the pages of a member's year have in common: what the records say, and what each side says, never as one. */

import { exposureLines, statementWords } from '../../decide/replies/evaluation.ts'
import { roundName, sayPeriod } from '../../decide/replies/reviews.ts'
import { evidencePath } from '../../documents/review-records.ts'
import { ANSWERS_MIN } from '../../domain/review/interval.ts'
import type { PeersPicture, ResidentsPicture } from '../../store/evaluation-pictures.ts'
import type { Evaluation } from '../../store/evaluations.ts'
import { type Html, html } from './html.ts'

export interface Pictures {
  residents: readonly ResidentsPicture[]
  peers: PeersPicture | null
}

/** Words of a form, at most. */
export const WORDS_MAX = 2_000

/** Each number leads to the records that it counts. */
export function recordsSection({ id, content }: Evaluation): Html {
  const { statements, exposure } = content
  return html`<section>
<h2>记录里的这一年</h2>
${statements.length === 0 ? html`<p>还没有记录。</p>` : null}
<ul class="ways">
${statements.map(
  (statement) => html`<li><a href="${evidencePath(id, statement)}">${statementWords(statement)}</a></li>
`,
)}</ul>
${exposureLines(exposure).map(
  (line) => html`<p class="soft">${line}</p>
`,
)}</section>
`
}

/** Three pictures, each with its own number of answers; no total of them. */
export function picturesSections({ residents, peers }: Pictures, period: string): Html {
  return html`<section>
<h2>群众怎么说</h2>
${residents.length === 0 ? html`<p>这一年还没有群众意见的结果。</p>` : residents.map(residentsLines)}</section>
<section>
<h2>支部党员怎么说</h2>
${peers === null ? html`<p>${sayPeriod(period)}还没有民主评议的结果。</p>` : peersLines(peers)}</section>
`
}

function residentsLines({ kind, period, zoneCode, answerCount, results }: ResidentsPicture): Html {
  return html`<h3>${roundName({ round: kind, period })}，${zoneCode}</h3>
${
  results.length === 0
    ? html`<p>样本不足（不到 ${ANSWERS_MIN} 人回答），不列结果。</p>`
    : html`<p class="soft">${answerCount} 人回答。</p>
${results.map(
  ({ text, answers }) => html`<p>${text}<br>${answers.map((answer) => `${answer.text} ${answer.count}`).join('，')}</p>
`,
)}`
}
`
}

function peersLines({ period, ballotCount, choices }: PeersPicture): Html {
  return html`<h3>${sayPeriod(period)}民主评议</h3>
${
  choices === null
    ? html`<p>样本不足，不列结果。</p>`
    : html`<p class="soft">${ballotCount} 人投票。</p>
<p>${choices.map(({ text, count }) => `${text} ${count}`).join('，')}</p>`
}
`
}

/** What the secretary, or who stands in, found: apart from the others. */
export function gradeSection({ content, graderName }: Evaluation): Html {
  return html`<section>
<h2>书记怎么说</h2>
<p><b>${content.grade ?? ''}</b>（${graderName ?? ''}评定）</p>
<p>理由：${content.gradeReason ?? ''}</p>
</section>
`
}

export function summarySection({ content }: Evaluation): Html {
  return html`<section>
<h2>本人总结</h2>
<p class="words">${content.summary ?? '还没有写。'}</p>
</section>
`
}

export function appealSection({ content, appeal }: Evaluation): Html | null {
  if (appeal === null) return null
  return html`<section>
<h2>申诉</h2>
<p class="words">${content.appeal ?? ''}</p>
<p>${content.decision === null ? `请${appeal.toName}来定，还没有答复。` : `${appeal.toName}的答复——${content.decision}`}</p>
</section>
`
}

export function alert(words: string | null): Html | null {
  return words === null ? null : html`<p class="notice" role="alert">${words}</p>`
}
