import { surnameOf } from '../domain/names.ts'
import type { Facts, PersonFacts } from './facts.ts'
import { branchOf } from './find.ts'

const BY_AGE = /^[老小阿](?<surname>.{1,2})$/u
const BY_TITLE =
  /^(?<surname>.{1,2}?)(?:书记|主任|师傅|老师|医生|大夫|护士|同志|组长|科长|院长|校长|经理|阿姨|大姐|大哥|哥|姐|叔|伯)$/u

/** Those of the branch whom a name means: 王秀英, 老王, 王师傅, 秀英. Several: the sender has to say which. */
export function peopleCalled(facts: Facts, name: string, branchId: string | null): PersonFacts[] {
  const people = peopleOf(facts, branchId)
  const full = people.filter((p) => p.name === name)
  if (full.length > 0) return full
  const surname = BY_AGE.exec(name)?.groups?.surname ?? BY_TITLE.exec(name)?.groups?.surname
  if (surname !== undefined) return people.filter((p) => surnameOf(p.name) === surname)
  return [...name].length >= 2 ? people.filter((p) => p.name.endsWith(name)) : []
}

function peopleOf(facts: Facts, branchId: string | null): PersonFacts[] {
  const zones = facts.zones.filter((z) => z.branchId === branchId)
  const members = zones.flatMap((z) => [...(z.primary ? [z.primary] : []), ...z.backups])
  const people = [...members, ...(branchOf(facts, branchId)?.secretaries ?? [])]
  return people.filter((p, i) => people.findIndex((o) => o.id === p.id) === i)
}
