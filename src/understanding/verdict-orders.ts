/** What a reporter, or whoever looks at it, says of the end of a matter: 好了 A3-0017, 没好 A3-0017. */
import { CODE, type CommandRule, LONGEST_WITH_REASON, rule } from './command-rule.ts'

const GOOD = '(?:看过了[, ]*)?(?:已经?)?(?:都)?(?:好了|(?:修|弄)好了|满意|验证通过)'
const NOT_GOOD = '(?:看过了[, ]*)?(?:还是?|又|根本)?(?:没有?|不|未)(?:修|弄|办|处理|解决)?(?:好|完|掉|解决|满意)'

/** 好, 好的, 挺好: a verdict, or no more than a yes; who says it of what tells which. */
const FINE = '(?:(?:很|挺|蛮|真|非常|都)?好(?:的|啊|呀|呢|嘞|哒)*)'
const THANKS = '(?:[ ,。]*(?:谢谢|感谢|多谢|辛苦)[你您们大家了啦啊]*)?'

/** What is wrong with it still. */
const WORDS = '(?:[ ,:;。]+(?<text>.+))?'

export const VERDICT_RULES: readonly CommandRule[] = [
  rule('good', `${GOOD}[ :]*${CODE}${THANKS}`),
  rule('good', `${CODE}[ ,:]*(?:看过了[, ]*)?(?:都|很|非常)?(?:好了|满意|验证通过)${THANKS}`),
  rule('fine', `${FINE}[ ,:]*${CODE}${THANKS}`),
  rule('fine', `${CODE}[ ,:]*${FINE}${THANKS}`),
  rule('not_good', `${NOT_GOOD}[ :]*${CODE}${WORDS}`, LONGEST_WITH_REASON),
  rule('not_good', `${CODE}[ ,:]*${NOT_GOOD}${WORDS}`, LONGEST_WITH_REASON),
]
