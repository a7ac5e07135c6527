import { roundName } from '../../decide/replies/reviews.ts'
import type { CivilDate } from '../../domain/calendar.ts'
import { CASE_STATES } from '../../domain/case.ts'
import { TICKS, type Tick, type Ticks, tickByRecords } from '../../domain/review/checklist.ts'
import { ACTIVITIES } from '../../domain/vocabulary.ts'
import { WORDS_MAX } from '../../store/rectifications.ts'
import {
  type Finding,
  mayCheck,
  type SampledZoneView,
  type SpotCheckReader,
  type SpotCheckRound,
} from '../../store/spot-check.ts'
import type { ZoneHalfYear } from '../../store/zone-half-year.ts'
import { type Html, html } from './html.ts'
import { reviewFrame } from './review-frame.ts'

export interface SpotCheckZonePage {
  round: SpotCheckRound
  zone: SampledZoneView
  reader: SpotCheckReader
  personId: string
  records: ZoneHalfYear
  /** What the reader put down before, not closed yet. */
  begun: { ticks: Ticks; words: string | null } | null
  /** The day that is proposed for putting something right. */
  dueOn: CivilDate
  csrf: string
  /** What was just done, or why it was not. */
  said: { words: string; isRefusal: boolean } | null
  /** What was typed into the form that was refused. */
  typed: Partial<Record<string, string>>
}

/** One zone that was drawn: the form for whoever checks it, the member's own words, and in the end how it went. */
export function spotCheckZonePage(page: SpotCheckZonePage): string {
  const { round, zone, reader, records, csrf, said } = page
  const checksNow = isOpen(page) && mayCheck(reader, zone.id)
  const isMember = zone.members.some(({ id }) => id === page.personId)
  return reviewFrame({
    title: `${zone.code} ${zone.name}`,
    csrf,
    body: html`<div class="ballot">
<p class="soft">${roundName({ round: 'spot_check', period: round.period })}，${membersOf(zone)}</p>
${said && html`<p class="notice" role="${said.isRefusal ? 'alert' : 'status'}">${said.words}</p>`}
${zone.replaced && html`<p class="notice">这个责任区不查了，原因：${zone.replaced.reason}</p>`}
${zone.check && result(page)}
${recordsOf(records)}
${isOpen(page) && isMember ? ownWordsForm(page) : ownWords(page)}
${checksNow ? html`${checkForm(page)}${replaceForm(page)}` : null}
<p><a href="/review/spot/${round.id}">回这次抽查</a></p>
</div>`,
  })
}

function isOpen({ round, zone }: SpotCheckZonePage): boolean {
  return round.refusal === null && !zone.replaced && !zone.check
}

function membersOf({ members }: SampledZoneView): string {
  return members.length === 0 ? '现在没有责任区党员' : members.map(({ name }) => name).join('、')
}

/** For the member first; then for the branch. */
function result(page: SpotCheckZonePage): Html | null {
  const { zone, reader, records } = page
  const { check } = zone
  if (!check) return null
  const ticked = (tick: Tick) => records.duties.filter(({ id }) => check.ticks[id] === tick).map(({ title }) => title)
  return html`<section>
<h2>检查结果</h2>
<p class="soft">${check.name}看的。不打分，不排名。有不对的地方，请对支部书记说。</p>
${(Object.keys(TICKS) as Tick[]).map((tick) => tickedAlike(tick, ticked(tick)))}
${check.words === null ? null : html`<p>${check.words}</p>`}
${findings(page, mayCheck(reader, zone.id) || reader.zoneIds.includes(zone.id))}
</section>`
}

/** What was not looked at says nothing about anybody: it is told by number. */
function tickedAlike(tick: Tick, titles: readonly string[]): Html {
  if (titles.length === 0) return html``
  if (tick === 'unseen') return html`<p class="soft">另有${titles.length}项这次没有看。</p>`
  return html`<h3>${TICKS[tick]}</h3>
<ul>
${titles.map(
  (title) => html`<li>${title}</li>
`,
)}</ul>`
}

