/** Forms of a branch: its zones, and the annex to the letter by which it answers for its targets. */
import { STATEMENTS } from '../domain/review/statements.ts'
import { ACTIVITIES, type Activity, ZONE_KINDS, type ZoneKind } from '../domain/vocabulary.ts'
import { type Cell, counted, type FormRecord, type ReviewForm } from './review-form.ts'
import { zoneRecord } from './review-records.ts'

export interface PackZone {
  code: string
  name: string
  kind: ZoneKind
  areas: readonly string[]
  householdCount: number | null
  members: readonly string[]
  backups: readonly string[]
  helpers: readonly string[]
  approved: boolean
  /** Of the scheme 星级文明户, by building: how many households of how many. */
  stars: readonly { building: string; starred: number }[]
}

export function zoneListForm(
  { branch, today }: { branch: string; today: string },
  zones: readonly PackZone[],
): ReviewForm {
  const covered = zones.filter(({ members }) => members.length > 0)
  return {
    title: '党员责任区一览表',
    branch,
    facts: [
      ['截至', today],
      ['责任区', counted(zones.map(({ code }) => zoneRecord(code)))],
      ['有党员负责', counted(covered.map(({ code }) => zoneRecord(code)))],
    ],
    tables: [
      {
        caption: '责任区一览',
        header: ['编号', '责任区', '类型', '范围', '户数', '责任党员', '备用', '协助', '支部已通过', '星级文明户'],
        rows: zones.map((zone) => [
          ...[zone.code, zone.name, ZONE_KINDS[zone.kind], zone.areas.join('、')],
          zone.householdCount === null ? '未填' : String(zone.householdCount),
          ...[zone.members.join('、'), zone.backups.join('、'), zone.helpers.join('、')],
          ...[zone.approved ? '是' : '否', starsOf(zone)],
        ]),
      },
    ],
    notes: ['户数来自名册。星级文明户来自导入的表，只记楼栋和户数，不记是哪一户。'],
    signatures: ['支部书记'],
  }
}

function starsOf({ stars }: PackZone): Cell {
  if (stars.length === 0) return ''
  const starred = stars.reduce((sum, one) => sum + one.starred, 0)
  const evidence = stars.map((one) => ({ name: `${one.building} ${one.starred}户`, path: null }))
  return { text: String(starred), path: null, evidence }
}

/** The year of a branch by its records: the records themselves, told apart. */
export interface BranchYear {
  zones: readonly FormRecord[]
  coveredZones: readonly FormRecord[]
  acknowledgedZones: readonly FormRecord[]
  told: readonly FormRecord[]
  resolved: readonly FormRecord[]
  answeredUnresolved: readonly FormRecord[]
  notOurs: readonly FormRecord[]
  toVerify: readonly FormRecord[]
  underWay: readonly FormRecord[]
  talks: readonly FormRecord[]
  dutiesDone: readonly FormRecord[]
  dutiesMissed: readonly FormRecord[]
  checkIns: readonly { activity: Activity; records: readonly FormRecord[] }[]
  spotChecks: readonly FormRecord[]
  sampledZones: readonly FormRecord[]
  rectifications: readonly FormRecord[]
  rectified: readonly FormRecord[]
  commendations: readonly FormRecord[]
}

export function responsibilityLetterForm(
  { branch, year, today }: { branch: string; year: string; today: string },
  told: BranchYear,
): ReviewForm {
  const rows: [string, readonly FormRecord[]][] = [
    ['责任区', told.zones],
    ['有党员负责的责任区', told.coveredZones],
    ['负责的党员都已知道的责任区', told.acknowledgedZones],
    ['上报的事项', told.told],
    ['已解决', told.resolved],
    [STATEMENTS.answered_unresolved, told.answeredUnresolved],
    [STATEMENTS.not_ours, told.notOurs],
    [STATEMENTS.to_verify, told.toVerify],
    [STATEMENTS.under_way, told.underWay],
    ...told.checkIns.map(({ activity, records }): [string, readonly FormRecord[]] => [ACTIVITIES[activity], records]),
    [STATEMENTS.talk, told.talks],
    [STATEMENTS.duty_done, told.dutiesDone],
    [STATEMENTS.duty_missed, told.dutiesMissed],
    ['半年抽查', told.spotChecks],
    ['抽查到的责任区', told.sampledZones],
    ['限期整改', told.rectifications],
    ['其中已整改', told.rectified],
    ['表彰', told.commendations],
  ]
  return {
    title: '目标责任书附件',
    branch,
    facts: [
      ['年度', year],
      ['截至', today],
    ],
    tables: [
      {
        caption: '全年落实情况',
        header: ['项目', '数量'],
        rows: rows.map(([name, records]) => [name, counted(records)]),
      },
    ],
    notes: ['已解决、已答复未解决、不属本区是三种结果，不合在一起算。'],
    signatures: ['支部书记', '上级党组织'],
  }
}
