import { partsOfName, surnameOf } from '../domain/names.ts'
import { foldPlace } from '../domain/places.ts'
import { ROLES } from '../domain/vocabulary.ts'
import type { Facts, PendingQuestion, PersonFacts } from './facts.ts'
import { branchOf } from './find.ts'
import { optionMeant } from './options.ts'

const BY_AGE = /^[老小阿](?<surname>.{1,2})$/u
const BY_TITLE =
  /^(?<surname>.{1,2}?)(?:书记|主任|师傅|老师|医生|大夫|护士|同志|组长|科长|院长|校长|经理|阿姨|大姐|大哥|哥|姐|叔|伯)$/u

/** Those of the branch whom a name means: 王秀英, 老王, 王师傅, 秀英, 李敏（A3）. Several: the sender has to say which. */
export function peopleCalled(facts: Facts, name: string, branchId: string | null): PersonFacts[] {
  return calledAmong(peopleOf(facts, branchId), name)
}

/** Those of these people whom a name means. */
export function calledAmong(people: readonly PersonFacts[], name: string): PersonFacts[] {
  const exact = people.filter((p) => foldPlace(nameWithPost(p)) === foldPlace(name))
  if (exact.length > 0) return exact
  const full = people.filter((p) => isSameName(p.name, name))
  if (full.length > 0) return full
  const surname = BY_AGE.exec(name)?.groups?.surname ?? BY_TITLE.exec(name)?.groups?.surname
  if (surname !== undefined) return people.filter((p) => surnameOf(p.name) === surname)
  return [...name].length >= 2 ? people.filter((p) => endsOrBegins(p.name, name)) : []
}

/** Whichever dot stands between the parts. */
function isSameName(one: string, other: string): boolean {
  return partsOfName(one).join('·') === partsOfName(other).join('·')
}

/** 秀英 of 王秀英; of a name in parts the first one too, by which people are called. */
function endsOrBegins(name: string, part: string): boolean {
  return name.endsWith(part) || partsOfName(name)[0] === part
}

/** Tells those of one name apart: `李敏（A3）`, `赵志远（书记）`. */
export function nameWithPost({ name, assignments }: PersonFacts): string {
  const [post] = assignments
  return post ? `${name}（${post.zoneCode ?? ROLES[post.role]}）` : name
}

/** The one of these, each named with a post, whom an answer means: by name, by zone or by place in the list. */
export function personMeant(options: PendingQuestion['options'], text: string): string | null {
  const words = foldPlace(text)
  const parts = options.map(({ id, label }) => ({
    id,
    parts: label
      .split(/[（）]/u)
      .map(foldPlace)
      .filter(Boolean),
  }))
  for (const enough of [(of: string[]) => of.every(isSaid), (of: string[]) => of.some(isSaid)]) {
    const meant = parts.filter((o) => enough(o.parts))
    if (meant.length === 1) return meant[0]?.id ?? null
  }
  return optionMeant(options, text)

  function isSaid(part: string): boolean {
    return words.includes(part)
  }
}

function peopleOf(facts: Facts, branchId: string | null): PersonFacts[] {
  const zones = facts.zones.filter((z) => z.branchId === branchId)
  const members = zones.flatMap((z) => [...(z.primary ? [z.primary] : []), ...z.backups])
  const people = [...members, ...(branchOf(facts, branchId)?.secretaries ?? [])]
  return people.filter((p, i) => people.findIndex((o) => o.id === p.id) === i)
}
