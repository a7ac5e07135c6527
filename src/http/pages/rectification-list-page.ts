import { sayDay } from '../../decide/replies/handling.ts'
import { shown } from '../../decide/replies/words.ts'
import { RECTIFICATION_STATES } from '../../domain/review/vocabulary.ts'
import type { Named, RectificationShown } from '../../store/rectification-lists.ts'
import { type Html, html } from './html.ts'
import { alertLine, choiceField, dayField, hidden, wordsField } from './review-fields.ts'
import { reviewFrame } from './review-frame.ts'
import type { ReviewReader } from './review-reader.ts'

const LINE_CHARS = 60

/** What the reader has to put right, to look at, or to know of, and the way to give one. */
export function rectificationsPage(reader: ReviewReader, all: readonly RectificationShown[]): string {
  const going = all.filter(({ state }) => state === 'open' || state === 'reported')
  const own = going.filter(({ person }) => person.id === reader.personId)
  const others = going.filter(({ person }) => person.id !== reader.personId)
  const ended = all.filter((one) => !going.includes(one))
  const body = html`${section('我要做的', own, '现在没有要您整改的事。')}
${others.length === 0 ? null : section('别人的', others, '')}
${ended.length === 0 ? null : section('已经结束的', ended, '')}
${giveLinks(reader)}
<p class="soft">整改只有本人、帮忙的人、复查的人和带支部的人看得到，不公开。</p>`
  return reviewFrame({ title: '限期整改', csrf: reader.csrf, body })
}

function section(title: string, some: readonly RectificationShown[], none: string): Html {
  return html`<section>
<h2>${title}</h2>
${
  some.length === 0
    ? html`<p>${none}</p>`
    : html`<ul class="items">
${some.map(
  (one) => html`<li class="plain">
<p><span class="label">${RECTIFICATION_STATES[one.state]}</span> ${sayDay(one.dueOn)}前，${one.person.name}</p>
<p><a href="/review/rectifications/${one.id}">整改${one.number}：${shown(one.what, LINE_CHARS)}</a></p>
</li>
`,
)}</ul>`
}
</section>`
}

function giveLinks({ leads, above }: ReviewReader): Html | null {
  const branches = [...leads, ...above]
  if (branches.length === 0) return null
  return html`<section>
<h2>请人整改</h2>
<ul>
${branches.map(
  ({ id, name }) => html`<li><a href="/review/rectifications/new?branch=${id}">${name}</a></li>
`,
)}</ul>
</section>`
}

export interface GivePage {
  reader: ReviewReader
  branch: Named
  people: readonly Named[]
  /** What was filled in before it was refused. */
  filled: Partial<Record<'person' | 'what' | 'reason' | 'due' | 'helper' | 'rechecker', string>>
  problem: string | null
}

/** What, why, by when, with whose help, looked at again by whom. */
export function givePage({ reader, branch, people, filled, problem }: GivePage): string {
  const others = people.filter(({ id }) => id !== reader.personId)
  const body = html`<p class="soft">${branch.name}。最好先当面说过，再写在这里。</p>
${alertLine(problem)}
<form method="post" action="/review/rectifications">
${hidden('csrf', reader.csrf)}${hidden('branch', branch.id)}
${choiceField({ name: 'person', label: '请谁', options: others, value: filled.person ?? '' })}
${wordsField({ name: 'what', label: '要做什么', value: filled.what ?? '' })}
${wordsField({ name: 'reason', label: '为什么', value: filled.reason ?? '' })}
${dayField({ name: 'due', label: '最晚哪天做好', value: filled.due ?? '', after: reader.today })}
${choiceField({ name: 'helper', label: '请谁帮忙', options: people, value: filled.helper ?? '', none: '不用' })}
${choiceField({
  ...{ name: 'rechecker', label: '做好以后请谁复查', options: people, value: filled.rechecker ?? '' },
  none: '带支部的人',
})}
<button class="primary">发出整改</button>
</form>
<p class="soft">先告诉本人。本人7天内可以申诉，由别人来定。</p>`
  return reviewFrame({ title: '请人整改', csrf: reader.csrf, body })
}
