import { DUTY_PERIODS, type DutyPeriod } from '../domain/duty-catalogue.ts'
import { ACTIVITIES, type Activity, ZONE_KINDS, type ZoneKind } from '../domain/vocabulary.ts'
import { cleanText } from './roster-cells.ts'
import { plainWord } from './roster-columns.ts'

/** A duty that a branch drew up for itself. */
export interface ToldDuty {
  row: number
  title: string
  /** `null`: not told. */
  zoneKind: ZoneKind | null
  /** `null`: all the year, nobody is reminded. */
  every: DutyPeriod | null
  activities: Activity[]
}

export const DUTY_HEADERS = { title: '职责', every: '多久一次', activities: '做什么算完成', zoneKind: '类型' } as const
type Field = keyof typeof DUTY_HEADERS

const OTHER_HEADERS: Readonly<Record<Field, readonly string[]>> = {
  title: ['职责内容', '职责名称', '工作职责', '岗位职责', '任务'],
  every: ['周期', '频次', '频率'],
  activities: ['完成标准', '活动'],
  zoneKind: ['责任区类型', '责任区类别', '类别'],
}

/** What a period is called, after `plainWord`. */
const PERIOD_WORDS: Readonly<Record<DutyPeriod, RegExp>> = {
  week: /^(?:每?一?(?:周|星期)(?:一次|1次)?|week)$/u,
  month: /^(?:每?一?个?月(?:一次|1次)?|month)$/u,
  quarter: /^(?:每?一?个?季度?(?:一次|1次)?|quarter)$/u,
  half_year: /^(?:每?半年(?:一次|1次)?|halfyear)$/u,
  year: /^(?:每?一?年度?(?:一次|1次)?|year)$/u,
}
const ALL_YEAR = /^(?:常年|全年|长期|随时|不定期|经常|无|none)?$/u

const HEADER_ROWS = 10
const MAX_TITLE_CHARS = 32
/** What `listDuties` shows of a branch leaves room for the catalogue. */
const MAX_DUTIES = 200

/**
 * The duties in a spreadsheet, in its order; faults as lines that name the row.
 *
 * @returns `null` when no row of the first ten has the header 职责
 */
export function readDutyList(
  rows: readonly (readonly string[])[],
): { duties: ToldDuty[]; faults: string[]; notices: string[] } | null {
  const header = rows.slice(0, HEADER_ROWS).findIndex((row) => columnOf(row, 'title') >= 0)
  const headers = rows[header]
  if (!headers) return null
  const faults: string[] = []
  const notices: string[] = []
  const duties: ToldDuty[] = []
  const rowOf = new Map<string, number>()
  for (let i = header + 1; i < rows.length && duties.length <= MAX_DUTIES; i++) {
    const cell = (field: Field) => cleanText(rows[i]?.[columnOf(headers, field)] ?? '')
    const title = cell('title')
    if (title === '') continue
    const fault = (message: string) => faults.push(`第${i + 1}行：${message}`)
    const duty = { row: i + 1, title, ...readDuty(cell, fault) }
    const key = `${duty.zoneKind} ${title}`
    if (rowOf.has(key)) fault(`“${title}”在第${rowOf.get(key)}行已经有了`)
    rowOf.set(key, i + 1)
    duties.push(duty)
    if (duty.every !== null && duty.activities.length === 0) {
      notices.push(`第${i + 1}行没有写“${DUTY_HEADERS.activities}”，这一项不会自动算完成`)
    }
  }
  if (duties.length > MAX_DUTIES) faults.push(`职责太多了，最多${MAX_DUTIES}项`)
  return { duties, faults, notices }
}

function columnOf(header: readonly string[], field: Field): number {
  const words = [DUTY_HEADERS[field], ...OTHER_HEADERS[field]]
  return header.findIndex((cell) => words.includes(plainWord(cell)))
}

function readDuty(
  cell: (field: Field) => string,
  fault: (message: string) => void,
): Pick<ToldDuty, 'zoneKind' | 'every' | 'activities'> {
  const title = cell('title')
  if ([...title].length > MAX_TITLE_CHARS) fault(`职责太长了，最多${MAX_TITLE_CHARS}个字`)
  // A clause of the catalogue is named like `community-6`.
  if (/^[=+\-@|%#]|[<>]|^[a-z]+-\d+$/iu.test(title.normalize('NFKC'))) fault(`“${title.slice(0, 20)}”里有不能用的符号`)
  return {
    zoneKind: readKind(cell('zoneKind'), fault),
    every: readPeriod(cell('every'), fault),
    activities: readActivities(cell('activities'), fault),
  }
}

function readKind(text: string, fault: (message: string) => void): ZoneKind | null {
  if (text === '') return null
  const kind = (Object.keys(ZONE_KINDS) as ZoneKind[]).find((k) => ZONE_KINDS[k] === plainWord(text))
  if (!kind) fault(`类型“${text}”不认识，请填 ${Object.values(ZONE_KINDS).join('、')}`)
  return kind ?? null
}

function readPeriod(text: string, fault: (message: string) => void): DutyPeriod | null {
  const word = plainWord(text)
  const every = DUTY_PERIODS.find((period) => PERIOD_WORDS[period].test(word)) ?? null
  if (!every && !ALL_YEAR.test(word)) fault(`“${text}”看不明白，请填 每周、每月、每季度、每半年、每年，或者常年`)
  return every
}

function readActivities(text: string, fault: (message: string) => void): Activity[] {
  const words = text.split(/[、，,;；\s]+/u).filter((word) => word !== '')
  return words.flatMap((word) => {
    const found = (Object.keys(ACTIVITIES) as Activity[]).find((a) => a === word || ACTIVITIES[a] === plainWord(word))
    if (!found) fault(`“${word}”不认识，可以填 ${Object.values(ACTIVITIES).join('、')}`)
    return found ?? []
  })
}
