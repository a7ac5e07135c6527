/** 抽签 …: one of the two phrases that say which zones a spot check looks at. With the second one they are drawn. */
import { civilDate } from '../../domain/calendar.ts'
import { isAsFrozen } from '../../domain/review/frozen-list.ts'
import { drawZones } from '../../domain/review/sample.ts'
import { aboveMaySpeakFrom, type PhraseRole, phraseRefusal, seedOf } from '../../domain/review/seed.ts'
import { phraseToSay, type SpeakingAs, speakingAs } from '../../domain/review/speakers.ts'
import type { Decision } from '../decision.ts'
import type { Draw, GivenPhrase, RoundToDraw } from '../drawing-facts.ts'
import type { PersonFacts } from '../facts.ts'
import {
  alreadyDrawn,
  howToSay,
  listChanged,
  nothingToDraw,
  onlyOneToOne,
  phraseKept,
  saidBefore,
  saidByAnother,
  tooEarlyFromAbove,
  tooLateToDraw,
  whichBranchDraws,
  zonesDrawn,
} from '../replies/seed-phrase.ts'
import { withReceipt } from '../replies/words.ts'
import { orderOf } from '../said-order.ts'
import { workTime } from '../step.ts'
import { say, tellAddress } from '../tell.ts'
import { receiptOf, type SpokenTurn, type Turn } from '../turn.ts'

export function seedPhrase(turn: SpokenTurn): Decision[] {
  const { person, inGroup } = turn.facts.sender
  if (!person) return [say(turn, nothingToDraw())]
  const round = roundMeant(turn, person)
  if ('words' in round) return [say(turn, round.words)]
  // Said where others read it, it is no secret any more.
  if (inGroup) return [say(turn, onlyOneToOne())]
  return sayPhrase(turn, person, round)
}

type MayDraw = RoundToDraw & SpeakingAs

/** The round that the phrase is for, or why there is none. */
function roundMeant(turn: SpokenTurn, person: PersonFacts): MayDraw | { words: string } {
  const { facts, now } = turn
  const { assignments: posts, branchId } = person
  const known = (facts.drawing?.rounds ?? [])
    .map((round) => ({ ...round, ...speakingAs({ posts, branchId }, { ...round.list, branchId: round.branchId }) }))
    .filter(({ roles }) => roles.length > 0)
  const waiting = known.filter(({ state }) => state === 'awaiting_seed')
  const own = waiting.filter(({ fromAbove }) => !fromAbove)
  const named = branchNamed(turn, waiting)
  const meant = named ?? (own.length === 1 ? own[0] : waiting.length === 1 ? waiting[0] : undefined)
  if (meant) {
    if (civilDate(now, facts.settings.timezone) > meant.closesOn) return { words: tooLateToDraw(meant) }
    return isAsFrozen(meant.list, meant.listHash) ? meant : { words: listChanged(meant) }
  }
  if (waiting.length > 1) return { words: whichBranchDraws(waiting.map((round) => round.branchName)) }
  const drawn = known.find(({ state }) => state !== 'cancelled')
  return { words: drawn ? alreadyDrawn({ ...drawn, url: urlOf(turn, drawn) }) : nothingToDraw() }
}

function branchNamed<T extends RoundToDraw>(turn: SpokenTurn, rounds: readonly T[]): T | undefined {
  const words = orderOf(turn).args.text?.trim() ?? ''
  return rounds.find(({ branchName }) => words.startsWith(branchName))
}

function sayPhrase(turn: SpokenTurn, person: PersonFacts, round: MayDraw): Decision[] {
  const { facts } = turn
  const role = phraseToSay(round, round.given)
  if (role === null) return [say(turn, nothingToDraw())]
  const refused = whyNot(turn, person, { round, role })
  if (refused !== null) return [say(turn, refused)]
  const phrase = facts.drawing?.phrase ?? null
  if (phrase === null) return [say(turn, howToSay())]
  // Clocks of two machines differ: nothing is said before the list was told.
  const saidAt = latest(turn.now, round.frozenAt, ...round.given.map((one) => one.saidAt))
  const all = [...round.given, { role, personId: person.id, phrase: phrase.text, saidAt }]
  const draw = all.length === 2 ? drawBy(round, all) : null
  const said = { roundId: round.id, role, personId: person.id, sealed: phrase.sealed, saidAt }
  const today = civilDate(turn.now, facts.settings.timezone)
  const decision: Decision = { do: 'say_phrase', ...said, today, after: round.given.length, draw }
  const words = { ...round, url: urlOf(turn, round) }
  if (draw === null) return [decision, say(turn, phraseKept({ ...words, role }))]
  const news = zonesDrawn({ ...words, seed: draw.seed, zones: zonesOf(round, draw) })
  return [decision, say(turn, news), ...tellOther(turn, { round, words: news })]
}

function whyNot(
  turn: Turn,
  { id: personId }: PersonFacts,
  { round, role }: { round: MayDraw; role: PhraseRole },
): string | null {
  const time = workTime(turn)
  const refusal = phraseRefusal(round, { role, personId, fromAbove: round.fromAbove }, { now: turn.now, time })
  switch (refusal) {
    case null:
      return null
    case 'drawn':
      return alreadyDrawn({ ...round, url: urlOf(turn, round) })
    case 'same_person':
      return saidBefore()
    case 'said_already':
      return round.given.some((one) => one.personId === personId) ? saidBefore() : saidByAnother(role)
    case 'too_early':
      return tooEarlyFromAbove(civilDate(aboveMaySpeakFrom(round.frozenAt, time), time.timezone))
  }
}

function drawBy({ list, listHash }: RoundToDraw, phrases: readonly Pick<GivenPhrase, 'role' | 'phrase'>[]): Draw {
  const seed = seedOf(listHash, phrases)
  return { seed, sample: drawZones(list, seed) }
}

function zonesOf({ list }: RoundToDraw, { sample }: Draw) {
  const drawn = new Set(sample.map(({ code }) => code))
  return list.zones.filter(({ code }) => drawn.has(code))
}

/** Who spoke first did not know how it went on. */
function tellOther(turn: Turn, { round, words }: { round: RoundToDraw; words: string }): Decision[] {
  return round.given.flatMap(({ address }) => {
    if (!address) return []
    const content = { type: 'text', text: withReceipt(words, receiptOf(turn)) } as const
    const key = `review/drawn/${round.id}`
    return tellAddress(turn, address, { key, lane: 'reply', purpose: 'assignment', content, about: null })
  })
}

function urlOf({ facts }: Turn, { id }: Pick<RoundToDraw, 'id'>): string {
  return `${facts.settings.publicUrl}/reviews/${id}`
}

function latest(...instants: readonly Date[]): Date {
  return new Date(Math.max(...instants.map((at) => at.getTime())))
}
