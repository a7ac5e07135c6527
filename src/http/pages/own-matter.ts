import { nextStep } from '../../decide/replies/next-step.ts'
import { matterWords, nowIs } from '../../decide/replies/words.ts'
import { isSaidDone, isUnderWay, outsideStatus } from '../../domain/case.ts'
import { ROLE_TITLES, type Role, SECRETARY_ROLES } from '../../domain/vocabulary.ts'
import type { OwnMatter } from '../../store/page-matters.ts'
import { type Html, html } from './html.ts'
import { TEXT_MAX } from './opinion-form.ts'
import type { OwnPageShown } from './own-page.ts'
import { sayWhen } from './say-when.ts'

/** How a matter stands, who has it, and what its reporter may say to that. */
export function matterSection(matter: OwnMatter, shown: OwnPageShown & { open: boolean }): Html {
  const { record, said } = matter
  const { say, open } = shown
  return html`<section class="matter"><details ${open ? html`open` : null}>
<summary><b>${say(matterWords(record))}</b><br>${say(stateWords(matter))}</summary>
<p class="soft">${say('编号')} ${record.code}</p>
${nextLine(matter, say)}
${said === null ? null : html`<p class="words">${say(`办理的人说（${sayWhen(said.at, shown)}）：${said.words}`)}</p>`}
${mayJudge(matter) ? judging(matter, shown) : null}
${mayWrite(matter) ? writing(matter, shown) : null}
${mayAskForBranch(matter) ? branch(matter, shown) : null}
</details></section>`
}

function stateWords({ record, handlerRole }: OwnMatter): string {
  const whose =
    handlerRole === null || outsideStatus(record.state) === 'closed' ? '' : `，由${titleOf(handlerRole)}办理`
  if (record.state === 'draft')
    return handlerRole === null ? '等您看对不对' : `等您看对不对，会转给${titleOf(handlerRole)}`
  return `${nowIs(record.state)}${whose}`
}

function titleOf(role: Role): string {
  return ROLE_TITLES[role]
}

/** Where it can be said by a button, the words to say it with are left out. */
function nextLine(matter: OwnMatter, say: OwnPageShown['say']): Html | null {
  if (matter.record.state === 'draft') return html`<p>${say('对就点“对”，不点也行，过一会儿就转过去。')}</p>`
  const next = mayJudge(matter) ? null : nextStep(matter.record, 'reporter')
  return next === null ? null : html`<p>${say(next)}</p>`
}

function mayJudge({ record: { state, satisfied } }: OwnMatter): boolean {
  return isSaidDone(state) && state !== 'cancelled' && state !== 'duplicate' && satisfied !== true
}

function mayWrite({ record: { state } }: OwnMatter): boolean {
  return isUnderWay(state)
}

function mayAskForBranch({ record: { state }, handlerRole }: OwnMatter): boolean {
  const isBranchs = handlerRole !== null && SECRETARY_ROLES.includes(handlerRole)
  return !isBranchs && !isSaidDone(state)
}

type Forms = Pick<OwnPageShown, 'path' | 'once' | 'say'>

function judging({ record: { code } }: OwnMatter, { path, once, say }: Forms): Html {
  return html`<form method="post" action="${path}/judge">
<input type="hidden" name="once" value="${once}"><input type="hidden" name="about" value="${code}">
<p><label for="words-${code}">${say('办好了吗？也可以写一两句')}</label></p>
<input id="words-${code}" name="words" maxlength="60" autocomplete="off">
<div class="buttons"><button class="primary" name="verdict" value="good">${say('好')}</button><button name="verdict" value="notgood">${say('没好')}</button></div>
</form>`
}

function writing({ record: { code } }: OwnMatter, { path, once, say }: Forms): Html {
  return html`<form method="post" action="${path}/say">
<input type="hidden" name="once" value="${once}"><input type="hidden" name="about" value="${code}">
<p><label for="about-${code}">${say('就这件事，给办理的人写一句')}</label></p>
<textarea id="about-${code}" name="text" rows="2" maxlength="${TEXT_MAX}" required></textarea>
<button>${say('写给办理的人')}</button>
</form>`
}

function branch({ record: { code } }: OwnMatter, { path, once, say }: Forms): Html {
  return html`<form method="post" action="${path}/branch">
<input type="hidden" name="once" value="${once}"><input type="hidden" name="about" value="${code}">
<button>${say('不找这位党员，找支部')}</button>
</form>`
}
