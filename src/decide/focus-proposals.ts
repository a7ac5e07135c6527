import type { Quarter } from '../domain/focus.ts'
import { groupBy } from '../domain/group.ts'
import type { FocusFacts } from './branch-work-facts.ts'
import type { Decision } from './decision.ts'
import { readerOf } from './digest.ts'
import { branchOf, personOf } from './find.ts'
import { focusProposalCard } from './replies/focus.ts'
import { tellPerson } from './tell.ts'
import type { Turn } from './turn.ts'

/** Each branch's leader is shown what its zones propose for the quarter, on one card. */
export function focusProposals(
  turn: Turn,
  { quarter, made }: { quarter: Quarter; made: readonly { branchId: string; focus: FocusFacts }[] },
): Decision[] {
  return [...groupBy(made, ({ branchId }) => branchId)].flatMap(([branchId, some]) => {
    const branch = branchOf(turn.facts, branchId)
    const reader = branch && readerOf(branch, (id) => personOf(turn.facts, id))
    if (!reader) return []
    const name = `${branchId}/${quarter.startsOn}`
    return tellPerson(turn, reader.person, {
      key: `focus-proposal/${name}`,
      lane: 'reminder',
      purpose: 'review',
      content: {
        type: 'card',
        card: focusProposalCard(
          `focus-${name.replace('/', '-')}`,
          some.map((s) => s.focus),
        ),
      },
      about: null,
    })
  })
}
