import { sayDay } from '../../decide/replies/handling.ts'
import { shown } from '../../decide/replies/words.ts'
import { publicWords } from '../../domain/public-text.ts'
import type { CommendationShown, CommendingRefusal } from '../../store/commendations.ts'
import type { Named } from '../../store/rectification-lists.ts'
import { type Html, html, page } from './html.ts'
import { alertLine, choiceField, doneLine, hidden, wordsField } from './review-fields.ts'
import { reviewFrame } from './review-frame.ts'
import type { ReviewReader } from './review-reader.ts'

const LINE_CHARS = 60

export const COMMENDING_REFUSALS: Readonly<Record<CommendingRefusal, string>> = {
  own: '不能表彰自己，请别的负责人来写。',
  no_words: '请写明为什么表彰。',
  not_of_branch: '选的人不在这个支部，或者已经离开。请重新选。',
  evidence: '有的事件编号不是这个支部的，请再看一看。最多写20个。',
}

export const COMMENDATION_DONE: Readonly<Record<string, string>> = {
  given: '已记下，很快会告诉本人。',
  public: '好的，会写到您责任区的公示牌上。随时可以收回。',
  private: '好的，不公开。',
}

/** Those of the reader, those that they gave, and those of the branches that they lead. */
export function commendationsPage(reader: ReviewReader, all: readonly CommendationShown[]): string {
  const own = all.filter(({ person }) => person.id === reader.personId)
  const others = all.filter(({ person }) => person.id !== reader.personId)
  const branches = [...reader.leads, ...reader.above]
  const body = html`${section('我的', own, '还没有表彰。')}
${others.length === 0 ? null : section('别人的', others, '')}
${
  branches.length === 0
    ? null
    : html`<section>
<h2>表彰一位党员</h2>
<ul>
${branches.map(
  ({ id, name }) => html`<li><a href="/review/commendations/new?branch=${id}">${name}</a></li>
`,
)}</ul>
</section>`
}
<p class="soft">本人同意了才公开，随时可以收回。</p>`
  return reviewFrame({ title: '表彰', csrf: reader.csrf, body })
}

function section(title: string, some: readonly CommendationShown[], none: string): Html {
  return html`<section>
<h2>${title}</h2>
${
  some.length === 0
    ? html`<p>${none}</p>`
    : html`<ul class="items">
${some.map(
  (one) => html`<li class="plain">
<p><span class="label">${one.person.name}</span> ${sayDay(one.givenOn)}，${one.branch.name}</p>
<p><a href="/review/commendations/${one.id}">${shown(one.reason, LINE_CHARS)}</a></p>
</li>
`,
)}</ul>`
}
</section>`
}

export interface CommendPage {
  reader: ReviewReader
  branch: Named
  people: readonly Named[]
  /** What was filled in before it was refused. */
  filled: Partial<Record<string, string>>
  problem: string | null
}

export function commendPage({ reader, branch, people, filled, problem }: CommendPage): string {
  const others = people.filter(({ id }) => id !== reader.personId)
  const body = html`<p class="soft">${branch.name}</p>
${alertLine(problem)}
<form method="post" action="/review/commendations">
${hidden('csrf', reader.csrf)}${hidden('branch', branch.id)}
${choiceField({ name: 'person', label: '表彰谁', options: others, value: filled.person ?? '' })}
${wordsField({ name: 'reason', label: '做了什么，为什么表彰', value: filled.reason ?? '' })}
<p><label for="codes">有哪些事件可以看（编号，可以不写）</label></p>
<input id="codes" name="codes" value="${filled.codes ?? ''}" placeholder="A3-0017" autocomplete="off">
<button class="primary">表彰</button>
</form>
<p class="soft">先告诉本人。本人同意了才公开。</p>`
  return reviewFrame({ title: '表彰一位党员', csrf: reader.csrf, body })
}

export interface CommendationPage {
  reader: ReviewReader
  one: CommendationShown
  done: string | null
}

/** One commendation; its person decides here whether others may read it. */
export function commendationPage({ reader, one, done }: CommendationPage): string {
  const body = html`${doneLine(done)}
<p><b>${one.person.name}</b>，${sayDay(one.givenOn)}，${one.branch.name}</p>
<p>${one.reason}</p>
${evidenceLine(one)}
<p class="soft">${one.isPublic ? '本人同意公开。' : '没有公开。'}</p>
${one.person.id === reader.personId ? publicForm(reader, one) : null}
<p class="ways"><a href="/review/commendations/${one.id}/print">打印</a></p>
<p class="ways"><a href="/review/commendations">看所有表彰</a></p>`
  return reviewFrame({ title: '表彰', csrf: reader.csrf, body })
}

function evidenceLine({ evidence }: CommendationShown): Html | null {
  return evidence.length === 0 ? null : html`<p class="soft">依据：${evidence.map(({ id }) => id).join('、')}</p>`
}

/** What exactly would be read by everybody stands above the button. */
function publicForm({ csrf }: ReviewReader, { id, reason, isPublic }: CommendationShown): Html {
  return html`<section>
<h2>公开不公开，由您定</h2>
<p>公示牌上会写您的称呼和这句话：${publicWords(reason)}</p>
<form method="post" action="/review/commendations/${id}/public">
${hidden('csrf', csrf)}
<button class="primary" name="public" value="${isPublic ? 'no' : 'yes'}">${isPublic ? '收回，不公开' : '同意公开'}</button>
</form>
</section>`
}

/** To be printed from the browser, on one sheet. */
export function commendationSheet(one: CommendationShown): string {
  const [year = 0, month = 0, day = 0] = one.givenOn.split('-').map(Number)
  return page(
    `表彰 ${one.person.name}`,
    html`<main class="sheet">
<h1>表　彰</h1>
<p>${one.person.name}同志：</p>
<p>${one.reason}</p>
<p>特此表彰。</p>
<p class="signed">${one.branch.name}<br>${year}年${month}月${day}日</p>
<p class="soft">编号 ${one.number}${one.evidence.length === 0 ? null : `，依据：${one.evidence.map(({ id }) => id).join('、')}`}</p>
</main>`,
  )
}