function recordsOf({
  cases,
  activities,
  focuses,
  visitCount,
  approved,
  knowingCount,
  memberCount,
}: ZoneHalfYear): Html {
  const lines = [
    cases.length === 0
      ? '没有事件'
      : `事件：${cases.map((one) => `${CASE_STATES[one.state]}${one.count}件`).join('，')}`,
    activities.length === 0
      ? '没有工作记录'
      : `做过的工作：${activities.map((one) => `${ACTIVITIES[one.activity]}${one.count}次`).join('，')}`,
    focuses.length === 0 ? null : `重点：${focuses.join('、')}`,
    `公示牌看过${visitCount}次`,
    `划分${approved ? '已由支部通过' : '还没记为支部通过'}，${memberCount}位责任区党员里${knowingCount}位点过“知道了”`,
  ]
  return html`<section>
<h2>这半年的记录</h2>
<p class="soft">系统里已有的，不用再报。发现的事多，不算不好。</p>
<ul>
${lines.flatMap((words) =>
  words === null
    ? []
    : [
        html`<li>${words}</li>
`,
      ],
)}</ul>
</section>`
}

function pathOf({ round, zone }: Pick<SpotCheckZonePage, 'round' | 'zone'>): string {
  return `/review/spot/${round.id}/${encodeURIComponent(zone.code)}`
}

/** @param withFile a photo may come with it */
function formStart(page: SpotCheckZonePage, act: string, { withFile = false } = {}): Html {
  const { csrf } = page
  return html`<form method="post" action="${pathOf(page)}/${act}"${withFile ? html` enctype="multipart/form-data"` : null}>
<input type="hidden" name="csrf" value="${csrf}">`
}

/** One form: whatever is sent, nothing that was ticked or written beside it is lost. */
function checkForm(page: SpotCheckZonePage): Html {
  const { records, begun, typed } = page
  return html`${formStart(page, 'check', { withFile: true })}
<section>
<h2>逐项看一看</h2>
<p class="soft">已按记录先替您选好，请按看到的改。</p>
${records.duties.map((duty) => dutyField(duty, chosen(page, duty)))}
<p><label for="words">还要说的（可以不写）</label></p>
<textarea id="words" name="words" rows="3" maxlength="${WORDS_MAX}">${typed.words ?? begun?.words ?? ''}</textarea>
</section>
${findings(page, true)}${findingFields(page)}<p class="buttons"><button name="act" value="keep">先存着</button>
<button class="primary" name="act" value="close">检查完了</button></p>
<p class="soft">点“检查完了”以后不能再改，结果先告诉本人。</p>
</form>`
}

type Duty = ZoneHalfYear['duties'][number]

function chosen({ begun, typed }: SpotCheckZonePage, duty: Duty): string {
  return typed[`tick-${duty.id}`] ?? begun?.ticks[duty.id] ?? tickByRecords(duty)
}

function dutyField({ id, title, doneCount, missedCount }: Duty, value: string): Html {
  const told = doneCount + missedCount === 0 ? '没有按期记录' : `做到${doneCount}次，到期没有记录${missedCount}次`
  return html`<fieldset class="ticks">
<legend>${title}</legend>
<p class="soft">记录：${told}</p>
${(Object.keys(TICKS) as Tick[]).map((tick) => radio(`tick-${id}`, tick, { words: TICKS[tick], isChosen: tick === value }))}</fieldset>
`
}

function radio(name: string, value: string, { words, isChosen }: { words: string; isChosen: boolean }): Html {
  const checked = isChosen ? html` checked` : null
  return html`<label><input type="radio" name="${name}" value="${value}"${checked}> ${words}</label>
`
}

/** @param withFollow what somebody is to put right is between them and who leads the branch */
function findings(page: SpotCheckZonePage, withFollow: boolean): Html | null {
  const found = page.zone.findings
  if (found.length === 0) return null
  return html`<h3>发现的问题</h3>
<ul>
${found.map((finding) => findingLine(finding, { zonePath: pathOf(page), withFollow }))}</ul>`
}

