/** Orders about reviews: how they go, one's own, the vote, the phrase of a draw, and what is to be put right. */
import { type CommandRule, LONGEST_WITH_MESSAGE, rule } from './command-rule.ts'
import type { Command, CommandName } from './understanding.ts'

const SEE = '(?:打开|查一下|查查|查看|查询|查|看一下|看看|看|说说|去)?(?:一下)?'
const WHICH = '(?:我们?|咱们|支部|本支部|今年|去年|这次|上次|本次|上半年|下半年|本季度|这个季度|的)*'
const REVIEW =
  '(?:(?:半年|上半年|下半年)?(?:抽查|抽检)|(?:年终|年度|年底)?考核|(?:年终|年度)?(?:评定|考评)|(?:民主)?评议|(?:评议)?投票)'
const OPINIONS = '(?:群众|居民|村民|学生|病人|患者)的?(?:意见|评价|反映)|(?:意见|评价)(?:征集|征求|收集)'
const HOW_FAR =
  '进度|进展|情况|结果|怎么样|如何|(?:做|办|走|进行)?到哪(?:一?步|里|儿)?|还?差(?:多少|几个|谁)|完成|做完|结束|多少|有?(?:多少|几)个?人[投交答填]'
const HOW = `(?:的?(?:(?:${HOW_FAR})了?)+(?:呢|吗|没有|没)*)`
const SO = '[?]?'

const YEAR = '(?:年终|年度|年底|今年|今年度|本年度|全年|这一年)'
const OWN_SUMMARY = '(?:工作|述职|履职)?(?:总结|述职|小结|述职报告)'

const COMMENDED = '(?:我的|这个|那个|本人的?)*表彰(?:第?(?<number>[0-9]{1,6})号?)?'
const ON_NOTICE = '(?:公开|写?到?上?公示牌上?)'
const MAY = '(?:我|本人)?(?:同意|可以|愿意|能|要|想)'
const MAY_NOT = '(?:我|本人)?(?:先|暂时|还是)?(?:不同意|不愿意|不想|不要|不用|不能|不|别|取消|撤下|收回)'

const PUT_RIGHT = '(?:限期)?整改'
const NUMBER = '(?:第)?(?<number>[0-9]{1,6})(?:号|项|条|件)?'
const PUT_RIGHT_DONE =
  '(?:已经?|都|全部|也)*(?:完成|整改好|整改完|整改到位|改好|改完|改正|做完|做好|弄好|办好|办完|好|到位)了?'

export const REVIEW_RULES: readonly CommandRule[] = [
  // 我的考核; 看看我的考核结果; 我的年终总结; 写总结
  rule('my_review', `${SEE}我的(?:${YEAR}的?)?(?:考核|考评|评定|等次|${OWN_SUMMARY})(?:表)?(?:${HOW})?${SO}`),
  rule(
    'my_review',
    `(?:${SEE}|写一?[份个下]?|填一?[份个下]?|改一?下?)(?:${YEAR}的?)(?:考核)?(?:${OWN_SUMMARY})(?:怎么写|怎么填)?${SO}`,
  ),
  rule('my_review', `(?:写|填|改|交)(?:一下|一?[份个下])?(?:我的)?${OWN_SUMMARY}`),
  // 民主评议; 我要投票; 怎么投票
  rule(
    'appraisal',
    `${SEE}${WHICH}(?:党员)?(?:民主评议|评议党员|评议)(?:的?投票|的?选票|的?票)?(?:在哪里?|怎么投)?${SO}`,
  ),
  rule(
    'appraisal',
    `(?:怎么|如何|在哪里?|去|要|来|参加|现在|可以|能)*(?:投票|投个票|投一票)(?:在哪里?|怎么投|吗|呢)?${SO}`,
  ),
  // 抽查进度; 考核进展怎么样; 评议完成了多少
  rule('review_progress', `${SEE}${WHICH}${REVIEW}${HOW}${SO}`),
  rule('review_progress', `${SEE}${WHICH}(?:半年|上半年|下半年)?抽查(?:表)?${SO}`),
  rule('review_progress', `${SEE}${WHICH}(?:${YEAR})?考核(?:表)?${SO}`),
  // 群众意见怎么样; 有多少人答了
  rule('review_progress', `${SEE}${WHICH}(?:${OPINIONS})(?:${HOW})?${SO}`),
  // 整改1已完成:换了新灯; 整改完成了,已换新灯
  rule(
    'rectified',
    `(?:我的?)?${PUT_RIGHT}(?:${NUMBER})?[ ,:;]*${PUT_RIGHT_DONE}(?:[ ,:;。\\n]+(?<text>.+))?`,
    LONGEST_WITH_MESSAGE,
  ),
  // 我的整改; 整改情况; 整改1
  rule(
    'rectifications',
    `${SEE}${WHICH}(?:有(?:什么|哪些))?${PUT_RIGHT}(?:事项|要求|任务|通知|清单|列表|表)?(?:${NUMBER})?(?:${HOW}|有哪些|有什么)?${SO}`,
  ),
  rule('rectifications', `${SEE}${WHICH}第?${NUMBER}的?${PUT_RIGHT}(?:${HOW})?${SO}`),
  rule('rectifications', `${SEE}${WHICH}(?:要|待|等)?(?:我)?复查的?(?:整改|事项|任务|哪些)?${SO}`),
  // 表彰2同意公开; 公开我的表彰; 不公开表彰; 收回表彰1
  rule('publish_commendation', `(?:把)?${COMMENDED}[ ,:]*${MAY}?${ON_NOTICE}(?:吧|了)?`),
  rule('publish_commendation', `${MAY}?${ON_NOTICE}${COMMENDED}(?:吧|了)?`),
  rule('withhold_commendation', `(?:把)?${COMMENDED}[ ,:]*(?:${MAY_NOT}${ON_NOTICE}|收回|撤下)(?:吧|了)?`),
  rule('withhold_commendation', `(?:${MAY_NOT}${ON_NOTICE}|收回|撤下)${COMMENDED}(?:吧|了)?`),
  // 抽签 春风又绿江南岸; what is asked is no phrase
  rule(
    'seed_phrase',
    `${SEE}${WHICH}抽签(?:的?(?:话|一句话|口令|结果|情况|进度))?(?:是?(?:什么|怎么|如何|好|完|抽|说|弄|办|回事|意思|了|吗|呢|没有))*${SO}`,
  ),
  rule(
    'seed_phrase',
    '(?:我的?)?抽签(?:的?(?:话|一句话|口令))?(?:是|说)?[ ,:;。\\n]+(?<text>(?!.*[?]$).+)',
    LONGEST_WITH_MESSAGE,
  ),
]

const READ_HERE: readonly CommandName[] = [
  ...(['seed_phrase', 'rectified', 'rectifications'] as const),
  ...(['publish_commendation', 'withhold_commendation'] as const),
]

export function isReviewOrder(name: CommandName): boolean {
  return READ_HERE.includes(name)
}

/** Of a phrase the words as they were read, its signs too: whoever types it again must get the same. */
export function reviewArgs({ text, number }: Readonly<Record<string, string | undefined>>): Command['args'] {
  const words = text?.trim() ?? ''
  return { ...(number ? { number } : {}), ...(words === '' ? {} : { text: words }) }
}
