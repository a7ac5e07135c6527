/** What a reporter, or whoever looks at it, says of the end of a matter: 好了 A3-0017, 没好 A3-0017. */
import { CODE, type CommandRule, LONGEST_WITH_REASON, rule } from './command-rule.ts'

const GOOD = '(?:看过了[, ]*)?(?:已经?)?(?:都)?(?:好了|(?:修|弄)好了|满意|验证通过)'
const NOT_GOOD = '(?:看过了[, ]*)?(?:还是?|又|根本)?(?:没有?|不|未)(?:修|弄|办|处理|解决)?(?:好|完|掉|解决|满意)'

/** What is wrong with it still. */
const WORDS = '(?:[ ,:;。]+(?<text>.+))?'

export const VERDICT_RULES: readonly CommandRule[] = [
  rule('good', `${GOOD}[ :]*${CODE}`),
  rule('good', `${CODE}[ ,:]*(?:看过了[, ]*)?(?:都)?(?:好了|满意|验证通过)`),
  rule('not_good', `${NOT_GOOD}[ :]*${CODE}${WORDS}`, LONGEST_WITH_REASON),
  rule('not_good', `${CODE}[ ,:]*${NOT_GOOD}${WORDS}`, LONGEST_WITH_REASON),
]
