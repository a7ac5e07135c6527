import { CASE_STATES, type CaseState, outsideStatus } from '../../domain/case.ts'
import type { CaseFacts } from '../facts.ts'
import { sayTime, shown } from './words.ts'

/** How the line begins, by which it is found on a card that is shown anew. */
export const NEXT_STEP = '下一步：'

export type StepOf = Pick<CaseFacts, 'code' | 'state' | 'external' | 'scheduledOn'>

/** What is to come of a case: for whoever works on it what they do, for whoever told it what they wait for. */
export function nextStep(record: StepOf, reader: 'handler' | 'reporter'): string | null {
  const line = (reader === 'handler' ? HANDLER : REPORTER)[record.state]?.(record)
  return line === undefined ? null : `${NEXT_STEP}${line}`
}

/** For whoever works on it and cannot do what they ordered: what they can do. */
export function whatElse(record: StepOf): string {
  if (outsideStatus(record.state) === 'closed') return '又有问题请直接说一句：在哪里、什么事。'
  return nextStep(record, 'handler') ?? ''
}

type Lines = Readonly<Partial<Record<CaseState, (record: StepOf) => string>>>

const toClose = ({ code }: StepOf) => `办完请说：办结 ${code}，再加一句做了什么。`

const HANDLER: Lines = {
  new: () => '能办就点“认领”，不归您管请说“退回”。',
  returned: () => '等重新派人，您能办也可以点“认领”。',
  reopened: () => '上报人说没好，请再看看，点“认领”接着办。',
  accepted: toClose,
  in_progress: toClose,
  scheduled: (record) => `${dayOf(record) ?? '到日子'}处理。${toClose(record)}`,
  need_info: () => '等上报人补充，等的时间不算在期限里。',
  waiting_external: (record) => `等${bodyOf(record)}回话，等的时间不算在期限里。`,
  to_verify: () => '等别人看一眼，您不用再做什么。',
}

const REPORTER: Lines = {
  new: () => '等人受理，受理了会告诉您。',
  returned: () => '正在换人处理，办好会告诉您。',
  reopened: () => '重新办理，办好会告诉您。',
  accepted: () => '已有人在办，办好会告诉您。',
  in_progress: () => '已有人在办，办好会告诉您。',
  scheduled: (record) => `安排在${dayOf(record) ?? '近日'}处理。`,
  need_info: () => '等您补充一句，直接回复就行。',
  waiting_external: (record) => `等${bodyOf(record)}回话，办好会告诉您。`,
  to_verify: ({ code }) => `请您看看好了没有，回“好了 ${code}”或“没好 ${code}”。`,
  resolved: ({ code }) => `还有问题请说：没好 ${code}。`,
  answered_unresolved: ({ code }) => `还有问题请说：没好 ${code}。`,
  not_ours: ({ code }) => `还有问题请说：没好 ${code}。`,
}

function dayOf({ scheduledOn }: StepOf): string | null {
  return scheduledOn === null ? null : sayTime({ date: scheduledOn, time: null })
}

function bodyOf({ external }: StepOf): string {
  return external ? shown(external.body, 20) : CASE_STATES.waiting_external.replace(/^等/, '')
}
