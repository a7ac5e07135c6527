import { sayHour } from '../../decide/replies/words.ts'
import type { ClosedMatter, NoticePerson, NoticeTalk, PublicNoticeBoard } from '../../domain/notice-board.ts'
import type { DrawnOutline } from '../../domain/zone-outline.ts'
import type { ZoneEntryKind } from '../../domain/zoning.ts'
import { type Html, html, page } from './html.ts'
import { ONCE_PLACEHOLDER, opinionForm } from './opinion-form.ts'
import { SCRIPT_NAMES, type Script } from './script.ts'

export interface NoticePage {
  /** In the characters of the page. */
  board: PublicNoticeBoard
  /** How one tells the bot. */
  howToTell: string
  script: Script
  /** Writes a sentence in that script. */
  say: (text: string) => string
}

/** What everybody may read of a zone: large, in plain words, without any script. */
export function zoneNoticePage(shown: NoticePage): string {
  const { board, script, say } = shown
  const body = html`<main class="board">
${otherScript(script)}
<header>
<p>${board.branch}</p>
<h1>${board.zone}</h1>
<p>${say('党员责任区公示')}</p>
</header>
${board.demo ? html`<p class="notice">${say('这是演示，不是真的责任区。')}</p>` : null}
${whoAnswers(shown)}
${survey(shown)}
${opinionForm({ code: board.code, once: ONCE_PLACEHOLDER, script, say, privacy: board.privacy })}
${waysIn(shown)}
${announcements(shown)}
${list(say('近期重点'), board.focus)}
${talks(shown)}
${commendations(shown)}
${places(shown)}
${list(say('做哪些事'), board.duties)}
${closed(shown)}
${complaints(shown)}
${danger(shown)}
<footer>
<p>${say(`${sayDay(board.asOf)}公示，编号`)} ${board.code}</p>
</footer>
</main>`
  return page(`${board.zone} ${say('党员责任区公示')}`, body, script)
}

/** The same page in the other characters. */
export function otherScript(script: Script): Html {
  const other = script === 'zh-Hans' ? 'zh-Hant' : 'zh-Hans'
  return html`<nav><a href="?lang=${other}" lang="${other}" hreflang="${other}">${SCRIPT_NAMES[other]}</a></nav>`
}

function whoAnswers({ board, howToTell, say }: NoticePage): Html {
  const { code, people } = board
  return html`<section class="who">
<h2>${say('有事找谁')}</h2>
${
  people.length === 0
    ? html`<p>${say('还没有定人，有事请找支部。')}</p>`
    : html`<ul>${people.map((person, place) => answering(person, { code, place }))}</ul>`
}
<p>${howToTell}</p>
</section>`
}

/** One line: what is asked has a page of its own. */
function survey({ board, script, say }: NoticePage): Html | null {
  const { code, surveyUntil } = board
  if (surveyUntil === null) return null
  return html`<section>
<p><a href="/z/${encodeURIComponent(code)}/survey?lang=${script}">${say('说说这一片怎么样')}</a><br>${say(`点几下就行，不记名，到${sayShortDay(surveyUntil)}为止`)}</p>
</section>`
}

function answering(person: NoticePerson, { code, place }: { code: string; place: number }): Html {
  const { phone, hasPhoto } = person
  return html`<li>${
    hasPhoto
      ? html`<img src="/z/${encodeURIComponent(code)}/photos/${place}" alt="" width="96" height="96" loading="lazy">`
      : null
  }${named(person)}${phone === null ? null : html` <a href="tel:${phone.replace(/[^+\d]/gu, '')}">${phone}</a>`}</li>`
}

function named({ name, title }: Pick<NoticePerson, 'name' | 'title'>): Html {
  return name === null ? html`<b>${title}</b>` : html`<b>${name}</b> ${title}`
}

const WAYS: Readonly<Record<ZoneEntryKind, string>> = {
  wecom_contact: '微信扫一扫，直接找责任区党员',
  wecom_group: '微信扫一扫，进居民群',
  kf: '微信扫一扫，直接说事情',
  dingtalk_group: '钉钉扫一扫，进居民群',
}

const QR = '二维码'

/** The code for another phone or a long press, the link for this one. */
function waysIn({ board, say }: NoticePage): Html | null {
  const { code, entries } = board
  if (entries.length === 0) return null
  return html`<section class="ways">
<h2>${say('也可以这样找')}</h2>
<ul>${entries.map(({ kind, url }) => {
    const label = say(WAYS[kind])
    const picture = `/z/${encodeURIComponent(code)}/ways/${kind}`
    return html`<li><a href="${url}" rel="nofollow">${label}</a><img src="${picture}" alt="${say(QR)}" width="200" height="200" loading="lazy"></li>`
  })}</ul>
</section>`
}

function announcements({ board, say }: NoticePage): Html | null {
  const told = board.announcements.map(({ text, on }) => html`<li>${text} <small>${say(sayShortDay(on))}</small></li>`)
  return told.length === 0
    ? null
    : html`<section>
<h2>${say('通知')}</h2>
<ul>${told}</ul>
</section>`
}

