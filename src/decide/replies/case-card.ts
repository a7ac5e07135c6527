import type { Card, CardButton } from '../../channels/channel.ts'
import { CASE_STATES, type CaseState } from '../../domain/case.ts'
import type { OccurredAt, Place } from '../../domain/place.ts'
import { describePlace } from '../../domain/places.ts'
import {
  type CaseKind,
  type Category,
  categoryLabel,
  URGENCIES,
  type Urgency,
  type ZoneKind,
} from '../../domain/vocabulary.ts'
import { acceptAction, doneAction } from '../actions.ts'
import { button, cardOf } from './card.ts'
import { sayTime, shown } from './words.ts'

/** A case as those read it who work on it. */
export interface CaseShown {
  code: string
  kind: CaseKind
  category: Category
  urgency: Urgency
  state: CaseState
  place: Place | null
  occurredAt: OccurredAt | null
  text: string
  zone: string | null
  zoneKind: ZoneKind | null
  /** Who told it; `null`: not shown. */
  reporter: string | null
}

export interface CaseCardOptions {
  taskId: string
  title: string
  /** Whether the reader may take it on with one tap. */
  acceptable: boolean
  /** Whether it lies with the reader, who may end it. */
  closable?: boolean
  /** Whether the reader may read the words of the matter. */
  withText: boolean
  /** What is to come, as the reader reads it. */
  next?: string | null
}

/** A case on one card, for its handler, the secretary, or whoever looked it up. */
export function caseCard(shownCase: CaseShown, options: CaseCardOptions): Card {
  const { taskId, title, withText, next = null } = options
  const { code, kind, category, urgency, state, place, occurredAt, text, zone, zoneKind, reporter } = shownCase
  return cardOf({
    taskId,
    title,
    subtitle: `${kind === 'enquiry' ? '咨询' : categoryLabel(category, zoneKind)} · ${URGENCIES[urgency]} · ${CASE_STATES[state]}`,
    facts: [
      ['编号', code],
      ['位置', withText ? shown(describePlace(place), 30) : null],
      ['时间', sayTime(occurredAt)],
      ['责任区', zone],
      ['上报人', withText ? reporter : null],
    ],
    text: [withText ? shown(text, 200) : '内容只给处理人和支部书记看。', next].filter(Boolean).join('\n'),
    buttons: buttonsOf(code, options),
  })
}

function buttonsOf(code: string, { acceptable, closable = false }: CaseCardOptions): CardButton[] {
  if (acceptable) return [button({ label: '认领', action: acceptAction(code), says: `认领 ${code}`, style: 'primary' })]
  if (closable) return [button({ label: '办结', action: doneAction(code), says: `办结 ${code}`, style: 'primary' })]
  return []
}
