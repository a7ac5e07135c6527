import type { BallotRound, Subject } from '../../store/ballot-rounds.ts'
import { type Html, html, page } from './html.ts'
import { otherScript } from './notice-page.ts'
import { boardWriterOf, type Script, writerOf } from './script.ts'

const TITLE = '民主评议投票'

/** Where the program of the page is found, which says in that script what it says. */
export const BALLOT_PROGRAMS: Readonly<Record<Script, string>> = {
  'zh-Hans': '/pages/ballot/ballot.js',
  'zh-Hant': '/pages/ballot/ballot.zh-Hant.js',
}

export interface BallotPage {
  round: BallotRound
  voterId: string
  script: Script
}

/** The one page of ours that needs a program: what makes ballots anonymous is reckoned on the voter's own phone. */
export function ballotPage({ round, voterId, script }: BallotPage): string {
  const { say, sayName } = boardWriterOf(script)
  const others = round.subjects.filter(({ id }) => id !== voterId)
  const allKeys = round.subjects.map(keyOf).join(' ')
  const words = [...round.choices.map((word, place) => [say(word), String(place)] as const), [say('弃权'), ''] as const]
  const body = html`<main class="board ballot" data-round="${round.id}" data-keys="${allKeys}">
${otherScript(script)}
<h1>${sayName(round.branchName)}</h1>
<p>${say(`${TITLE}，${dayOf(round.closesOn)}截止，当天还能投。`)}</p>
<p class="soft">${say('不记名：这里不留下谁投了哪一票，书记和管理员都看不到。投出后不能改，不给自己投。不了解的选“弃权”。')}</p>
<noscript><p class="notice" role="alert">${say('这一页要用到浏览器的脚本，现在没有开。请从企业微信或钉钉里点开。')}</p></noscript>
<form hidden>
${others.map((subject) => subjectField(subject, words))}
<p class="notice" role="alert" hidden></p>
<button class="primary" type="submit">${say('投出')}</button>
<p class="soft">${say('核对码')} <b class="code"></b>${say('：大家的应该一样。')}</p>
</form>
<section class="done" role="status" hidden></section>
</main>
<script type="module" src="${BALLOT_PROGRAMS[script]}"></script>`
  return page(say(TITLE), body, script)
}

/** @param choices words and values, in the order in which they stand */
function subjectField(subject: Subject, choices: readonly (readonly [word: string, value: string])[]): Html {
  const { id, name } = subject
  return html`<fieldset data-subject="${id}" data-key="${keyOf(subject)}">
<legend>${name}</legend>
${choices.map(
  ([word, value]) => html`<label><input type="radio" name="${id}" value="${value}"> ${word}</label>
`,
)}</fieldset>
`
}

function keyOf({ publicKey }: Subject): string {
  return publicKey?.toString('base64') ?? ''
}

/** `2026-12-25` as people say it. */
function dayOf(date: string): string {
  const [, month, day] = date.split('-').map(Number)
  return `${month}月${day}日`
}

/** Why there is nothing to vote on. */
export function noBallotPage(words: string, script: Script): string {
  const say = writerOf(script)
  const body = html`<main class="board"><h1>${say(TITLE)}</h1><p class="notice">${say(words)}</p></main>`
  return page(say(TITLE), body, script)
}

export const BALLOT_WORDS = {
  unknown: '这个链接打不开。请在聊天里点最新的投票卡片。',
  foreign: '您不在这次投票的名单里。如果不对，请告诉支部书记。',
  not_yet: '投票还没有开始，请到开始那天再打开。',
  over: '投票已经结束，不能再投了。谢谢您。',
  cancelled: '这次投票已经取消。',
  taken: '您的选票已经在另一部手机或另一个浏览器上领了，请在那里打开接着投。',
  mismatch: '名单有变化，请重新打开这一页再投。',
  preparing: '选票正在准备，请稍等，这一页会自己打开。',
  malformed: '没有投出去，请重新打开这一页再试。',
} as const
