import type { InboundTap } from '../../channels/channel.ts'
import { type CivilDate, civilDate } from '../../domain/calendar.ts'
import { noteEndsOn } from '../../domain/hardship.ts'
import { isSecretaryOf } from '../../domain/roles.ts'
import { leaderOf, mayReadText } from '../announce.ts'
import type { Decision } from '../decision.ts'
import type { CaseFacts } from '../facts.ts'
import { mayDo } from '../permit.ts'
import { notFoundText } from '../replies/commands.ts'
import {
  noteDecidedCard,
  noteDropped,
  noteEndsCard,
  noteIsNone,
  noteKept,
  secretaryKeepsNotes,
} from '../replies/hardship.ts'
import { say, tellPerson, update } from '../tell.ts'
import type { SpokenTurn, Turn } from '../turn.ts'
import { caseNamed, codeNamed } from './case-named.ts'

interface Answer {
  code: string
  keeps: boolean
  /** The card that was tapped; `null`: in words. */
  tap: InboundTap | null
}

/** A3-0017 再留一年: the note is kept, with the agreement of whom it is about. */
export function keepNote(turn: SpokenTurn): Decision[] {
  return answerInWords(turn, true)
}

/** A3-0017 到期删除: it ends on its day, as it would by itself. */
export function dropNote(turn: SpokenTurn): Decision[] {
  return answerInWords(turn, false)
}

function answerInWords(turn: SpokenTurn, keeps: boolean): Decision[] {
  const code = codeNamed(turn)
  return code === null ? [say(turn, notFoundText(''))] : answerNote(turn, { code, keeps, tap: null })
}

/** The same by a tap on the card. */
export function answerNoteByTap(turn: Turn, tap: InboundTap, { code, keeps }: Omit<Answer, 'tap'>): Decision[] {
  return answerNote(turn, { code, keeps, tap })
}

function answerNote(turn: Turn, { code, keeps, tap }: Answer): Decision[] {
  const record = caseNamed(turn.facts, code)
  if (!record || !(mayDecide(turn, record) || mayDo(turn, 'see', record))) return [say(turn, notFoundText(code))]
  if (!mayDecide(turn, record)) return [say(turn, secretaryKeepsNotes(record.code))]
  if (record.category !== 'hardship' || record.text === '') return [say(turn, noteIsNone(record.code))]
  const about = { caseId: record.id }
  const on = noteEndsOn(todayOf(turn), true)
  const words = keeps ? noteKept(record.code, on) : noteDropped(record.code)
  const answered = tap
    ? update(turn, noteDecidedCard(tap.taskId, record, keeps ? '再留一年' : '到期删除'), { about })
    : say(turn, words, { about })
  return keeps ? [endNote(record, on), answered] : [answered]
}

function mayDecide(turn: Turn, record: CaseFacts): boolean {
  const { person } = turn.facts.sender
  if (!person) return false
  if (mayDo(turn, 'handle', record) && isSecretaryOf(person.assignments, record.branchId)) return true
  return leaderOf(turn.facts, record)?.id === person.id
}

/** Until when the words of a note are kept. */
function endNote(record: CaseFacts, on: CivilDate): Decision {
  return { do: 'edit_case', caseId: record.id, changes: { noteEndsOn: on }, reason: `困难记录留到 ${on}` }
}

/** Whoever leads is asked whether a note that ends on `on` is kept on; once for each end. */
export function askAboutNote(turn: Turn, record: CaseFacts, on: CivilDate): Decision[] {
  const leader = leaderOf(turn.facts, record)
  if (!leader) return []
  const card = noteEndsCard({
    taskId: `note-${on}-${record.id}`,
    matter: record,
    on,
    withText: mayReadText(leader, 'secretary', record),
  })
  return tellPerson(turn, leader, {
    key: `note-ends/${record.code}/${on}`,
    lane: 'reminder',
    purpose: 'clock',
    content: { type: 'card', card },
    about: { caseId: record.id },
  })
}

function todayOf({ facts, now }: Turn): CivilDate {
  return civilDate(now, facts.settings.timezone)
}
