import { summaryDraft } from '../../decide/replies/evaluation.ts'
import { sayDay } from '../../decide/replies/handling.ts'
import { sayPeriod } from '../../decide/replies/reviews.ts'
import { type CivilDate, civilDate } from '../../domain/calendar.ts'
import { appealUntil } from '../../domain/review/appeal.ts'
import { isToHandOver } from '../../domain/review/stages.ts'
import type { NamedLeader } from '../../store/evaluation-leaders.ts'
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

export interface OwnEvaluationPage {
  evaluation: Evaluation
  pictures: Pictures
  /** To whom the member may appeal. */
  appealTo: readonly NamedLeader[]
  /** Whether the reader leads the branch too. */
  leads: boolean
  today: CivilDate
  timezone: string
  csrf: string
  /** What a form before was refused with, and what was written in it. */
  problem: string | null
  written: string | null
  /** What was done just now. */
  done: string | null
}

/** The member's own year: what the records say, one's own words, and what each side says, before anybody else reads it. */
export function ownEvaluationPage(shown: OwnEvaluationPage): string {
  const { evaluation, leads, csrf, problem, done, pictures } = shown
  const { round } = evaluation
  const own = evaluation.stage === 'draft' ? summaryForm(shown) : summarySection(evaluation)
  return reviewFrame({
    title: `我的${sayPeriod(round.period)}考核`,
    csrf,
    body: html`<p class="soft">${evaluation.personName}，${round.branchName}</p>
${leads ? html`<p class="ways"><a href="/review/year/${round.id}/all">全支部的进度和评定</a></p>` : null}
${done === null ? null : html`<p class="notice" role="status">${done}</p>`}${alert(problem)}
${stageWords(shown)}
${gradeOf(shown)}${own}${recordsSection(evaluation)}${picturesSections(pictures, round.period)}`,
  })
}

function stageWords({ evaluation, today, timezone }: OwnEvaluationPage): Html {
  const { stage, shownAt, round } = evaluation
  const words = {
    draft:
      today > round.closesOn
        ? '已经截止，按记录和您存下的话算。'
        : `请看看下面的总结，改好后交上去。${sayDay(round.closesOn)}截止，到时没有交的，按现在的内容算。`,
    summarised: `您的总结已经交上，不能再改。${sayDay(round.closesOn)}以后由书记评定，结果先给您看。`,
    graded: '书记正在评定，写好后先给您看。',
    shown:
      shownAt === null
        ? '评定写好了。从您打开的那天起，7 天内可以申诉。'
        : `评定写好了，请您先看。到${sayDay(untilOf(shownAt, timezone))}为止可以申诉。`,
    appealed: '您的申诉已经收到，等答复。',
    final: '今年的考核已经完成。',
  }[stage]
  return html`<p>${words}</p>`
}

function untilOf(shownAt: Date, timezone: string): CivilDate {
  return appealUntil(civilDate(shownAt, timezone))
}

function summaryForm({ evaluation, csrf, written, today }: OwnEvaluationPage): Html {
  const { round, content } = evaluation
  if (today > round.closesOn) return summarySection(evaluation)
  const text = written ?? content.summary ?? summaryDraft(round.period, content.statements)
  return html`<section>
<h2 id="own">我的总结</h2>
<p class="soft">按记录写好的草稿。不对的请改，没写到的请补上。</p>
<form method="post" action="/review/year/${round.id}/summary"><input type="hidden" name="csrf" value="${csrf}">
<textarea name="text" rows="9" maxlength="${WORDS_MAX}" required aria-labelledby="own">${text}</textarea>
<div class="buttons"><button name="do" value="keep">先存着</button><button class="primary" name="do" value="hand-in">交上去</button></div>
</form>
<p class="soft">交上去以后不能再改。</p>
</section>
`
}

/** Nobody's before it is shown to the member. */
function gradeOf(shown: OwnEvaluationPage): Html | null {
  const { evaluation, csrf } = shown
  if (!['shown', 'appealed', 'final'].includes(evaluation.stage)) return null
  if (isToHandOver(evaluation)) {
    return html`<form method="post" action="/review/year/${evaluation.round.id}/open"><input type="hidden" name="csrf" value="${csrf}"><button class="primary">打开评定</button></form>
`
  }
  return html`${gradeSection(evaluation)}${appealSection(evaluation)}${evaluation.stage === 'shown' ? answerForms(shown) : null}`
}

function answerForms({ evaluation, csrf, appealTo, written, timezone }: OwnEvaluationPage): Html {
  const { round, shownAt } = evaluation
  const until = shownAt === null ? null : sayDay(untilOf(shownAt, timezone))
  const way = `/review/year/${round.id}`
  return html`<section>
<h2>您同意吗</h2>
<form method="post" action="${way}/agree"><input type="hidden" name="csrf" value="${csrf}"><button class="primary">同意，没有意见</button></form>
<p class="soft">不点也可以，${until ?? ''}以后就算定下来。</p>
<details${appealOpen(written)}><summary>不同意，我要申诉</summary>
${
  appealTo.length === 0
    ? html`<p>现在没有别人可以受理，请直接找上级组织。</p>`
    : html`<form method="post" action="${way}/appeal"><input type="hidden" name="csrf" value="${csrf}">
<fieldset class="choice"><legend>请谁来定（不会是给您评定的人）</legend>
${appealTo.map(
  (
    { personId, name, distance },
    i,
  ) => html`<label><input type="radio" name="to" value="${personId}" required${i === 0 ? CHECKED : null}> ${name}（${distance === 0 ? '书记' : distance === 1 ? '副书记' : '上级组织'}）</label>
`,
)}</fieldset>
<p><label for="appeal">哪里不对</label></p>
<textarea id="appeal" name="text" rows="5" maxlength="${WORDS_MAX}" required>${written ?? ''}</textarea>
<button>提出申诉</button>
</form>`
}
</details>
</section>
`
}

const CHECKED = html` checked`

function appealOpen(written: string | null): Html | null {
  return written === null ? null : html` open`
}
