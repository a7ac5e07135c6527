import { CASE_STATES } from '../../domain/case.ts'
import { describePlace } from '../../domain/places.ts'
import { categoryLabel } from '../../domain/vocabulary.ts'
import type { OwnPage } from '../../store/page-links.ts'
import type { OwnMatter } from '../../store/page-matters.ts'
import type { PrivacyExport } from '../../store/privacy-export.ts'
import type { PageEntry } from './own-lines.ts'

/** All that a page holds, in words that its owner understands, then every row that is kept of them, as it is kept. */
export function exportOf({
  page,
  matters,
  entries,
  kept,
  now,
}: {
  page: OwnPage
  matters: readonly OwnMatter[]
  entries: readonly PageEntry[]
  kept: PrivacyExport
  now: Date
}) {
  return {
    导出时间: now.toISOString(),
    责任区: page.zone?.name ?? null,
    反映的事: matters.map(({ record, zoneKind, said }) => ({
      编号: record.code,
      类别: categoryLabel(record.category, zoneKind),
      位置: describePlace(record.place) || null,
      内容: record.text,
      现在: CASE_STATES[record.state],
      反映时间: record.createdAt.toISOString(),
      办结时间: record.closedAt?.toISOString() ?? null,
      是否满意: record.satisfied,
      办理的人说: said?.words ?? null,
    })),
    往来: entries.map((entry) => ({
      时间: entry.at.toISOString(),
      谁: entry.who === 'you' ? '您' : '助手',
      说: 'card' in entry ? [entry.card.title, entry.card.text].filter(Boolean).join('\n') : entry.text,
    })),
    全部记录: kept,
  }
}
