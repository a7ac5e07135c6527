import { ROLE_TITLES } from '../../domain/vocabulary.ts'
import type { CaseFacts, Facts, PersonFacts, ZoneFacts } from '../facts.ts'
import { personOf, zoneOf } from '../find.ts'

/** `幸福社区一区（A3）`. */
export function zoneTitle(zone: ZoneFacts): string {
  return zone.name.includes(zone.code) ? zone.name : `${zone.name}（${zone.code}）`
}

/** What the person is in the matter of this zone: the role alone, as residents read it. */
export function roleTitle(person: PersonFacts, zone: ZoneFacts | null): string {
  const post = person.assignments.find((a) => zone !== null && a.zoneCode === zone.code) ?? person.assignments[0]
  return post ? ROLE_TITLES[post.role] : '工作人员'
}

/** Who gets a matter, as the sender reads it: members see the name too, residents the role. */
export function handlerTitle(facts: Facts, handler: PersonFacts | null, zone: ZoneFacts | null): string | null {
  if (!handler) return null
  const { person } = facts.sender
  if (person?.id === handler.id) return '您本人'
  return person ? `${roleTitle(handler, zone)} ${handler.name}` : roleTitle(handler, zone)
}

/** Who has a matter, as `handlerTitle` names them. `null`: nobody. */
export function handlerOf(
  facts: Facts,
  { handlerId, zoneCode }: Pick<CaseFacts, 'handlerId' | 'zoneCode'>,
): string | null {
  return handlerTitle(facts, personOf(facts, handlerId), zoneOf(facts, zoneCode))
}

/** Who told a matter, as those read it who work on it: `党员 王秀英`, `居民`. */
export function reporterTitle(facts: Facts): string {
  const { person } = facts.sender
  return person ? `${roleTitle(person, null)} ${person.name}` : '居民'
}
