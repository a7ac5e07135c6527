/** 这是3号楼的群: what residents say in this group is of that zone from now on. */
import type { Decision } from '../decision.ts'
import { groupNamed, groupsOnDingtalkOnly, onlyLeadersNameGroups, sayItInTheGroup } from '../replies/name-group.ts'
import { say } from '../tell.ts'
import type { SpokenTurn } from '../turn.ts'
import { mayFill, zonesOrdered } from '../zones-called.ts'

/** Whoever leads the zone's branch says it, in the group itself. */
export function nameGroup(turn: SpokenTurn): Decision[] {
  const { chat } = turn.message
  if (chat.kind !== 'group') return [say(turn, sayItInTheGroup())]
  // WeCom brings no messages of groups, and the other channels have none.
  if (turn.facts.inbox?.channel !== 'dingtalk') return [say(turn, groupsOnDingtalkOnly())]
  const named = zonesOrdered(turn)
  if ('instead' in named) return named.instead
  const [zone] = named.zones
  if (!zone || !mayFill(turn.facts, zone.branchId)) return [say(turn, onlyLeadersNameGroups())]
  return [{ do: 'name_group', groupId: chat.id, zoneCode: zone.code }, say(turn, groupNamed(zone))]
}
