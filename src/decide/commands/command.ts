import type { CommandName } from '../../understanding/understanding.ts'
import { answerBindingInWords, bindCommand } from '../bind.ts'
import type { Decision } from '../decision.ts'
import { judgeNamed } from '../rate.ts'
import { helpText, privacyText, receiptText, secretaryHelpsText } from '../replies/commands.ts'
import { say } from '../tell.ts'
import type { SpokenTurn } from '../turn.ts'
import { codeNamed } from './case-named.ts'
import { claim } from './claim.ts'
import { close } from './close.ts'
import { confirmNamed } from './confirm.ts'
import { edit } from './edit.ts'
import { follow, unfollow } from './follow.ts'
import { lookup } from './lookup.ts'
import { start } from './start.ts'
import { todo } from './todo.ts'
import { withdrawNamed } from './withdraw.ts'

/** An order to the bot itself, by its name. */
const COMMANDS: Readonly<Record<CommandName, (turn: SpokenTurn) => Decision[]>> = {
  help: (turn) => [say(turn, helpText(turn.facts.sender.person))],
  todo,
  lookup: (turn) => lookup(turn, codeNamed(turn)),
  claim: (turn) => claim(turn, codeNamed(turn)),
  close: (turn) => close(turn, codeNamed(turn)),
  withdraw: withdrawNamed,
  edit,
  bind: bindCommand,
  follow: (turn) => follow(turn, codeNamed(turn)),
  unfollow: (turn) => unfollow(turn, codeNamed(turn)),
  receipt: (turn) => [say(turn, receiptText(turn.facts))],
  privacy: (turn) => [say(turn, privacyText(turn.facts.settings))],
  confirm: confirmNamed,
  start: (turn) => start(turn, codeNamed(turn)),
  vouch: (turn) => answerBindingInWords(turn, true),
  deny: (turn) => answerBindingInWords(turn, false),
  // Still to come, as are those below.
  ask: (turn) => bySecretary(turn, '问上报人'),
  schedule: (turn) => bySecretary(turn, '排期'),
  refer: (turn) => bySecretary(turn, '转外部'),
  back: (turn) => bySecretary(turn, '外部回话'),
  return: (turn) => bySecretary(turn, '退回'),
  close_as: (turn) => bySecretary(turn, '答复'),
  good: (turn) => judgeNamed(turn, true),
  not_good: (turn) => judgeNamed(turn, false),
  refuse: (turn) => bySecretary(turn, '审批'),
  return_to_work: (turn) => bySecretary(turn, '销假'),
  extend: (turn) => bySecretary(turn, '延期'),
  leave: (turn) => bySecretary(turn, '请假'),
  handover: (turn) => bySecretary(turn, '交接'),
  nominate: (turn) => bySecretary(turn, '认领责任区'),
  approve: (turn) => bySecretary(turn, '审批'),
  export: (turn) => bySecretary(turn, '导出'),
}

export function command(turn: SpokenTurn, name: CommandName): Decision[] {
  return COMMANDS[name](turn)
}

/** What the bot does not do itself yet: a person does. */
function bySecretary(turn: SpokenTurn, what: string): Decision[] {
  return [say(turn, secretaryHelpsText(what, turn.facts.sender.person))]
}
