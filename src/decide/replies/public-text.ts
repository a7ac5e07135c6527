/** What is said while words of a matter are put onto a notice. */
import type { Card } from '../../channels/channel.ts'
import { publicAction } from '../actions.ts'
import type { CaseFacts } from '../facts.ts'
import { button, cardOf } from './card.ts'
import { nowIs, shown } from './words.ts'

const EXAMPLE = 'A3-0017'

export function whichToPublish(): string {
  return `请说出是哪一件，例如：公开 ${EXAMPLE}。`
}

export function onlySecretaryPublishes(code: string): string {
  return `${code} 公开不公开由支部书记定，您这里不能定。`
}

export function neverPublic(code: string): string {
  return `${code} 这类事的内容不上公示牌。能公开的只有公共设施、道路交通、环境卫生、消防和林木的事。`
}

export function publishOnceEnded({ code, state }: Pick<CaseFacts, 'code' | 'state'>): string {
  return `${code} ${nowIs(state)}，办结以后再公开。`
}

export function ownWordsPlease(code: string): string {
  return `${code} 去掉姓名、电话和门牌以后，没剩下几个字。请用您的话说一句，例如：公开 ${code}：3号楼的楼道灯换好了。`
}

export function nothingToPublish(code: string): string {
  return `${code} 还没有要公开的话。请先说：公开 ${code}，我拿给您看过再公开。`
}

export function nothingPublic(code: string): string {
  return `${code} 没有内容在公示牌上。`
}

type Zoned = Pick<CaseFacts, 'code' | 'zoneCode'>

export function publishedText({ code, zoneCode }: Zoned): string {
  return `好的，一分钟内写上 ${zoneCode} 的公示牌。要撤下请说：不公开 ${code}。`
}

export function withheldText({ code, zoneCode }: Zoned): string {
  return `好的，${code} 的内容不在 ${zoneCode} 的公示牌上了，只留类别和楼栋。`
}

/** As it would stand on the notice. One tap decides. */
export function previewCard({ taskId, record, words }: { taskId: string; record: CaseFacts; words: string }): Card {
  const { code, version, zoneCode } = record
  return cardOf({
    taskId,
    title: '公示牌上这样写，同意吗？',
    facts: [
      ['编号', code],
      ['责任区', zoneCode],
    ],
    text: `${shown(words, 160)}\n姓名、电话和门牌已隐去，请您再看一遍。要改请说：公开 ${code}：再加您的话。`,
    buttons: [
      button({
        label: '同意公开',
        action: publicAction(true, version, code),
        says: `同意公开 ${code}`,
        style: 'primary',
      }),
      button({ label: '不公开', action: publicAction(false, version, code), says: `不公开 ${code}` }),
    ],
  })
}

/** What a tap leaves of it. `words`: what is public now. */
export function publishedCard(taskId: string, { code, zoneCode }: Zoned, words: string | null): Card {
  return cardOf({
    taskId,
    title: words === null ? '没有上公示牌' : '已写上公示牌',
    facts: [
      ['编号', code],
      ['责任区', zoneCode],
    ],
    text: words === null ? null : `${shown(words, 160)}\n要撤下请说：不公开 ${code}。`,
    closedAs: words === null ? '不公开' : '已公开',
  })
}
