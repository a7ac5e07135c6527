import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { todayOf } from '../../deps.ts'
import { areChoices, NO_ANSWER, type Question } from '../../domain/review/opinions.ts'
import type { AnswerRefusal } from '../../domain/review/round.ts'
import { giveAnswer } from '../../store/opinion-answers.ts'
import { type Survey, surveyOf } from '../../store/opinion-rounds.ts'
import { isVoice } from '../../store/opinion-voices.ts'
import { CODE } from './notice-codes.ts'
import { freshOnce, onceOf } from './opinion-form.ts'
import { createOpinionGuard, type OpinionGuard } from './opinion-guard.ts'
import { fieldOf, isFromElsewhere, type ResidentDeps } from './resident-forms.ts'
import { boardWriterOf, scriptFor } from './script.ts'
import { send } from './session.ts'
import { fieldName, noSurveyPage, SURVEY_WORDS, type SurveyPage, surveyDonePage, surveyPage } from './survey-page.ts'
import { giveVoice, rememberVoice, voicesOf } from './survey-voices.ts'

/** A whole village may come from one address, after a word in its group. */
const LOOKS_PER_MINUTE = 600
const ANSWERS_PER_MINUTE = 300
/** In ten minutes; more of them are asked a sum. */
const UNASKED = { perSource: 60, perZone: 300, inAll: 3_000 }

interface Asked {
  Params: { code: string; voice?: string }
  Querystring: { lang?: unknown; done?: unknown }
}

/** What residents are asked about a zone, for whoever comes by its notice or a link of their own. Looking changes nothing. */
export function surveyRoutes(deps: ResidentDeps): FastifyPluginAsync {
  const guard = createOpinionGuard(deps, UNASKED)
  return async (app) => {
    const looks = { exposeHeadRoute: false, config: { rateLimit: { max: LOOKS_PER_MINUTE } } }
    const answers = { config: { rateLimit: { max: ANSWERS_PER_MINUTE } } }
    for (const path of ['/z/:code/survey', '/z/:code/survey/:voice']) {
      app.get<Asked>(path, looks, (request, reply) => show(deps, request, reply))
      app.post<Asked>(path, answers, (request, reply) => take(deps, guard, request, reply))
    }
  }
}

/** What is asked there, or why nothing is. */
async function askedAt(deps: ResidentDeps, request: FastifyRequest<Asked>): Promise<Survey | Refused> {
  const code = request.params.code.toUpperCase()
  const found = CODE.test(code) ? await surveyOf(deps.pool, code, todayOf(deps)) : null
  if (found === null) return { status: 404, words: SURVEY_WORDS.nothing }
  if (typeof found === 'string') return { status: 410, words: wordsOf(found) }
  const { voice } = request.params
  const isGood = voice === undefined || isVoice(deps.seal, found.roundId, voice)
  return isGood ? found : { status: 410, words: SURVEY_WORDS.link }
}

interface Refused {
  status: number
  words: string
}

function wordsOf(refusal: AnswerRefusal): string {
  return refusal === 'over' ? SURVEY_WORDS.nothing : SURVEY_WORDS[refusal]
}

async function show(deps: ResidentDeps, request: FastifyRequest<Asked>, reply: FastifyReply): Promise<FastifyReply> {
  const survey = await askedAt(deps, request)
  if ('words' in survey) return refuse(request, reply, survey)
  const shown = shownOf(request, survey)
  if (request.query.done !== undefined) return send(reply, surveyDonePage(shown))
  giveVoice(deps, request, reply, survey)
  return send(reply, surveyPage(shown))
}

async function take(
  deps: ResidentDeps,
  guard: OpinionGuard,
  request: FastifyRequest<Asked>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (isFromElsewhere(request)) return refuse(request, reply, { status: 404, words: SURVEY_WORDS.link })
  const survey = await askedAt(deps, request)
  if ('words' in survey) return refuse(request, reply, { ...survey, words: lateWords(survey.words) })
  // The form is of a round that has ended: its answers are to other questions.
  if (fieldOf(request, 'round') !== survey.roundId) return refuse(request, reply, LATE)
  const choices = choicesIn(request, survey.questions)
  const once = onceOf(fieldOf(request, 'once'))
  const again = (status: number, problem: string, question: string | null = null) =>
    send(reply.code(status), surveyPage({ ...shownOf(request, survey), once, choices, problem, question }))
  if (!areChoices(choices, survey.questions)) return again(400, SURVEY_WORDS.none)
  const voices = await voicesOf(deps, request, { survey, linked: request.params.voice ?? null })
  if (voices.length === 0) return again(400, SURVEY_WORDS.cookies)
  const question = guard.asks({ ...whoAnswers(request), zone: survey.zone.code, once })
  if (question !== null) return again(429, SURVEY_WORDS.sum, question)
  const { roundId, zone } = survey
  const given = await giveAnswer(deps.pool, deps.seal, { roundId, zoneId: zone.id, choices, voices })
  if (given === 'over') return refuse(request, reply, LATE)
  if (given === 'elsewhere') return refuse(request, reply, { status: 409, words: SURVEY_WORDS.elsewhere })
  rememberVoice(deps, reply, { survey, voice: given.voice })
  const { script } = shownOf(request, survey)
  return reply.redirect(`${pathOf(survey)}?lang=${script}&done`, 303)
}

const LATE: Refused = { status: 410, words: SURVEY_WORDS.over }

/** Who answered in vain is told that it was not kept. */
function lateWords(words: string): string {
  return words === SURVEY_WORDS.nothing ? SURVEY_WORDS.over : words
}

function refuse(request: FastifyRequest<Asked>, reply: FastifyReply, { status, words }: Refused): FastifyReply {
  const { script, say } = writing(request)
  const code = CODE.test(request.params.code) ? request.params.code : null
  return send(reply.code(status), noSurveyPage(words, { code, script, say }))
}

/** What was tapped; anything that is no answer counts as none. */
function choicesIn(request: FastifyRequest, questions: readonly Question[]): number[] {
  return questions.map((_, place) => {
    const told = fieldOf(request, fieldName(place))
    return told !== null && /^\d$/u.test(told) ? Number(told) : NO_ANSWER
  })
}

function whoAnswers(request: FastifyRequest) {
  return { source: request.ip, bait: fieldOf(request, 'website') ?? '', sum: fieldOf(request, 'sum') ?? '' }
}

function shownOf(request: FastifyRequest<Asked>, survey: Survey): SurveyPage {
  const { voice } = request.params
  const path = voice === undefined ? pathOf(survey) : `${pathOf(survey)}/${voice}`
  return { survey, path, once: freshOnce(), ...writing(request) }
}

function pathOf({ zone }: Survey): string {
  return `/z/${encodeURIComponent(zone.code)}/survey`
}

function writing(request: FastifyRequest<Asked>) {
  const script = scriptFor(request.query.lang, request.headers['accept-language'])
  return { script, ...boardWriterOf(script) }
}
