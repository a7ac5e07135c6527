import { type NeverRecorded, neverRecorded } from '../domain/never-recorded.ts'
import type { Reading } from '../understanding/understanding.ts'
import type { Decision } from './decision.ts'
import { say } from './tell.ts'
import type { SpokenTurn } from './turn.ts'

const ANSWERS: Readonly<Record<NeverRecorded, string>> = {
  births: '现在生育不再查处，这样的事我不记录。要办生育登记、补贴、托育，或要人帮忙，请直接说要办什么。',
  views: '别人信什么、想什么，我不记录。要反映事情，请只说在哪里、什么事。',
}

/**
 * What is never put down is answered, and its original deleted at once. `null`: there is nothing of the kind, or help
 * is needed now, or it is told of a talk, of which no words are kept anyway.
 */
export function refuseToRecord(turn: SpokenTurn): Decision[] | null {
  const answer = whyNotRecorded(turn.text, turn.reading)
  if (answer === null || isTalk(turn)) return null
  return [say(turn, answer), { do: 'forget_original' }]
}

/** What whoever tells it is answered. `null`: it may be put down, or help is needed now. */
export function whyNotRecorded(text: string, { emergencyNumber }: Pick<Reading, 'emergencyNumber'>): string | null {
  const why = neverRecorded(text)
  return why === null || emergencyNumber !== null ? null : ANSWERS[why]
}

function isTalk({ reading }: SpokenTurn): boolean {
  return reading.understanding.records.some((record) => record.kind === 'checkin' && record.activity === 'talk')
}
