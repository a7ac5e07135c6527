/** Orders by which words pass between a reporter and who works on a matter, and by which it is given to the branch. */
import { CODE, type CommandRule, LONGEST_WITH_MESSAGE, rule } from './command-rule.ts'
import { REPORTER } from './handling-orders.ts'

const APART = '[ ,:;、。-]*'
const WORDS = `(?:${APART}(?<text>.+))?`
const REPLY = '(?:回复|答复|回答|转告|告诉|回)(?:给|一下)?'
const SAYING = '(?:说|讲)?'

const WISH = '(?:我|我们|想|要|请|能不能|能|可以|可不可以|直接|这件?事|这个)*'
const BRANCH = '(?:找|见|请|让|交给)(?:一下)?(?:你们)?(?:的)?(?:党?支部(?:的)?(?:书记|领导)?|书记)'
const SOMEBODY_ELSE = '(?:换(?:个|一个|别的|别)?(?:人|党员)|(?:另外|另)?找(?:个)?别的?人|另外?找(?:个)?人)'
const NOT_THIS_ONE = '不(?:想|要|愿意?)(?:找|让|要|跟|和)?(?:他|她|这个人|这个党员|这位党员|责任区党员)'
const TO_DO_IT = '(?:来)?(?:办理?|管|处理|负责|说|谈|看)?(?:吗|吧|了|行吗|可以吗)?[?]?'
const OTHER = `${WISH}(?:${BRANCH}|${SOMEBODY_ELSE}|${NOT_THIS_ONE})${TO_DO_IT}`

const LONGEST_WISH = 40

export const RELAY_RULES: readonly CommandRule[] = [
  // 回复 A3-0017 明天上午来看
  rule('reply', `${REPLY}(?:${REPORTER})?[ :]*${CODE}(?: *的?(?:${REPORTER}))?${WORDS}`, LONGEST_WITH_MESSAGE),
  // A3-0017 告诉居民明天上午来看
  rule('reply', `${CODE}${APART}(?:请|麻烦)?${REPLY}(?:${REPORTER})${SAYING}${WORDS}`, LONGEST_WITH_MESSAGE),
  // A3-0017 回复：明天上午来看
  rule('reply', `${CODE}${APART}(?:回复|答复)[ :,]+(?<text>.+)`, LONGEST_WITH_MESSAGE),
  rule('other_person', `(?:${CODE}${APART})?${OTHER}`, LONGEST_WISH),
  rule('other_person', `${OTHER}[ ,:]+${CODE}`, LONGEST_WISH),
]