function findingLine(
  { id, text, hasPhoto, caseCode, rectificationNumber }: Finding,
  { zonePath, withFollow }: { zonePath: string; withFollow: boolean },
): Html {
  const known = [caseCode && `事件 ${caseCode}`, rectificationNumber && `整改 ${rectificationNumber}`].filter(Boolean)
  const follow = withFollow && known.length > 0 ? `（${known.join('，')}）` : ''
  const photo = `${zonePath}/photo/${id}`
  const shown = html`<br><a href="${photo}"><img class="seen" src="${photo}" alt="照片：${text}" loading="lazy"></a>`
  return html`<li>${text}${follow}${hasPhoto ? shown : null}</li>
`
}

function findingFields(page: SpotCheckZonePage): Html {
  const { zone, typed, dueOn } = page
  const follow = typed.follow ?? 'none'
  const choice = (value: string, words: string) => radio('follow', value, { words, isChosen: follow === value })
  return html`<section>
<h2>发现问题（没有就不写）</h2>
<p><label for="finding">在哪里、什么问题</label></p>
<textarea id="finding" name="text" rows="3" maxlength="${WORDS_MAX}">${typed.text ?? ''}</textarea>
<p><label for="photo">照片（可以不选，一张）</label></p>
<input id="photo" name="photo" type="file" accept="image/jpeg,image/png,image/webp">
<p class="soft">请不要拍到人脸、门牌和车牌。照片里的位置会删掉，两年后照片也删掉。</p>
<fieldset>
<legend>接下来</legend>
${choice('none', '只记下')}${choice('case', '开成事件去办')}${zone.members.length === 0 ? null : choice('rectification', '限期整改')}</fieldset>
${zone.members.length === 0 ? null : rectificationFields(page, dueOn)}
<p><button name="act" value="finding">记下这个问题</button></p>
</section>
`
}

/** Used only where something is to be put right by somebody. */
function rectificationFields({ zone, typed }: SpotCheckZonePage, dueOn: CivilDate): Html {
  const [first] = zone.members
  const who = typed.person ?? first?.id
  return html`<details><summary>限期整改：谁、哪天以前</summary>
<fieldset>
<legend>请谁整改</legend>
${zone.members.map(({ id, name }) => radio('person', id, { words: name, isChosen: id === who }))}</fieldset>
<p><label for="due">哪天以前</label></p>
<input id="due" name="dueOn" type="date" value="${typed.dueOn ?? dueOn}">
</details>`
}

function ownWords({ zone, reader, personId }: SpotCheckZonePage): Html | null {
  const isMember = zone.members.some(({ id }) => id === personId)
  if (zone.ownWords.length === 0 || (!isMember && !mayCheck(reader, zone.id))) return null
  return html`<section>
<h2>本人说明</h2>
${zone.ownWords.map(
  ({ name, text }) => html`<p>${name}：${text}</p>
`,
)}</section>`
}

function ownWordsForm(page: SpotCheckZonePage): Html {
  const { zone, personId, typed } = page
  const before = zone.ownWords.find((one) => one.personId === personId)?.text ?? ''
  return html`<section>
<h2>您自己的话</h2>
<p class="soft">这半年做了什么，有什么难处。记录里有的不用再写。</p>
${formStart(page, 'own-words')}
<p><label for="own">您的说明</label></p>
<textarea id="own" name="words" rows="5" maxlength="${WORDS_MAX}" required>${typed.words ?? before}</textarea>
<button class="primary">发出</button>
</form>
</section>`
}

function replaceForm(page: SpotCheckZonePage): Html {
  return html`<details><summary>这个责任区没法查，换一个</summary>
<p class="soft">换哪一个由抽签的顺序定，原因会公开。</p>
${formStart(page, 'replace')}
<p><label for="reason">为什么没法查</label></p>
<input id="reason" name="reason" maxlength="100" required>
<button>换一个</button>
</form>
</details>`
}
