import type { Card, Content } from '../../channels/channel.ts'
import { transition } from '../../domain/case.ts'
import type { Reminder } from '../../domain/reminders.ts'
import { acceptAction } from '../actions.ts'
import type { CaseFacts } from '../facts.ts'
import { button, cardOf } from './card.ts'
import { matterTitle, matterWords, shown, withReceipt } from './words.ts'

/** One thing that one person is reminded of. */
export interface ReminderLine {
  record: CaseFacts
  reminder: Reminder
  /** Whether the reader leads those who act, rather than acts. */
  leads: boolean
  /** Whether the reader may read the words of the matter. */
  withText: boolean
  /** For who leads: in whose hands it is. */
  handler: string | null
  /** `11月25日`, `11月25日下午4点半`: the end of the clock. */
  dueOn: string | null
}

/** What every line has room for on a card. */
const CARD_LINES_MAX = 6
const CARD_LINE_CHARS = 30
const LINES_MAX = 15
const BUTTON_CHARS = 10

/** All that a person is reminded of at once: a card with what can be tapped, or a text with a line each. */
export function remindersContent(
  lines: readonly ReminderLine[],
  { taskId, receipt }: { taskId: string; receipt: string },
): Content {
  const buttons = acceptButtons(lines)
  if (buttons.length > 0 && lines.length <= CARD_LINES_MAX) {
    return { type: 'card', card: remindersCard(lines, taskId, buttons) }
  }
  const listed = lines.slice(0, LINES_MAX).map((line) => sentence(line))
  const more = lines.length > LINES_MAX ? [`还有 ${lines.length - LINES_MAX} 件，请说“我的待办”查看。`] : []
  return { type: 'text', text: withReceipt([headline(lines), ...listed, ...more, ...hints(lines)].join('\n'), receipt) }
}

/** An emergency that nobody has taken on: one message of its own, in words that every client shows. */
export function emergencyReminder({ record, withText, leads, handler }: ReminderLine): string {
  const state = `突发 ${matterTitle(record, withText)} 还没有人接手。`
  if (leads) return `${state}请马上联系${handler ?? '责任区党员'}，或安排人到场。`
  return `${state}请马上联系或到场，接手请回复“认领 ${record.code}”。`
}

function headline(lines: readonly ReminderLine[]): string {
  return lines.length === 1 ? '提醒您一件事：' : `有 ${lines.length} 件事提醒您：`
}

function remindersCard(lines: readonly ReminderLine[], taskId: string, buttons: Card['buttons']): Card {
  const [only, ...others] = lines
  const single = only && others.length === 0
  return cardOf({
    taskId,
    title: single ? `${only.record.code} ${labelOf(only)}` : headline(lines).replace('：', ''),
    facts: single ? [['期限', only.dueOn]] : lines.map((line) => [labelOf(line), cardLine(line)]),
    text: (single ? [matterWords(only.record, only.withText)] : hints(lines)).join('\n'),
    buttons,
  })
}

function cardLine({ record, withText }: ReminderLine): string {
  return shown(`${record.code} ${matterWords(record, withText)}`, CARD_LINE_CHARS)
}

/** What the reader may take on by one tap. */
function acceptButtons(lines: readonly ReminderLine[]): Card['buttons'] {
  const free = lines.filter(({ record, leads }) => !leads && transition(record.state, 'accept', 'handler') !== null)
  return free.slice(0, CARD_LINES_MAX).map(({ record: { code } }) =>
    button({
      label: free.length === 1 ? '认领' : `认领${code}`.slice(0, BUTTON_CHARS),
      action: acceptAction(code),
      says: `认领 ${code}`,
      style: 'primary',
    }),
  )
}

/** At most five characters: no platform shows more of a label. */
function labelOf({ reminder, leads }: ReminderLine): string {
  switch (reminder.about) {
    case 'accept':
      return leads ? '无人接手' : reminder.step < 1 ? '等您接手' : reminder.step > 1 ? '还没接手' : '该接手了'
    case 'resolve':
      return leads ? '没有办完' : reminder.step < 1 ? '时间过半' : reminder.step > 1 ? '还没办完' : '该办完了'
    case 'planned':
      return '原定今天'
    case 'outside':
      return '等外部'
    default:
      return '等回答'
  }
}

/** What there is to say of the matter, after its name. */
function stateOf({ record, reminder, leads, handler, dueOn }: ReminderLine): string {
  const asked = leads && record.extension === 'asked' ? '，办理人已申请延期' : ''
  const inHands = leads && handler ? `${handler}办理，` : ''
  switch (reminder.about) {
    case 'accept':
      if (reminder.step < 1) return `还没有人接手${dueOn ? `，请在${dueOn}前接手` : ''}`
      return leads && handler ? `${handler}还没有接手，${over(reminder.step)}` : `还没有人接手，${over(reminder.step)}`
    case 'resolve':
      if (reminder.step < 1) return `时间过半${dueOn ? `，请在${dueOn}前办完` : ''}`
      return `${inHands}还没有办完，${over(reminder.step)}${asked}`
    case 'planned':
      return '原定今天办'
    case 'outside':
      return `${outsideOf(record)}，今天可以问问回了没有`
    default:
      return '上报人还没有回答您问的'
  }
}

function over(step: number): string {
  return step > 1 ? '已超时较久' : '时间已到'
}

function outsideOf({ external }: CaseFacts): string {
  if (!external) return '转给了外部'
  const { body, number } = external
  return `转给了${shown(body, 20)}${number ? `（单号 ${shown(number, 30)}）` : ''}`
}

function sentence(line: ReminderLine): string {
  return `${matterTitle(line.record, line.withText)}：${stateOf(line)}。`
}

/** How to answer, each way once, with the code of the first that it fits. */
function hints(lines: readonly ReminderLine[]): string[] {
  const acting = lines.filter((l) => !l.leads)
  const codeOf = (...about: Reminder['about'][]) => acting.find((l) => about.includes(l.reminder.about))?.record.code
  const accept = codeOf('accept')
  const work = codeOf('resolve', 'planned')
  const outside = acting.find((l) => l.reminder.about === 'outside')?.record
  const answer = codeOf('answer')
  const led = lines.find((l) => l.leads)?.record.code
  const body = shown(outside?.external?.body ?? '外部', 10)
  return [
    accept ? `接手请说：认领 ${accept}。` : [],
    work ? `办好了请说：办结 ${work}，再加一句做了什么。还要时间请说：${work} 延期到周五，再加原因。` : [],
    outside ? `回了请说：${outside.code} ${body}回了，再加一句结果。没回请说：${outside.code} 还没回。` : [],
    answer ? '可以直接联系上报人，也可以照现在知道的办。' : [],
    led ? `要换人办请说：${led} 转给某某。` : [],
  ].flat()
}
