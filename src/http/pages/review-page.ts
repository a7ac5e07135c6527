import { sayDay } from '../../decide/replies/handling.ts'
import { countsOf, requestWords, roundTitle, timeLeft } from '../../decide/replies/review-progress.ts'
import { roundName } from '../../decide/replies/reviews.ts'
import type { OwnRequestFacts } from '../../decide/review-facts.ts'
import type { CivilDate } from '../../domain/calendar.ts'
import { stageName } from '../../domain/review/stages.ts'
import type { EvaluationsOfPerson, LateYear } from '../../store/evaluations-of-person.ts'
import type { ReviewsOfPerson } from '../../store/reviews-of-person.ts'
import { type Html, html, page } from './html.ts'
import { signOutForm } from './review-frame.ts'

export interface ReviewPage extends ReviewsOfPerson {
  evaluations: EvaluationsOfPerson
  today: CivilDate
  /** The way to the reader's own ballots in a round. */
  ballot: (roundId: string) => string
  csrf: string
}

/** The list of all that the reader has to do with in reviews; each line leads to a page of its own. */
export function reviewPage(shown: ReviewPage): string {
  const { person, requests, rounds, leads, evaluations, today, ballot, csrf } = shown
  const open = requests.filter(({ openCount }) => openCount > 0)
  const done = requests.filter(({ openCount }) => openCount === 0)
  return page(
    '考核评议',
    html`<main>
<h1>考核评议</h1>
<p class="soft">${person.name}</p>
${openSection(open, ballot)}
${appealsSection(evaluations)}${lateSection(evaluations)}${gradesSection(evaluations)}${doneSection(done, ballot)}
${leads ? roundsSection(rounds, today) : null}
<section>
<h2>表彰和整改</h2>
<ul class="ways">
<li><a href="/review/rectifications">限期整改</a></li>
<li><a href="/review/commendations">表彰</a></li>
</ul>
</section>
<footer>${signOutForm(csrf)}</footer>
</main>`,
  )
}

/** Somebody does not agree with a grade, and asks the reader. */
function appealsSection({ appeals }: EvaluationsOfPerson): Html | null {
  if (appeals.length === 0) return null
  return html`<section>
<h2>请您来定的申诉</h2>
<ul class="ways">
${appeals.map(
  ({ roundId, personId, name, branchName, period }) =>
    html`<li><a href="/review/year/${roundId}/of/${personId}">${name}，${yearTitle({ period, branchName })}</a></li>
`,
)}</ul>
</section>
`
}

/** Of branches below the reader how many, never who. */
function lateSection({ late }: EvaluationsOfPerson): Html | null {
  if (late.length === 0) return null
  return html`<section>
<h2>年终考核还没办的</h2>
<ul class="items">
${late.map(
  (year) => html`<li class="plain">
<p>${year.opens ? html`<a href="/review/year/${year.roundId}/all">${yearTitle(year)}</a>` : yearTitle(year)}</p>
<p>${lateWords(year)}</p>
</li>
`,
)}</ul>
</section>
`
}

function lateWords({ gradingCount, handOverCount }: LateYear): string {
  const parts = [
    ...(gradingCount > 0 ? [`过期没有评定 ${gradingCount} 人`] : []),
    ...(handOverCount > 0 ? [`要当面给本人看评定 ${handOverCount} 人`] : []),
  ]
  return `${parts.join('，')}。`
}

function gradesSection({ own }: EvaluationsOfPerson): Html | null {
  if (own.length === 0) return null
  return html`<section>
<h2>您的评定</h2>
<ul class="ways">
${own.map(
  (year) =>
    html`<li><a href="/review/year/${year.roundId}">${yearTitle(year)}</a> ${stageName(year)}</li>
`,
)}</ul>
</section>
`
}

function yearTitle({ period, branchName }: { period: string; branchName: string }): string {
  return roundTitle({ kind: 'year_end_evaluation', period, branchName })
}

type Ballot = ReviewPage['ballot']

function openSection(open: readonly OwnRequestFacts[], ballot: Ballot): Html {
  if (open.length === 0) return html`<section><h2>要您办的</h2><p>现在没有要您办的。</p></section>`
  return html`<section>
<h2>要您办的</h2>
<ul class="items">
${open.map((one) => requestLine(one, ballot))}</ul>
</section>`
}

function doneSection(done: readonly OwnRequestFacts[], ballot: Ballot): Html | null {
  if (done.length === 0) return null
  return html`<section>
<h2>您办过的</h2>
<ul class="ways">
${done.map((one) => doneLine(one, ballot))}</ul>
</section>`
}

function requestLine(request: OwnRequestFacts, ballot: Ballot): Html {
  const way = wayTo(request, ballot)
  const words = requestWords(request)
  return html`<li class="plain">
<p><span class="label">${sayDay(request.dueOn)}前</span> ${nameOf(request)}</p>
<p class="ways">${way === null ? html`${words}：请在聊天里说“抽签”，再加一句话。` : html`<a href="${way}">${words}</a>`}</p>
</li>
`
}

function doneLine(request: OwnRequestFacts, ballot: Ballot): Html {
  const way = wayTo(request, ballot)
  return html`<li>${way === null ? nameOf(request) : html`<a href="${way}">${nameOf(request)}</a>`}</li>
`
}

function nameOf(request: OwnRequestFacts): string {
  return `${roundName(request)}（${request.branchName}）`
}

/** Where it is done; `null`: in the chat. */
function wayTo({ kind, roundId }: OwnRequestFacts, ballot: Ballot): string | null {
  switch (kind) {
    case 'phrase':
      return null
    case 'checklist':
    case 'own_words':
      return `/review/spot/${roundId}`
    case 'summary':
    case 'grading':
      return `/review/year/${roundId}`
    case 'ballot':
      return ballot(roundId)
    case 'recheck':
      return '/review/rectifications'
  }
}

type Round = ReviewsOfPerson['rounds'][number]

function roundsSection(rounds: readonly Round[], today: CivilDate): Html {
  if (rounds.length === 0) return html`<section><h2>支部进度</h2><p>现在没有进行中的抽查、考核和评议。</p></section>`
  return html`<section>
<h2>支部进度</h2>
<ul class="items">
${rounds.map((round) => roundItem(round, today))}</ul>
</section>`
}

function roundItem(round: Round, today: CivilDate): Html {
  const counts = countsOf(round)
  return html`<li class="plain">
<p><b>${roundTitle(round)}</b></p>
<p>${timeLeft(round, today)}</p>
${counts.map(
  (words) => html`<p>${words}</p>
`,
)}${waysOf(round)}</li>
`
}

/** To what was answered where it is for the reader, and to the record of a draw, which is everybody's. */
function waysOf({ kind, id, opens, state }: Round): Html | null {
  const ways: [string, string][] = []
  if (opens && kind === 'spot_check') ways.push([`/review/spot/${id}`, '打开抽查'])
  if (opens && kind === 'year_end_evaluation') ways.push([`/review/year/${id}`, '打开考核'])
  if (opens && kind !== 'democratic_appraisal' && state !== 'cancelled')
    ways.push([`/review/opinions/${id}`, '群众意见'])
  if (kind === 'spot_check') ways.push([`/reviews/${id}`, '公开的抽签记录'])
  if (ways.length === 0) return null
  return html`<p class="ways">${ways.map(([href, words]) => html`<a href="${href}">${words}</a> `)}</p>
`
}
