import { randomBytes } from 'node:crypto'
import { type Html, html, page } from './html.ts'
import type { Script } from './script.ts'

/** Longest text of one form; more is told in several. */
export const TEXT_MAX = 1_000

/** 128 bits, as they stand in the form: sent twice by an impatient thumb, the words are kept once. */
const ONCE = /^[\w-]{22}$/
/** Stands in a page that is kept for all, until it goes out to one. */
export const ONCE_PLACEHOLDER = 'once.................x'

export function freshOnce(): string {
  return randomBytes(16).toString('base64url')
}

/** The form's own secret, or a new one where a program left it out. */
export function onceOf(sent: string | null): string {
  return sent !== null && ONCE.test(sent) ? sent : freshOnce()
}

export interface OpinionForm {
  code: string
  once: string
  script: Script
  say: (text: string) => string
  /** Who reads it, and how long it is kept: read before anything is written. */
  privacy: string
  /** What was written already. */
  text?: string
  /** The sum to be solved first. */
  question?: string | null
}

/** Where residents write: one field, one button, and above them what becomes of their words. */
export function opinionForm({ code, once, script, say, privacy, text = '', question = null }: OpinionForm): Html {
  return html`<section class="say">
<h2 id="say">${say('有事在这里说')}</h2>
<p class="soft">${say(privacy)}</p>
<form method="post" action="/z/${encodeURIComponent(code)}/say?lang=${script}">
<input type="hidden" name="once" value="${once}">
<p><label for="text">${say('在哪里、什么事')}</label></p>
<textarea id="text" name="text" rows="4" maxlength="${TEXT_MAX}" required placeholder="${say('例如：3号楼2单元楼道灯不亮')}">${text}</textarea>
${question === null ? null : sumField(question, say)}
<div class="apart" aria-hidden="true"><label>${say('这里不用填')}<input name="website" tabindex="-1" autocomplete="off"></label></div>
<p class="soft">${say('发出就是同意这样处理。不想让责任区党员看，发出后可以改找支部。')}</p>
<button class="primary">${say('发出')}</button>
</form>
<p><a href="/r">${say('看我说过的事')}</a></p>
</section>`
}

function sumField(question: string, say: OpinionForm['say']): Html {
  return html`<p><label for="sum">${say(`现在写的人很多，请先算一下：${question}`)}</label></p>
<input id="sum" name="sum" inputmode="numeric" autocomplete="off" required>`
}

/** The form anew, with what was written and what is missing. */
export function opinionAgainPage(problem: string, form: OpinionForm): string {
  const { say, script, code } = form
  const body = html`<main class="board">
<h1>${say('还没有发出')}</h1>
<p class="notice" role="alert">${say(problem)}</p>
${opinionForm(form)}
<p><a href="/z/${encodeURIComponent(code)}">${say('回公示牌')}</a></p>
</main>`
  return page(say('还没有发出'), body, script)
}
