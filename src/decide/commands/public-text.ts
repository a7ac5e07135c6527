/** 公开 A3-0017: words of a matter that ended get onto the notice of its zone, after a person has read them as they will stand there. */
import type { InboundTap } from '../../channels/channel.ts'
import { TOLD_ENDS } from '../../domain/notice-board.ts'
import { PUBLIC_CATEGORIES } from '../../domain/permission.ts'
import { publicWords } from '../../domain/public-text.ts'
import { isSecretaryOf } from '../../domain/roles.ts'
import type { Decision } from '../decision.ts'
import type { CaseFacts, Facts, PublicText } from '../facts.ts'
import { mayDo } from '../permit.ts'
import { notFoundText } from '../replies/commands.ts'
import {
  neverPublic,
  nothingPublic,
  nothingToPublish,
  onlySecretaryPublishes,
  ownWordsPlease,
  previewCard,
  publishedCard,
  publishedText,
  publishOnceEnded,
  whichToPublish,
  withheldText,
} from '../replies/public-text.ts'
import { orderOf } from '../said-order.ts'
import { say, show, update } from '../tell.ts'
import { receiptOf, type SpokenTurn, type Turn } from '../turn.ts'
import { caseNamed, codeNamed } from './case-named.ts'

/** Fewer signs say nothing to a neighbour. */
const WORDS_MIN = 4

/** The words as they would stand there; nothing is public yet. */
export function publishCase(turn: SpokenTurn): Decision[] {
  const found = publishable(turn, codeNamed(turn))
  if (found.record === null) return [say(turn, found.refusal)]
  const { record } = found
  const told = orderOf(turn).args.text
  const words = publicWords(told ?? record.text, namesKnown(turn.facts))
  if ([...words].length < WORDS_MIN) return [say(turn, ownWordsPlease(record.code))]
  return [
    setPublic(record, { words, isOut: false }, turn),
    show(turn, preview(turn, { ...record, version: record.version + 1 }, words), { about: { caseId: record.id } }),
  ]
}

/** 同意公开 A3-0017. */
export function allowPublic(turn: SpokenTurn): Decision[] {
  const found = publishable(turn, codeNamed(turn))
  if (found.record === null) return [say(turn, found.refusal)]
  const { record } = found
  if (!record.publicText) return [say(turn, nothingToPublish(record.code))]
  return [letOut(turn, record, record.publicText), say(turn, publishedText(record), { about: { caseId: record.id } })]
}

/** 不公开 A3-0017: what was only shown, and what stands there already. */
export function withholdPublic(turn: SpokenTurn): Decision[] {
  const found = publishable(turn, codeNamed(turn), { isTakenDown: true })
  if (found.record === null) return [say(turn, found.refusal)]
  const { record } = found
  if (!record.publicText) return [say(turn, nothingPublic(record.code))]
  return [setPublic(record, null, turn), say(turn, withheldText(record), { about: { caseId: record.id } })]
}

/** The same by a button. One of words that were changed since shows the present ones. */
export function answerPublicByTap(
  turn: Turn,
  tap: InboundTap,
  { code, version, yes }: { code: string; version: number; yes: boolean },
): Decision[] {
  const found = publishable(turn, code, { isTakenDown: !yes })
  const { taskId } = tap
  if (found.record === null) return [say(turn, found.refusal)]
  const { record } = found
  const about = { caseId: record.id }
  const { publicText } = record
  if (!publicText) return [update(turn, publishedCard(taskId, record, null), { about })]
  if (!yes) return [setPublic(record, null, turn), update(turn, publishedCard(taskId, record, null), { about })]
  if (!publicText.isOut && record.version !== version) {
    return [update(turn, { ...preview(turn, record, publicText.words), taskId }, { about })]
  }
  return [letOut(turn, record, publicText), update(turn, publishedCard(taskId, record, publicText.words), { about })]
}

type Found = { record: CaseFacts } | { record: null; refusal: string }

/** The case, if the sender decides what of it is public, and something of it can be. */
function publishable(turn: Turn, code: string | null, { isTakenDown = false } = {}): Found {
  const no = (refusal: string): Found => ({ record: null, refusal })
  if (code === null) return no(whichToPublish())
  const record = caseNamed(turn.facts, code)
  if (!record || !mayDo(turn, 'see', record)) return no(notFoundText(code))
  const posts = turn.facts.sender.person?.assignments ?? []
  if (!isSecretaryOf(posts, record.branchId) || !mayDo(turn, 'read', record)) {
    return no(onlySecretaryPublishes(record.code))
  }
  if (isTakenDown) return { record }
  if (record.kind !== 'incident' || !PUBLIC_CATEGORIES.includes(record.category) || record.zoneCode === null) {
    return no(neverPublic(record.code))
  }
  return TOLD_ENDS.includes(record.state) ? { record } : no(publishOnceEnded(record))
}

function preview(turn: Turn, record: CaseFacts, words: string) {
  return previewCard({ taskId: `public-${record.code}-${receiptOf(turn)}`, record, words })
}

function letOut(turn: Turn, record: CaseFacts, { words }: PublicText): Decision {
  return setPublic(record, { words, isOut: true }, turn)
}

function setPublic(record: CaseFacts, text: PublicText | null, { facts }: Turn): Decision {
  const by = facts.sender.person?.id ?? null
  const kept = text && { words: text.words, by: text.isOut ? by : null }
  return { do: 'set_public_text', caseId: record.id, text: kept }
}

/** Everybody whom the snapshot names: of the roster, so that nobody's name has to be guessed. */
function namesKnown({ zones, branches, sender }: Facts): string[] {
  const people = [
    sender.person,
    ...zones.flatMap((zone) => [zone.primary, ...zone.backups, ...(zone.verifiers ?? [])]),
    ...branches.flatMap((branch) => [...branch.secretaries, ...branch.above]),
  ]
  return [...new Set(people.flatMap((person) => person?.name ?? []))]
}
