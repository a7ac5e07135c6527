import type { ClosedMatter, NoticePerson, PublicNoticeBoard } from '../../domain/notice-board.ts'
import { type Html, html, page } from './html.ts'
import { ONCE_PLACEHOLDER, opinionForm } from './opinion-form.ts'
import type { Script } from './script.ts'

export interface NoticePage {
  board: PublicNoticeBoard
  /** How one tells the bot. */
  howToTell: string
  script: Script
  /** Writes a sentence in that script. */
  say: (text: string) => string
}

const SCRIPT_NAMES: Readonly<Record<Script, string>> = { 'zh-Hans': '简体', 'zh-Hant': '繁體' }

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
${opinionForm({ code: board.code, once: ONCE_PLACEHOLDER, script, say, privacy: board.privacy })}
${list(say('管哪些地方'), board.areas)}
${list(say('做哪些事'), board.duties.map(say))}
${closed(shown)}
${complaints(shown)}
${danger(shown)}
<footer>
<p>${say(`${sayDay(board.asOf)}公示，编号`)} ${board.code}</p>
</footer>
</main>`
  return page(`${board.zone} ${say('党员责任区公示')}`, body, script)
}

function otherScript(script: Script): Html {
  const other = script === 'zh-Hans' ? 'zh-Hant' : 'zh-Hans'
  return html`<nav><a href="?lang=${other}" lang="${other}" hreflang="${other}">${SCRIPT_NAMES[other]}</a></nav>`
}

function whoAnswers({ board, howToTell, say }: NoticePage): Html {
  return html`<section class="who">
<h2>${say('有事找谁')}</h2>
${
  board.people.length === 0
    ? html`<p>${say('还没有定人，有事请找支部。')}</p>`
    : html`<ul>${board.people.map((person) => html`<li>${named(person, say)}</li>`)}</ul>`
}
<p>${say(howToTell)}</p>
</section>`
}

function named({ name, title }: NoticePerson, say: NoticePage['say']): Html {
  if (name === null) return html`<b>${say(title)}</b>`
  return html`<b>${name}</b> ${say(title)}`
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
  return html`<section>
<h2>${say('最近办结的事')}</h2>
<ul>${board.closed.map((matter) => html`<li>${say(matterWords(matter))}</li>`)}</ul>
<p>${say('只写类别和楼栋，不写是谁说的、说了什么。')}</p>
</section>`
}

/** `11月21日，3号楼，公共设施，已解决`. */
function matterWords({ category, building, end, closedOn }: ClosedMatter): string {
  return [sayDay(closedOn).replace(/^\d+年/u, ''), building, category, end].filter((part) => part !== null).join('，')
}

function complaints({ board, say }: NoticePage): Html {
  return html`<section>
<h2>${say('对办理不满意')}</h2>
<p>${say('在聊天里或“我说过的事”里说“没好”，会重新办。也可以找支部：')}</p>
<p>${board.branch}${board.leader === null ? null : html` ${named(board.leader, say)}`}</p>
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
