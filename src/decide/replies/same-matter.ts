import type { Card } from '../../channels/channel.ts'
import { CASE_STATES, type CaseState } from '../../domain/case.ts'
import { type Category, categoryLabel, type ZoneKind } from '../../domain/vocabulary.ts'
import { sameAction } from '../actions.ts'
import { codesOf } from '../draft.ts'
import { button, closed } from './card.ts'
import { type DraftShown, draftCard } from './draft-card.ts'

/** A case that somebody told before, as everybody may see it. */
export interface EarlierShown {
  code: string
  category: Category
  building: string | null
  state: CaseState
  zoneKind: ZoneKind | null
}

/** The card of a draft that somebody may have told before: 是同一件 / 不是 in place of 对. */
export function sameMatterCard(shown: DraftShown, earlier: EarlierShown): Card {
  const card = draftCard(shown)
  const [confirm, ...others] = card.buttons
  const same = button({
    label: '是同一件',
    action: sameAction(earlier.code, { ...shown, codes: codesOf(shown.items) }),
    says: `关注 ${earlier.code}`,
    style: 'primary',
  })
  const another = confirm ? [{ ...confirm, label: '不是', style: 'plain' as const }] : []
  return {
    ...card,
    title: '这件事好像有人报过，是同一件吗？',
    text: [lineOf(earlier), card.text].filter(Boolean).join('\n'),
    buttons: [same, ...another, ...others],
  }
}

/** `已有 A3-0017：公共设施 · 3号楼 · 处理中。` */
function lineOf({ code, category, building, state, zoneKind }: EarlierShown): string {
  return `已有 ${code}：${[categoryLabel(category, zoneKind), building, CASE_STATES[state]].filter(Boolean).join(' · ')}。`
}

export function joinedText(earlierCode: string): string {
  return `好的，和 ${earlierCode} 算一件，不另外记。想知道进展，请说：查 ${earlierCode}。`
}

/** What the tap on 是同一件 leaves of the card. */
export function joinedCard(card: Card, earlierCode: string): Card {
  return {
    ...closed(card, '是同一件'),
    title: `和 ${earlierCode} 算一件`,
    text: `想知道进展，请说：查 ${earlierCode}。`,
  }
}
