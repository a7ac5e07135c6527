import { sayDay } from '../../decide/replies/handling.ts'
import { sayPeriod } from '../../decide/replies/reviews.ts'
import { isToHandOver, stageName } from '../../domain/review/stages.ts'
import { EVALUATION_STAGES, type EvaluationStage } from '../../domain/review/vocabulary.ts'
import type { Evaluation } from '../../store/evaluations.ts'
import { type Html, html } from './html.ts'
import { reviewFrame } from './review-frame.ts'

export interface EvaluationListPage {
  evaluations: readonly Evaluation[]
  round: Evaluation['round']
  readerId: string
  /** Whose year the reader may open. */
  opens: (evaluation: Evaluation) => boolean
  csrf: string
}

/** In their order; to be shown in person is on the way to shown. */
const STAGE_NAMES = (Object.keys(EVALUATION_STAGES) as EvaluationStage[]).flatMap((stage) => [
  ...(stage === 'shown' ? [stageName({ stage, shownAt: null })] : []),
  EVALUATION_STAGES[stage],
])

/** Who is how far, in the order of zones: no grade stands beside another, and nobody before another. */
export function evaluationListPage({ evaluations, round, readerId, opens, csrf }: EvaluationListPage): string {
  const counts = STAGE_NAMES.map((name) => ({
    name,
    count: evaluations.filter((one) => stageName(one) === name).length,
  }))
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `${name} ${count} 人`)
  const open = round.state === 'open'
  return reviewFrame({
    title: `${sayPeriod(round.period)}年终考核`,
    csrf,
    body: html`<p class="soft">${round.branchName}，共 ${evaluations.length} 人</p>
<p>${counts.join('，')}。</p>
<p>${open ? `${sayDay(round.closesOn)}截止，以后逐人评定。` : '请逐人评定，写明理由。评定好的，第二天先给本人看。'}</p>
${evaluations.some(isToHandOver) ? html`<p>有人收不到消息，请当面给本人看评定，再打开他的那一页点一下。</p>` : null}
<ul class="items">
${evaluations.map((one) => line(one, { readerId, opens }))}</ul>`,
  })
}

function line(one: Evaluation, { readerId, opens }: Pick<EvaluationListPage, 'readerId' | 'opens'>): Html {
  const { personId, personName, zoneCodes, round } = one
  const name = `${zoneCodes.join('、')} ${personName}`
  const own = personId === readerId
  const way = own ? `/review/year/${round.id}` : `/review/year/${round.id}/of/${personId}`
  return html`<li class="plain">
<p class="ways">${own || opens(one) ? html`<a href="${way}">${name}</a>` : name}</p>
<p class="soft">${own ? '您自己的，由别人评定。' : stageName(one)}</p>
</li>
`
}
