/** Notes on hardship: until when they are kept, and whether they are kept on. */
import type { Card } from '../../channels/channel.ts'
import type { CivilDate } from '../../domain/calendar.ts'
import { dropNoteAction, keepNoteAction } from '../actions.ts'
import { button, cardOf } from './card.ts'
import { sayDay } from './handling.ts'
import { matterWords, type Titled } from './words.ts'

/** On the card of a report about somebody's hardship. */
export function askForAgreement(): string {
  return '困难情况只有责任区党员和支部书记能看。当事人同意记下，请点“对”；没有问过，原话30天后删除；不同意，请点“撤回”。'
}

/** On the card of a report about a student: nobody here knows how old they are, so whoever tells it is asked to see to it. */
export function askForGuardian(): string {
  return '学生的事只有责任区党员和支部书记能看。孩子不满14岁的，请先问过家长：家长同意请点“对”，不同意请点“撤回”。'
}

/** For whoever leads, a month before: one tap keeps it on. */
export function noteEndsCard({ taskId, matter, on, withText }: NoteEnds): Card {
  const { code } = matter
  return cardOf({
    taskId,
    title: '这条困难记录快到期了，还要留吗？',
    subtitle: matterWords(matter, withText),
    facts: [
      ['编号', code],
      ['到期', sayDay(on)],
    ],
    text: '还在帮扶、当事人也同意，可以再留一年。不留的话，到期删去原话和照片，只留办理结果。',
    buttons: [
      button({ label: '同意再留一年', action: keepNoteAction(code), says: `${code} 再留一年`, style: 'primary' }),
      button({ label: '到期删除', action: dropNoteAction(code), says: `${code} 到期删除` }),
    ],
  })
}

interface NoteEnds {
  taskId: string
  matter: Titled
  on: CivilDate
  /** Whether whoever decides may read its words. */
  withText: boolean
}

/** What a tap leaves of it. */
export function noteDecidedCard(taskId: string, matter: Titled, closedAs: string): Card {
  return cardOf({ taskId, title: '困难记录', facts: [['编号', matter.code]], closedAs })
}

export function noteKept(code: string, on: CivilDate): string {
  return `好的，${code} 的困难记录留到${sayDay(on)}。`
}

export function noteDropped(code: string): string {
  return `好的，${code} 的困难记录到期删除，删前不再问您。`
}

export function noteIsNone(code: string): string {
  return `${code} 不是困难帮扶的记录，或者原话已经删除。`
}

export function secretaryKeepsNotes(code: string): string {
  return `${code} 的困难记录留不留，由支部书记定，您这里不能定。`
}
