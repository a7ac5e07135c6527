/** Asking who answers for a place: 3号楼谁负责, 我们楼的党员是谁. */
import { ZONES, zonesListed } from './zone-words.ts'

const WHO = '(?:谁|哪个|哪位|什么人)(?:党员|同志)?'
const ANSWERS = '(?:来|在|是)?(?:负责|管理|管|包联|包)'
const OWN = '(?:我们?|咱们?|俺们?)?(?:这|那)?[个栋片]?(?:楼|片|里|家|小区|村|组|边|儿)?'
const PLACE = `(?:${OWN}|(?<zone>${ZONES}))(?:的|这边|那边)?`
const MEMBER = '(?:责任区党员|责任区负责人|责任人|负责人|楼栋长|楼长|片长|网格员|联系人|党员)'
const ENDS = '(?:的|呢|啊|呀|吗)*[ ?。]*'

const FORMS = [
  `${PLACE}[ ,]*(?:现在|目前)?(?:是|归|由)?${WHO}${ANSWERS}${ENDS}`,
  `${WHO}(?:现在|目前)?${ANSWERS}${PLACE}${ENDS}`,
  `${PLACE}${MEMBER}(?:现在|目前)?(?:是|叫)(?:谁|哪个|哪位|什么)${ENDS}`,
  `${WHO}(?:现在|目前)?是${PLACE}${MEMBER}${ENDS}`,
].map((form) => new RegExp(`^(?:请问|问一下|我想问|想问问?)?[ ,]*${form}$`))

/** Whether the whole text asks it. Who is to see to a thing, as a lamp, is asked by those who report it. */
export function asksWhoAnswers(text: string): boolean {
  return FORMS.some((form) => {
    const found = form.exec(text.trim())
    return found !== null && (found.groups?.zone === undefined || zonesListed(found.groups.zone) !== null)
  })
}
