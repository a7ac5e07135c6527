import { type NeverRecorded, neverRecorded } from '../domain/never-recorded.ts'
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
  const { reading, text } = turn
  const why = neverRecorded(text)
  if (why === null || reading.emergencyNumber !== null || isTalk(turn)) return null
  return [say(turn, ANSWERS[why]), { do: 'forget_original' }]
}

function isTalk({ reading }: SpokenTurn): boolean {
  return reading.understanding.records.some((record) => record.kind === 'checkin' && record.activity === 'talk')
}
