import { joinLoose } from './attachments.ts'
import type { Decision } from './decision.ts'
import { nextVersion } from './draft.ts'
import type { Happening } from './happening.ts'
import { keepDraft } from './keep.ts'
import { openingOf } from './open-records.ts'
import { keepPictures } from './outsider.ts'
import { isOutsider } from './outsiders.ts'
import { draftQuestionOver, pending } from './pending.ts'
import { isTelling } from './reading.ts'
import { photoAlone, WITHOUT_WORDS } from './replies/attachments.ts'
import { announceOpened, keptForPerson } from './report.ts'
import { say } from './tell.ts'
import type { Turn } from './turn.ts'

type Due = Extract<Happening, { type: 'due' }>['due']

/** What the clock does to a conversation in which nobody speaks. */
export function due(turn: Turn, what: Due): Decision[] {
  switch (what) {
    case 'draft_silent':
      return draftSilent(turn)
    case 'photo_alone':
      return photoWithoutWords(turn)
    case 'question_silent':
      return questionSilent(turn)
  }
}

/** Silence is a yes: the draft is kept, its sender hears nothing, those who handle it do. */
function draftSilent(turn: Turn): Decision[] {
  const { draft } = turn.facts.conversation
  if (!draft) return []
  return [
    ...keepDraft(turn, draft, { taker: 'system', notBefore: null }),
    { do: 'remember', draft: null, ...draftQuestionOver(turn.facts) },
  ]
}

/** What came alone and stayed alone is asked about, once; a voice was answered at once. */
function photoWithoutWords(turn: Turn): Decision[] {
  const { draft, question, loose } = turn.facts.conversation
  const [belongs] = draft ? nextVersion(draft).records : []
  if (belongs) return joinLoose(turn.facts, belongs)
  if (loose.length > 0 && isOutsider(turn.facts.sender.address.externalId)) return keepPictures(turn, loose)
  if (question || loose.every((a) => a.kind === 'voice')) return []
  return [{ do: 'remember', question: pending('what', turn.now) }, say(turn, photoAlone())]
}

/** No answer came: what was written or sent is kept for a person. */
function questionSilent(turn: Turn): Decision[] {
  const { draft, question, loose } = turn.facts.conversation
  if (!question) return []
  const over: Decision = { do: 'remember', question: null }
  // Which zone is asked of an open draft, whose own silence settles it.
  if (draft && question.about === 'which_zone') return []
  if (question.about !== 'what') return [over]
  if (loose.length === 0 && !isTelling(question.text ?? '')) return [over]
  const records = keptForPerson(turn, question.text ?? WITHOUT_WORDS)
  return [
    ...openingOf(records),
    ...records.flatMap((r) => joinLoose(turn.facts, { ref: r.ref })),
    over,
    ...announceOpened(turn, records),
  ]
}
