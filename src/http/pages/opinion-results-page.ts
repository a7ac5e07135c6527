import { sayDay } from '../../decide/replies/handling.ts'
import { roundName } from '../../decide/replies/reviews.ts'
import { surveyGroupText } from '../../decide/replies/survey.ts'
import { ANSWERS_MIN, type Share } from '../../domain/review/interval.ts'
import { type Counts, type Question, resultOf } from '../../domain/review/opinions.ts'
import type { OpinionRound, ZoneOpinions } from '../../store/opinion-results.ts'
import { type Html, html } from './html.ts'
import { reviewFrame } from './review-frame.ts'

export interface OpinionResultsPage {
  round: OpinionRound
  /** Those that the reader may know of. */
  zones: readonly ZoneOpinions[]
  /** They may also know of all together, and ask residents to answer. */
  leads: boolean
  publicUrl: string
  csrf: string
}

/** What residents answered, or how they are asked: never who, and no number of few. */
export function opinionResultsPage(shown: OpinionResultsPage): string {
  const { round, csrf } = shown
  const isOver = round.state === 'closed' || round.state === 'final'
  const body = html`<p>${round.branchName}，${roundName({ round: round.kind, period: round.period })}</p>
${isOver ? results(shown) : asking(shown)}`
  return reviewFrame({ title: '群众意见', csrf, body })
}

/** While it goes on nobody sees what was answered: whoever knows who came by would know what they said. */
function asking({ round, zones, leads, publicUrl }: OpinionResultsPage): Html {
  const { closesOn } = round
  if (round.state === 'awaiting_seed') return html`<p>还没有抽签，还没有问居民。</p>`
  return html`<p>正在问居民，${sayDay(closesOn)}截止。截止以后这里看结果，在那以前谁也看不到。</p>
${
  leads
    ? html`<h2>请居民来答</h2>
<p>企业微信和钉钉不能主动发消息给居民。请把下面的话转到居民群里，或者请居民扫公示牌上的码。</p>
${zones.map((zone) => groupWords(zone, { closesOn, publicUrl }))}`
    : null
}`
}

/** As it is copied into the group of a zone. */
function groupWords(
  { code, name }: ZoneOpinions,
  { closesOn, publicUrl }: { closesOn: string; publicUrl: string },
): Html {
  const url = new URL(`/z/${encodeURIComponent(code)}/survey`, publicUrl).href
  return html`<section>
<h3>${code} ${name}</h3>
<p class="notice">${surveyGroupText({ zoneName: name, closesOn, url })}</p>
</section>
`
}

function results({ round, zones, leads }: OpinionResultsPage): Html {
  return html`<p class="soft">回答不记名，截止时只留下总数，不到${ANSWERS_MIN}人回答的不写数字。“大约”是按回答的人数推算到全体居民，人越少，范围越宽。</p>
${leads ? branchTotal(round) : null}
${zones.map(
  (zone) => html`<section>
<h2>${zone.code} ${zone.name}</h2>
${zone.counts === null ? html`<p>样本不足（不到${ANSWERS_MIN}人回答）。</p>` : html`<p>${coverage(zone)}</p>${round.questions.map((question, i) => answered(question, zone.counts?.[i] ?? []))}`}
</section>
`,
)}${leads ? restOfZones(round) : null}`
}

/** Of more zones than one; not of a question where it would tell of a zone with too few answers. */
function branchTotal({ questions, zones, together }: OpinionRound): Html | null {
  if (zones.length < 2) return null
  return html`<section>
<h2>全支部</h2>
${questions.map((question, i) => {
  const total = together[i]?.total ?? null
  return total === null
    ? html`<p><b>${question.text}</b><br>有的责任区样本不足，这一问不写合计。</p>`
    : answered(question, total)
})}
</section>
`
}

/** Zones with too few answers each, as one. */
function restOfZones({ questions, together }: OpinionRound): Html | null {
  const told = questions.flatMap((question, i) => {
    const rest = together[i]?.rest ?? null
    return rest === null ? [] : [answered(question, rest)]
  })
  if (told.length === 0) return null
  return html`<section>
<h2>其余责任区合计</h2>
<p class="soft">单独不到${ANSWERS_MIN}人回答的责任区，合在一起：</p>
${told}
</section>
`
}

function coverage({ answerCount, householdCount }: ZoneOpinions): string {
  return householdCount === null ? `${answerCount}人回答。` : `约${householdCount}户，${answerCount}人回答。`
}

function answered(question: Question, counts: Counts): Html {
  const result = resultOf(question, counts)
  if (result === null) return html`<p><b>${question.text}</b><br>样本不足。</p>`
  const shares = result.answers.map(({ text, count }) => `${text} ${count}人`).join('，')
  return html`<p><b>${question.text}</b><br>${shares}。${result.good === null ? null : html`<br>${goodWords(question, result.good)}`}</p>
`
}

/** `大约 41%–77% 的人会答“满意”`: among those who say anything. */
function goodWords({ answers }: Question, { low, high }: Share): string {
  const good = answers.filter(({ sense }) => sense === 'good').map(({ text }) => `“${text}”`)
  const range = `${percent(low)}–${percent(high)}`
  const among = answers.some(({ sense }) => sense === 'none') ? '说得上来的人里，' : ''
  return `${among}大约 ${range} 的人会答${good.join('或')}。`
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`
}
