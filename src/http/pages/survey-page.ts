import { sayDay } from '../../decide/replies/handling.ts'
import { NO_ANSWER, type Question } from '../../domain/review/opinions.ts'
import type { Survey } from '../../store/opinion-rounds.ts'
import { type Html, html, page } from './html.ts'
import type { Script } from './script.ts'

export interface SurveyPage {
  survey: Survey
  /** Where the form goes. */
  path: string
  once: string
  script: Script
  say: (text: string) => string
  sayName: (text: string) => string
  /** What was tapped already; empty: nothing. */
  choices?: readonly number[]
  /** What is missing. */
  problem?: string | null
  /** The sum to be solved first. */
  question?: string | null
}

/** Name of the field of a question. */
export function fieldName(place: number): string {
  return `q${place}`
}

/** Three questions at most, one tap each, and one to send them: no names, no words. */
export function surveyPage(shown: SurveyPage): string {
  const { survey, path, once, script, say, sayName, choices = [], problem = null, question = null } = shown
  const { zone, branchName, closesOn, demo } = survey
  const body = html`<main class="board">
<h1>${say('这一片怎么样')}</h1>
<p>${sayName(branchName)}${say('，')}${sayName(zone.name)}</p>
${demo ? html`<p class="notice">${say('这是演示，不是真的责任区。')}</p>` : null}
${problem === null ? null : html`<p class="notice" role="alert">${say(problem)}</p>`}
<p class="soft">${say(`不记名：这里不留名字和号码，书记和管理员都看不到是谁答的。一人答一次，到${sayDay(closesOn)}为止都可以改。`)}</p>
<form method="post" action="${path}?lang=${script}">
<input type="hidden" name="once" value="${once}">
<input type="hidden" name="round" value="${survey.roundId}">
${survey.questions.map((one, place) => questionField(one, { place, chosen: choices[place] ?? NO_ANSWER, say }))}
${question === null ? null : sumField(question, say)}
<div class="apart" aria-hidden="true"><label>${say('这里不用填')}<input name="website" tabindex="-1" autocomplete="off"></label></div>
<button class="primary">${say('交上')}</button>
</form>
${back(shown)}
</main>`
  return page(say('这一片怎么样'), body, script)
}

function questionField(
  { text, answers }: Question,
  { place, chosen, say }: { place: number; chosen: number } & Pick<SurveyPage, 'say'>,
): Html {
  return html`<fieldset class="choice">
<legend>${say(text)}</legend>
${answers.map(
  (answer, i) =>
    html`<label><input type="radio" name="${fieldName(place)}" value="${i}"${checked(i === chosen)}> ${say(answer.text)}</label>
`,
)}</fieldset>
`
}

function checked(is: boolean): Html | null {
  return is ? html` checked` : null
}

function sumField(question: string, say: SurveyPage['say']): Html {
  return html`<p><label for="sum">${say(`现在答的人很多，请先算一下：${question}`)}</label></p>
<input id="sum" name="sum" inputmode="numeric" autocomplete="off" required>`
}

function back({ survey, say, script }: Pick<SurveyPage, 'survey' | 'say' | 'script'>): Html {
  return html`<p><a href="/z/${encodeURIComponent(survey.zone.code)}?lang=${script}">${say('看公示牌')}</a></p>`
}

/** It is kept; and how to change it. */
export function surveyDonePage({ survey, path, script, say }: Omit<SurveyPage, 'once' | 'sayName'>): string {
  const body = html`<main class="board">
<h1>${say('记下了，谢谢您')}</h1>
<p>${say(`到${sayDay(survey.closesOn)}为止，想改就再答一次，后一次算数。`)}</p>
<p class="soft">${say('结果到期后由支部看：够5个人答才有数，看不到是谁答的。')}</p>
<p><a href="${path}?lang=${script}">${say('改一改')}</a></p>
<p><a href="/z/${encodeURIComponent(survey.zone.code)}?lang=${script}">${say('有具体的事，到公示牌上说')}</a></p>
</main>`
  return page(say('记下了'), body, script)
}

export const SURVEY_WORDS = {
  nothing: '这里现在没有要您答的。有事请到公示牌上说。',
  not_yet: '这里还没有开始问，请过几天再来。',
  over: '这次已经截止，没有记下。谢谢您，下次还会问。',
  cancelled: '这次不问了。有事请到公示牌上说。',
  link: '这个链接打不开了，请扫公示牌上的码，再点“说说这一片怎么样”。',
  none: '还没有选。点一个就行，不想答的可以空着。',
  elsewhere: '您已经在别处答过了，想改请在那里改。一人答一次。',
  cookies: '没有记下：这个浏览器不让我们记住您答过。请换微信或别的浏览器打开。',
  sum: '您选的还在下面，算好再按“交上”。',
} as const

/** One sentence, and the way back to the notice where there is one. */
export function noSurveyPage(
  words: string,
  { code, script, say }: { code: string | null; script: Script; say: SurveyPage['say'] },
): string {
  const title = say('这一片怎么样')
  const notice =
    code === null ? null : html`<p><a href="/z/${encodeURIComponent(code)}?lang=${script}">${say('看公示牌')}</a></p>`
  return page(
    title,
    html`<main class="board"><h1>${title}</h1><p class="notice">${say(words)}</p>${notice}</main>`,
    script,
  )
}
