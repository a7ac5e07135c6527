import { CASE_STATES, type CaseState, isUnderWay, outsideStatus } from '../../domain/case.ts'
import { describePlace, publicPlace } from '../../domain/places.ts'
import { isSecretaryOf } from '../../domain/roles.ts'
import { categoryLabel, URGENCIES } from '../../domain/vocabulary.ts'
import type { CaseFacts, Facts, PersonFacts } from '../facts.ts'
import { type StepOf, whatElse } from './next-step.ts'
import { unreached } from './outcome.ts'
import { nowIs, shown } from './words.ts'

const LINES_MAX = 20

const FOR_ALL = [
  '用一句话告诉我在哪里、什么事，可以带照片，例如：3号楼2单元楼道灯坏了两天了。',
  '还可以这样说：',
  '“查 A3-0017”看办到哪一步',
  '“撤回”收回刚才说的',
  '“收到了吗”看上一句有没有记下',
  '“隐私”看谁能看到、保存多久',
]
const FOR_MEMBERS = [
  '“我的待办”看要办的事',
  '“认领 A3-0017”接手一件事',
  '“办结 A3-0017 灯已换新”办完一件事',
  '“排到周五”“转12345”“转给老王”“退回”“问上报人”“延期到周五”也可以直接说',
  '“我报3号楼”报名负责一个责任区',
  '“我的考核”看要您办的考核和抽查，“民主评议”投票，“整改”看要改的事',
]
const FOR_SECRETARIES = [
  '支部里的新事件会直接发给您，您也可以认领和办结。',
  '“给王秀兰请三天假，李敏代”替党员请假，回来说“王秀兰回来了”',
  '“通知全体党员：周五下午两点开会”给大家发通知，先给您看一遍再发；“撤回刚才的通知”“刚才的通知多少人看了”也行',
  '“下周五晚上七点在活动室开恳谈会，聊停车”，开完说“恳谈记录：…”，再说“公布恳谈结果”',
  '“摘要”看支部这一周，“本季度重点”看和定各责任区的重点，“活动文案”拿现成的话',
  '“新划责任区A9，东门片区，范围7号楼、8号楼”划责任区，改名、改范围、撤销也直接说',
  '“抽查进度”“考核进度”看支部的抽查、考核和评议办到哪一步，“群众意见”看居民怎么说',
  '“让老王管3号楼”定谁负责，“覆盖情况”看哪里没人',
  '“打印公示牌”下载海报，“公开 A3-0017”把办结的事写上公示牌',
]

export function helpText(person: PersonFacts | null): string {
  const member = person ? FOR_MEMBERS : ['党员请发“绑定”加邀请码，绑定自己的责任区']
  const leads = person?.assignments.some((a) => isSecretaryOf(person.assignments, a.branchId)) ?? false
  return [...FOR_ALL, ...member, ...(leads ? FOR_SECRETARIES : [])].join('\n')
}

export function todoText(cases: readonly CaseFacts[]): string {
  if (cases.length === 0) return '您现在没有待办。'
  return [`您有 ${count(cases)} 件待办：`, ...lines(cases), '办完请说“办结”加编号，再加一句做了什么。'].join('\n')
}

export function ownReportsText(cases: readonly CaseFacts[]): string {
  if (cases.length === 0) return '您没有正在办理的事。有事直接说一句就行。'
  return [`您反映的 ${count(cases)} 件事正在办理：`, ...lines(cases)].join('\n')
}

function count(cases: readonly CaseFacts[]): string {
  return cases.length >= 100 ? '100 多' : String(cases.length)
}

function lines(cases: readonly CaseFacts[]): string[] {
  const listed = cases.slice(0, LINES_MAX).map(oneLine)
  return cases.length > LINES_MAX ? [...listed, `还有 ${cases.length - LINES_MAX} 件没有列出，最急的在上面。`] : listed
}

/** `A3-0017 公共设施，3号楼2单元，待受理`. */
function oneLine(record: CaseFacts): string {
  const { code, kind, category, urgency, place, state } = record
  const what = kind === 'enquiry' ? '咨询' : categoryLabel(category, null)
  const spot = shown(describePlace(place), 20)
  const grave = urgency === 'normal' ? null : URGENCIES[urgency]
  return `${code} ${[what, spot, grave, CASE_STATES[state]].filter(Boolean).join('，')}`
}

/** For those who may know of it, but not read it. */
export function seenText({ code, category, place, state }: CaseFacts): string {
  const spot = publicPlace(place)
  return `${code}：${[categoryLabel(category, null), spot, `现在${CASE_STATES[state]}`].filter(Boolean).join('，')}。`
}

