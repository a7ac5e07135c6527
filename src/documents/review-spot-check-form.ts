/** The record of a spot check: how its zones were drawn, what was ticked of their duties, and what was found. */
import { TICKS, type Tick } from '../domain/review/checklist.ts'
import { REVIEW_KINDS } from '../domain/review/vocabulary.ts'
import { type Cell, counted, type FormRecord, leading, type ReviewForm } from './review-form.ts'
import { findingPhotoPath, rectificationRecord, sampledRecord } from './review-records.ts'
import { type PackRound, percent, roundFacts } from './review-round-forms.ts'

export interface PackSampledZone {
  position: number
  code: string
  name: string
  /** 0 to 1. */
  chance: number
  replacedBy: string | null
  reason: string | null
  /** The check was closed. */
  isChecked: boolean
  /** Duties with what was ticked of each, once it was closed. */
  ticks: readonly { title: string; tick: Tick }[]
  /** The secretary's words, and the member's; `null`: none yet. */
  checked: string | null
  ownWords: string | null
}

export interface PackFinding {
  id: string
  zone: string
  text: string
  foundBy: string | null
  /** Whether a photo of it is kept. */
  hasPhoto: boolean
  /** Its case and rectification. */
  caseCode: string | null
  rectification: { id: string; number: number } | null
}

export function spotCheckForm(
  round: PackRound,
  { zones, findings }: { zones: readonly PackSampledZone[]; findings: readonly PackFinding[] },
): ReviewForm {
  return {
    title: `${REVIEW_KINDS.spot_check}记录`,
    branch: round.branch,
    facts: [
      ...roundFacts(round),
      ['种子', leading(round.seed ?? '还没有抽签', `/reviews/${round.id}`)],
      ['抽到', counted(zones.map(({ code }) => sampledRecord(round.id, code)))],
      ['发现问题', counted(findings.map((finding, i) => findingRecord(round.id, finding, i)))],
    ],
    tables: [
      {
        caption: '抽到的责任区',
        header: ['序号', '编号', '责任区', '被抽到的机会', '替换', '检查意见', '本人说明'],
        rows: zones.map((zone) => [
          ...[String(zone.position), leading(zone.code, sampledRecord(round.id, zone.code).path), zone.name],
          ...[percent(zone.chance), replacement(zone), checkedSaid(zone), zone.ownWords ?? ''],
        ]),
      },
      {
        caption: '逐项检查',
        header: ['责任区', '职责', '检查结果'],
        rows: zones.flatMap(({ code, ticks }) => ticks.map(({ title, tick }) => [code, title, TICKS[tick]])),
      },
      {
        caption: '发现的问题',
        header: ['序号', '责任区', '问题', '照片', '检查人', '怎么办'],
        rows: findings.map((one, i) => [
          ...[String(i + 1), one.zone, one.text, photoOf(round.id, one), one.foundBy ?? '', followOf(one)],
        ]),
      },
    ],
    notes: ['任何人都可以用公布的名单和两句话重新抽一遍：cli review verify。', '没有看的职责不作评价。'],
    signatures: ['检查人', '支部书记'],
  }
}

function replacement({ replacedBy, reason }: PackSampledZone): string {
  if (reason === null) return ''
  return replacedBy === null ? `不查，没有可换的：${reason}` : `换成${replacedBy}：${reason}`
}

function checkedSaid({ isChecked, checked }: PackSampledZone): string {
  return isChecked ? (checked ?? '') : '未检查'
}

function findingRecord(roundId: string, { zone }: PackFinding, index: number): FormRecord {
  return sampledRecord(roundId, zone, `问题${index + 1}（${zone}）`)
}

/** By the first signs of its id: the picture itself is on the page, for whoever may open it. */
function photoOf(roundId: string, { id, zone, hasPhoto }: PackFinding): Cell {
  return hasPhoto ? leading(`照片${id.slice(0, 8)}`, findingPhotoPath({ roundId, zone, id })) : ''
}

function followOf({ caseCode, rectification }: PackFinding): Cell {
  const matter = caseCode === null ? '' : `事项${caseCode}`
  if (rectification === null) return matter
  const { name, path } = rectificationRecord(rectification)
  return leading(matter === '' ? name : `${matter}、${name}`, path)
}
