/** Who answers on the page of questions: by the link they were sent, their own page, or their browser alone. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { todayOf } from '../../deps.ts'
import { daysBetween } from '../../domain/calendar.ts'
import { accountOfPage } from '../../store/opinion-answers.ts'
import type { Survey } from '../../store/opinion-rounds.ts'
import { freshVoice, isVoice, voiceOfAccount } from '../../store/opinion-voices.ts'
import { type ResidentDeps, rememberedToken } from './resident-forms.ts'

const DAY_S = 86_400

function cookieName(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-zeren-voice' : 'zeren-voice'
}

/**
 * Who the sender may be, the surest first; none: the browser keeps no cookies.
 *
 * @param linked what stands in the address; `null`: nothing
 */
export async function voicesOf(
  deps: ResidentDeps,
  request: FastifyRequest,
  { survey, linked }: { survey: Survey; linked: string | null },
): Promise<string[]> {
  const { seal, pool, config } = deps
  const { roundId } = survey
  const page = rememberedToken(deps, request)
  const account = page === null ? null : await accountOfPage(pool, page, deps.now())
  const candidates = [
    linked,
    account === null ? null : voiceOfAccount(seal, roundId, account),
    request.cookies[cookieName(config.publicUrl)] ?? null,
  ].filter((voice) => voice !== null)
  return [...new Set(candidates.filter((one) => isVoice(seal, roundId, one)))]
}

/** Before the form is shown: a browser that is nobody yet becomes somebody. */
export function giveVoice(deps: ResidentDeps, request: FastifyRequest, reply: FastifyReply, survey: Survey): void {
  const known = request.cookies[cookieName(deps.config.publicUrl)]
  if (known !== undefined && isVoice(deps.seal, survey.roundId, known)) return
  rememberVoice(deps, reply, { survey, voice: freshVoice(deps.seal, survey.roundId) })
}

/** Until the round is over, by this browser alone. */
export function rememberVoice(
  deps: ResidentDeps,
  reply: FastifyReply,
  { survey, voice }: { survey: Survey; voice: string },
): void {
  const { publicUrl } = deps.config
  const maxAge = (daysBetween(todayOf(deps), survey.closesOn) + 1) * DAY_S
  const secure = publicUrl.startsWith('https:')
  reply.setCookie(cookieName(publicUrl), voice, { path: '/', httpOnly: true, secure, sameSite: 'lax', maxAge })
}
