/** How a message is meant, where its structure tells more than its words: plans, thanks for a result, thanks before a fault. */
import type { Evidence } from './evidence.ts'
import type { Cue } from './lexicon/cues.ts'
import type { Told } from './model/questions.ts'
import type { Intent } from './understanding.ts'

/** A time to come, or a will. */
const TO_COME =
  /明[天儿早晚晨年]|后[天儿]|下(?:个?(?:月|礼拜|星期|学期)|周|一?[回次]再)|改[天日]|回头|[待等]一?[会下]|过(?:几|两|些|一阵|会)|晚点|抽空|得空|月底|年底|打算|准备|计划|筹划|琢磨着|想(?:去|找|请|趁|把|给|着|约|办|搞)|要去|将(?=[在要于对])|定[在于]|预计|争取/
/** Done in spite of it. */
const DONE = /了|[^难不经]过(?![几两些一年节道路程])|完|已|刚/
const CONTRAST = /^(?:不过|但是?|可是?(?![以能爱怜惜见])|然而|只是|就是(?=.{0,6}(?:还|没|不|太|又)))/

const TAKE_BACK = /撤[销回掉了下单]|取消(?!的)|作废|销掉|删[了掉]/
/** What can be taken back: a case, or how people call what they sent. */
const SENT =
  /[A-Z][0-9]+-[0-9]+|单子|工单|[那这个]单(?!元|位)|[那这上]一?条(?![路线街巷河沟渠船狗标规])|报修|投诉|登记|上报|刚[才刚]?[报发说]/
/** Then somebody else did it, and that is told. */
const BY_OTHERS = /被|物业|他们?|她|[你人]家|系统|领导|老板|医院|学校|公司/

type Meant = Pick<Told, 'clauses' | 'role'>

/**
 * What the sender can mean. Each rule holds for more than nine in ten of the messages of the corpus that it applies to;
 * what only shifts the balance is left to the model.
 */
export function mayMean({ clauses, role }: Meant): readonly Intent[] {
  if (isTakenBack(clauses)) return ['command']
  if (isTurned(clauses)) return ['report', 'enquiry']
  if (role === 'member' ? isOwnPlan(clauses) : isThankedFor(clauses)) return ['enquiry', 'command', 'chat']
  return ['report', 'enquiry', 'command', 'chat']
}

/** `麻烦把早上那条撤了`: a few words, in which something that was sent is to be taken back. */
function isTakenBack(clauses: readonly Evidence[]): boolean {
  if (clauses.length > 3 || clauses.some((c) => c.asks)) return false
  return clauses.some(({ words }) => TAKE_BACK.test(words) && SENT.test(words) && !BY_OTHERS.test(words))
}

/** `明天一早去看几户老人`: somebody will do something, and nothing is told besides. */
function isOwnPlan(clauses: readonly Evidence[]): boolean {
  const work = clauses.filter((c) => c.activities.length > 0)
  return (
    work.length > 0 && work.every(isPlanned) && !says(clauses, ['request', 'wish', 'done', 'told']) && !isOpen(clauses)
  )
}

function isPlanned({ words }: Evidence): boolean {
  return TO_COME.test(words) && !DONE.test(words)
}

/** `灯修好了,谢谢`: a result, and thanks for it. */
function isThankedFor(clauses: readonly Evidence[]): boolean {
  const isThanked = says(clauses, ['thanks']) && says(clauses, ['done'])
  return isThanked && !clauses.some(isContrast) && !says(clauses, ['request', 'wish']) && !clauses.some((c) => c.asks)
}

/** `谢谢,灯修好了,不过门又坏了`: what stands behind the turn is what it was written for. */
function isTurned(clauses: readonly Evidence[]): boolean {
  const turn = clauses.findIndex(isContrast)
  return turn > 0 && says(clauses.slice(0, turn), ['thanks']) && isOpen(clauses.slice(turn))
}

function isContrast({ words }: Evidence): boolean {
  return CONTRAST.test(words)
}

/** Something is wrong, or asked. */
function isOpen(clauses: readonly Evidence[]): boolean {
  return clauses.some((c) => c.wrong || c.asks)
}

function says(clauses: readonly Evidence[], cues: readonly Cue[]): boolean {
  return clauses.some((c) => cues.some((cue) => c.cues.has(cue)))
}