function talks({ board, say }: NoticePage): Html | null {
  if (board.talks.length === 0) return null
  return html`<section>
<h2>${say('民情恳谈')}</h2>
<ul>${board.talks.map((talk) => html`<li>${talkWords(talk, say)}</li>`)}</ul>
</section>`
}

/** `11月27日晚上7点，活动室，聊停车`, or what came of it. */
function talkWords({ topic, place, on, time, isCancelled, result }: NoticeTalk, say: NoticePage['say']): Html {
  const day = say(sayShortDay(on))
  if (result !== null) return html`${day} ${say('聊了')}${topic}${say('：')}${result}`
  const when = html`<b>${day}${say(sayHour(time))}</b>${say('，')}${place}${say('，聊')}${topic}`
  return isCancelled ? html`${when}${say('（取消了，不用来）')}` : when
}

function commendations({ board, say }: NoticePage): Html | null {
  if (board.commendations.length === 0) return null
  return html`<section>
<h2>${say('表彰')}</h2>
<ul>${board.commendations.map(
    ({ words, on, ...person }) =>
      html`<li>${named(person)}${say('：')}${words} <small>${say(sayShortDay(on))}</small></li>`,
  )}</ul>
</section>`
}

function places({ board, say }: NoticePage): Html | null {
  const { areas, outline } = board
  if (outline === null || outline.path === '') return list(say('管哪些地方'), areas)
  return html`<section>
<h2>${say('管哪些地方')}</h2>
${areas.length === 0 ? null : html`<ul>${areas.map((area) => html`<li>${area}</li>`)}</ul>`}
${drawing(outline, say)}
</section>`
}

/** Nothing is asked of a map's host: its shape and its size. */
function drawing({ path, width, height, metres }: DrawnOutline, say: NoticePage['say']): Html {
  const size = say(`东西约${sayMetres(metres.wide)}，南北约${sayMetres(metres.high)}`)
  return html`<figure class="outline">
<svg viewBox="-2 -2 ${width + 4} ${height + 4}" role="img" aria-label="${say('责任区的形状，上面是北。')}${size}"><path d="${path}" fill-rule="evenodd"/></svg>
<figcaption>${say('上面是北，')}${size}</figcaption>
</figure>`
}

/** `350米`, `1.2公里`: nobody measures a zone more closely. */
function sayMetres(metres: number): string {
  return metres < 1_000 ? `${Math.max(10, Math.round(metres / 10) * 10)}米` : `${(metres / 1_000).toFixed(1)}公里`
}

function list(title: string, lines: readonly string[]): Html | null {
  if (lines.length === 0) return null
  return html`<section>
<h2>${title}</h2>
<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>
</section>`
}

function closed({ board, say }: NoticePage): Html | null {
  if (board.closed.length === 0) return null
  const hasWords = board.closed.some(({ text }) => text !== null)
  return html`<section>
<h2>${say('最近办结的事')}</h2>
<ul>${board.closed.map((matter) => html`<li>${matterWords(matter, say)}</li>`)}</ul>
<p>${say(hasWords ? '不写是谁说的；内容由支部看过才写。' : '只写类别和楼栋，不写是谁说的、说了什么。')}</p>
</section>`
}

/** `11月21日，3号楼，公共设施，已解决`, and what was let out of it. */
function matterWords({ category, building, end, closedOn, text }: ClosedMatter, say: NoticePage['say']): Html {
  const parts = [say(sayShortDay(closedOn)), building, category, end].filter((part) => part !== null)
  return html`${parts.join('，')}${text === null ? null : html`<br>${text}`}`
}

function complaints({ board, say }: NoticePage): Html {
  return html`<section>
<h2>${say('对办理不满意')}</h2>
<p>${say('在聊天里或“我说过的事”里说“没好”，会重新办。也可以找支部：')}</p>
<p>${board.branch}${board.leader === null ? null : html` ${named(board.leader)}`}</p>
${board.contact === '' ? null : html`<p>${board.contact}</p>`}
</section>`
}

function danger({ say }: NoticePage): Html {
  const numbers = [
    ['火警', '119'],
    ['报警', '110'],
    ['急救', '120'],
  ] as const
  return html`<section class="danger">
<h2>${say('有危险先打电话')}</h2>
<ul>${numbers.map(([what, number]) => html`<li><a href="tel:${number}">${say(what)} ${number}</a></li>`)}</ul>
</section>`
}

/** `11月23日`. */
function sayShortDay(date: string): string {
  return sayDay(date).replace(/^\d+年/u, '')
}

/** `2026年11月23日`. */
function sayDay(date: string): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  return `${year}年${month}月${day}日`
}

/** The same for every code that leads nowhere, so that it tells nothing. */
export function noNoticePage(script: Script, say: NoticePage['say']): string {
  const title = say('没有这个公示')
  const words = say('请再扫一次公示牌上的码。如有危险请拨打 110 或 119。')
  return page(title, html`<main class="board"><h1>${title}</h1><p>${words}</p></main>`, script)
}