export function stateText({ code, state }: CaseFacts): string {
  return `${code} ${nowIs(state)}。`
}

export function notFoundText(code: string): string {
  return `没有查到 ${shown(code, 24)}，请核对编号。`
}

/** 修好了吗, for the sender's own matter. */
export function ownStateText(record: CaseFacts): string {
  const spot = shown(describePlace(record.place), 30)
  return `您反映的 ${record.code}（${[categoryLabel(record.category, null), spot].filter(Boolean).join('，')}）现在${CASE_STATES[record.state]}。`
}

export function nothingReportedText(): string {
  return '最近没有您反映的事。要查一件事，请说“查”加编号，例如：查 A3-0017。'
}

export function whichCaseText(verb: string): string {
  return `请带上编号，例如：${verb} A3-0017。`
}

export function notYoursText(code: string): string {
  return `${code} 由责任区党员和支部书记办理，您这里不能办。想知道进展，请说：查 ${code}。`
}

/** `handler`: who has it, `null`: nobody who is named. */
export function alreadyInState(record: StepOf, handler: string | null): string {
  const { code, state } = record
  const whose = handler === null || !isUnderWay(state) ? '' : `，由${handler}办理`
  const again = outsideStatus(state) === 'closed' ? whatElse(record) : ''
  return `${code} ${nowIs(state)}${whose}，不用再办这一步。${again}`
}

export function acceptedText(code: string): string {
  return `好的，${code} 由您办理。办完请说：办结 ${code}，再加一句做了什么。`
}

/** For whoever stands in for its handler. */
export function acceptedInsteadText(code: string, name: string): string {
  return `${code} 由您代${name}办理，${name}回来后交还。想一直由您办，请说：${code} 转给我。办完请说：办结 ${code}，再加一句做了什么。`
}

export function startedText(code: string): string {
  return `好的，${code} 记为处理中。办完请说：办结 ${code}，再加一句做了什么。`
}

export function noZoneText(code: string): string {
  return `没有 ${shown(code, 16)} 这个责任区，请核对编号。`
}

export function toMoveText(code: string): string {
  return `要改位置，请说：${code} 改成5号楼。`
}

export function closeNeedsWords(code: string): string {
  return `${code} 请加一句做了什么，直接回就行，例如：灯已换新。`
}

/** `tellsReporter`: that is left to whoever closed it. */
export function closedText(code: string, tellsReporter: boolean): string {
  return `好的，${code} 已办结，不用再报。${tellsReporter ? unreached() : ''}`
}

export function nothingToWithdraw(): string {
  return '没有可以撤回的。要撤回某一件，请说“撤回”加编号。'
}

export function whichToWithdraw(cases: readonly CaseFacts[]): string {
  return ['要撤回哪一件？请说“撤回”加编号：', ...lines(cases)].join('\n')
}

export function tooLateToWithdraw(code: string, state: CaseState): string {
  return `${code} 现在${CASE_STATES[state]}，不能撤回了。情况有变请直接说一句。`
}

export function tooLateToChange(code: string, state: CaseState): string {
  return `${code} 现在${CASE_STATES[state]}，不能改了。有补充请直接说一句。`
}

export function changedText(code: string): string {
  return `好的，${code} 已更正。`
}

export function followedText(code: string): string {
  return `好的，${code} 有进展会告诉您。`
}

export function unfollowedText(code: string): string {
  return `好的，不再把 ${code} 的进展发给您。`
}

/** 收到了吗: answered from what is kept, not from memory. */
export function receiptText({ previous, reported: [last] }: Pick<Facts, 'previous' | 'reported'>): string {
  if (!previous) return '在您这句之前，我没有收到过别的消息。'
  const { receipt, handled, codes } = previous
  if (!handled) return `上一句收到了，正在处理，回执是 ${receipt}。`
  return codes.length > 0
    ? `上一句收到了，已记下：${codes.join('、')}，回执是 ${receipt}。`
    : `上一句收到了，回执是 ${receipt}。${last ? lastReportText(last) : ''}`
}

function lastReportText({ code, state }: CaseFacts): string {
  return `您最近反映的一件已记下：${code}，现在${CASE_STATES[state]}。`
}

/** What the bot leaves to a person for now. */
export function secretaryHelpsText(what: string, person: PersonFacts | null): string {
  const leads = person?.assignments.some((a) => isSecretaryOf(person.assignments, a.branchId)) ?? false
  if (leads) return `${what}这个功能还没有，请在支部里安排。`
  return `${what}这件事请直接找支部书记，我这里还不能办。`
}
