/** What people are told of their own commendations, and asked: whether others may read of it. */
import type { Card } from '../../channels/channel.ts'
import { publicWords } from '../../domain/public-text.ts'
import { commendationAction } from '../actions.ts'
import { button, cardOf } from './card.ts'
import { shown } from './words.ts'

interface Commended {
  id: string
  /** In its branch. */
  number: number
  reason: string
}

const REASON_CHARS = 100
const LINE_CHARS = 40
/** A chat shows so many; the page shows all. */
const LINES_MAX = 4

const TITLE = '支部表彰您'

/** Asks the one commended, with the very words that everybody would read. One tap decides; no tap keeps it private. */
export function commendedCard({ id, number, reason }: Commended, taskId: string): Card {
  return cardOf({
    taskId,
    title: TITLE,
    subtitle: shown(reason, REASON_CHARS),
    text: `同意公开的话，责任区的公示牌上会写您的称呼和这句话：${publicWords(reason)}\n由您自己定，不点就不公开。`,
    buttons: [
      button({
        label: '同意公开',
        action: commendationAction(true, id),
        says: `表彰${number}同意公开`,
        style: 'primary',
      }),
      button({ label: '不公开', action: commendationAction(false, id), says: `表彰${number}不公开` }),
    ],
  })
}

/** What holds after an answer, and how to change it. */
export function answeredCard(taskId: string, { number, reason }: Commended, isPublic: boolean): Card {
  return cardOf({
    taskId,
    title: TITLE,
    subtitle: shown(reason, REASON_CHARS),
    text: isPublic ? `要收回请回复：表彰${number}不公开。` : `想公开了请回复：表彰${number}同意公开。`,
    closedAs: isPublic ? '已同意公开' : '不公开',
  })
}

export function publishedText({ number }: Pick<Commended, 'number'>): string {
  return `好的，表彰${number}会写到您责任区的公示牌上。要收回请回复：表彰${number}不公开。`
}

export function withheldText({ number }: Pick<Commended, 'number'>): string {
  return `好的，表彰${number}不公开，公示牌上不写。`
}

export function noCommendationText(): string {
  return '没有要您定公开不公开的表彰。回复“我的考核”，打开后点“表彰”，可以看全部。'
}

export function whichCommendationText(commended: readonly Commended[], isPublic: boolean): string {
  const lines = commended.slice(0, LINES_MAX).map(({ number, reason }) => `表彰${number}：${shown(reason, LINE_CHARS)}`)
  const example = `表彰${commended[0]?.number ?? 1}${isPublic ? '同意公开' : '不公开'}`
  return ['您说的是哪一个？', ...lines, `请这样回：${example}。`].join('\n')
}
