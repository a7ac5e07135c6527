import { caseNamed, codeNamed } from './commands/case-named.ts'
import { command } from './commands/command.ts'
import { caseCode, type Decision } from './decision.ts'
import { draftTaskId } from './draft.ts'
import { confirm, withdraw } from './draft-reply.ts'
import { alert } from './emergency.ts'
import { keepEarlier } from './keep.ts'
import { openingOf, refsOf, settled, type Told, toldBy } from './open-records.ts'
import { draftQuestionOver } from './pending.ts'
import { mayDo } from './permit.ts'
import { isUnclear, lifeAtStake } from './reading.ts'
import { notFoundText, stateText } from './replies/commands.ts'
import { emergencyInGroup, emergencyNumber } from './replies/emergency.ts'
import { confirmedInGroup, notInGroup, recordedInGroup, withdrawnInGroup } from './replies/group.ts'
import { announceOpened, draftRecords, emergenciesOf, keptForPerson, openDrafts } from './report.ts'
import { say } from './tell.ts'
import { inboxOf, type SpokenTurn } from './turn.ts'

/** In a group everybody reads along: the bot says code and state, shows no card, asks nothing, and is silent to small talk. */
export function converseInGroup(turn: SpokenTurn): Decision[] {
  const { reading, facts } = turn
  const emergency = lifeAtStake(turn)
  if (emergency) return reportInGroup(turn, emergency)
  const { draft } = facts.conversation
  const codes = draft?.cases.map((c) => c.code) ?? []
  if (draft && reading.answer === 'yes') return [...confirm(turn, draft), say(turn, confirmedInGroup(codes))]
  if (draft && reading.answer === 'withdraw') return [...withdraw(turn, draft), say(turn, withdrawnInGroup(codes))]
  const { intent, command: order } = reading.understanding
  if (intent === 'chat' && !isUnclear(reading)) return []
  if (order || reading.codes.length > 0) return orderInGroup(turn)
  if (intent === 'report' && !isUnclear(reading)) return reportInGroup(turn, toldBy(turn))
  return keepInGroup(turn)
}

function reportInGroup(turn: SpokenTurn, told: Told): Decision[] {
  const records = draftRecords(turn, told).map((r) => (r.kind === 'case' ? settled(r, turn.facts) : r))
  const emergencies = emergenciesOf(records)
  const { emergencyNumber: number } = turn.reading
  const codes = records.flatMap((r) => (r.kind === 'case' ? [caseCode(r.ref)] : []))
  const [first] = emergencies
  return [
    ...keepEarlier(turn),
    ...openDrafts(turn, records),
    ...emergencies.flatMap((subject) => alert(turn, subject, number)),
    {
      do: 'remember',
      draft: { taskId: draftTaskId(inboxOf(turn).receipt), version: 1, records: refsOf(records) },
      ...draftQuestionOver(turn.facts),
    },
    first
      ? say(turn, emergencyInGroup(emergencyNumber(number, first.category), codes), { lane: 'emergency' })
      : say(turn, recordedInGroup(codes, 'draft')),
  ]
}

/** What is no clear report is kept for a person at once: in a group nobody is asked back. */
function keepInGroup(turn: SpokenTurn): Decision[] {
  const records = keptForPerson(turn, turn.text)
  return [
    ...openingOf(records),
    say(
      turn,
      recordedInGroup(
        records.map((r) => caseCode(r.ref)),
        'new',
      ),
    ),
    ...announceOpened(turn, records),
  ]
}

function orderInGroup(turn: SpokenTurn): Decision[] {
  const order = turn.reading.understanding.command
  const code = codeNamed(turn)
  if (code !== null && (order === null || order.name === 'lookup')) {
    const record = caseNamed(turn.facts, code)
    return [say(turn, record && mayDo(turn, 'see', record) ? stateText(record) : notFoundText(code))]
  }
  const harmless = order?.name === 'claim' || order?.name === 'close'
  return harmless ? command(turn, order.name) : [say(turn, notInGroup())]
}
