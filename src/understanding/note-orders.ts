/** What is said of a note on hardship whose time ends: A3-0017 再留一年, A3-0017 到期删除. */
import { CODE, type CommandRule, rule } from './command-rule.ts'

const KEEP = '(?:(?:当事人|本人|他|她|人家)?(?:已经?)?同意[ ,:]*)?(?:再|继续|还要)(?:保?留)(?:一年|1年|12个月|十二个月)'
const DROP =
  '(?:(?:当事人|本人|他|她|人家)?不同意[ ,:]*)?(?:到期(?:就|后)?删(?:除|掉|了)?|不(?:要|用)?再(?:保)?留(?:了)?)'

export const NOTE_RULES: readonly CommandRule[] = [
  rule('keep_note', `${CODE}[ ,:]*${KEEP}`),
  rule('keep_note', `${KEEP}[ ,:]*${CODE}`),
  rule('drop_note', `${CODE}[ ,:]*${DROP}`),
  rule('drop_note', `${DROP}[ ,:]*${CODE}`),
]
