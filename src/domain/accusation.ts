import { namesPerson } from './names.ts'
import { isSecretaryOf, type Post } from './roles.ts'
import { type Category, SECRETARY_ROLES } from './vocabulary.ts'

const SECRETARY = /书记|支书|書記/
const SECRETARY_TITLES = ['书记', '副书记', '支书', '書記']
const MEMBER_TITLES = ['党员', '网格员', '委员', '组长', '楼长']
/** Where 书记 without a name is the secretary of the place: bribes, and demands of many whose names were taken out. */
const NAMELESS_CATEGORIES: readonly Category[] = ['integrity', 'grievance']

/**
 * Whether a matter speaks of the person, who then neither handles nor sees it.
 *
 * By full name, by surname and what they are (`赵书记`), or as the secretary where that is accusation enough.
 */
export function speaksOf(
  matter: { category: Category; text: string; branchId: string | null },
  person: { name: string; posts: readonly Post[] },
): boolean {
  const leads = person.posts.some((p) => SECRETARY_ROLES.includes(p.role))
  if (namesPerson(matter.text, person.name, leads ? SECRETARY_TITLES : MEMBER_TITLES)) return true
  const nameless = NAMELESS_CATEGORIES.includes(matter.category) && SECRETARY.test(matter.text)
  return nameless && isSecretaryOf(person.posts, matter.branchId)
}
