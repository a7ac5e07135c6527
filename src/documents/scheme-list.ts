/** Lists of neighbouring schemes as offices keep them: star households by building, posts and targets of members. */
import { mask } from '../domain/privacy.ts'
import { SCHEMES, type Scheme } from '../domain/review/vocabulary.ts'
import { EXAMPLE as ROSTER_EXAMPLE } from './roster.ts'
import { cleanText } from './roster-cells.ts'
import { columnLetters, plainWord } from './roster-columns.ts'

/** Columns that say what an entry is about; which of them a list needs is for its scheme to say. */
const PLACES = { branch: '支部', period: '年度', name: '姓名', zone: '责任区编号', building: '楼栋' } as const
type Place = keyof typeof PLACES

interface SchemeColumns {
  needed: readonly Place[]
  /** Its own columns: a count of households, or words. */
  fields: Readonly<Record<string, 'count' | 'words'>>
}

const SCHEME_COLUMNS: Readonly<Record<Scheme, SchemeColumns>> = {
  star_household: {
    needed: ['branch', 'period', 'zone', 'building'],
    fields: { 参评户数: 'count', 星级户数: 'count' },
  },
  member_post: { needed: ['branch', 'period', 'name'], fields: { 岗位: 'words', 岗位职责: 'words' } },
  member_target: { needed: ['branch', 'period', 'name'], fields: { 目标: 'words', 完成情况: 'words' } },
}

/** Headers that a list needs, in their order. */
export function schemeHeaders(scheme: Scheme): string[] {
  const { needed, fields } = SCHEME_COLUMNS[scheme]
  return [...needed.map((place) => PLACES[place]), ...Object.keys(fields)]
}

/** What the branch of a row in our templates begins with: it shows how it is done, and is not read. */
const EXAMPLE = `${ROSTER_EXAMPLE}支部（看完请删去）`

/** A row that shows how each list is filled in, by the order of its headers. */
export const SCHEME_EXAMPLES: Readonly<Record<Scheme, readonly string[]>> = {
  star_household: [EXAMPLE, '2026', 'A1', '1号楼', '96', '12'],
  member_post: [EXAMPLE, '2026', '张三', '政策宣传岗', '把新政策讲给邻居听'],
  member_target: [EXAMPLE, '2026', '张三', '每月走访二十户', '已走访到六月'],
}

const OTHER_HEADERS: Readonly<Record<string, readonly string[]>> = {
  支部: ['党支部', '支部名称', '党支部名称', '所在支部', '所在党支部'],
  年度: ['年份', '年'],
  姓名: ['党员', '党员姓名', '名字'],
  责任区编号: ['编号', '责任区'],
  楼栋: ['楼号', '地点', '楼'],
  参评户数: ['总户数', '户数'],
  星级户数: ['星级文明户', '星级文明户数', '文明户数'],
  岗位: ['岗位名称', '所设岗位', '设岗'],
  岗位职责: ['职责', '职责内容'],
  目标: ['年度目标', '目标内容', '目标任务'],
  完成情况: ['完成', '落实情况'],
}

/** Of a household nobody is named here: such columns are left out, and said. */
const OF_HOUSEHOLDS = /户主|住户|门牌|房号|室号|身份证|家庭|电话|手机/u

export interface ToldEntry {
  row: number
  branch: string
  period: string
  name: string | null
  zoneCode: string | null
  building: string | null
  fields: Record<string, string>
}

export interface SchemeReading {
  entries: ToldEntry[]
  /** Lines that name row and column. */
  faults: string[]
  notices: string[]
}

const HEADER_ROWS = 10
const MAX_ENTRIES = 20_000
const MAX_WORDS = 300
const MAX_COUNT = 100_000

/** @returns `null` when no row of the first ten has all columns that the scheme needs */
export function readSchemeList(rows: readonly (readonly string[])[], scheme: Scheme): SchemeReading | null {
  const { needed, fields } = SCHEME_COLUMNS[scheme]
  const headers = schemeHeaders(scheme)
  const header = rows.slice(0, HEADER_ROWS).findIndex((row) => needed.every((p) => columnOf(row, PLACES[p]) >= 0))
  const head = rows[header]
  if (!head) return null
  const reading: SchemeReading = { entries: [], faults: [], notices: leftOut(head, headers) }
  const missing = Object.keys(fields).filter((field) => columnOf(head, field) < 0)
  if (missing.length > 0) reading.faults.push(`没有“${missing.join('”“')}”一列，请加上表头`)
  for (let i = header + 1; i < rows.length; i++) {
    const cells = new SchemeRow(i + 1, { head, cells: rows[i] ?? [] }, reading.faults)
    if (cells.isEmpty(headers) || cells.text(PLACES.branch).startsWith(ROSTER_EXAMPLE)) continue
    reading.entries.push(readEntry(cells, scheme))
  }
  if (reading.entries.length > MAX_ENTRIES) reading.faults.push(`行数太多了，最多${MAX_ENTRIES}行，请拆成几个文件`)
  return { ...reading, faults: [...reading.faults, ...saidTwice(reading.entries)] }
}

/** Of which scheme these rows are the list, by a header that has all its columns; `null`: of none. */
export function schemeOf(rows: readonly (readonly string[])[]): Scheme | null {
  const heads = rows.slice(0, HEADER_ROWS)
  const isOf = (scheme: Scheme) =>
    heads.some((row) => schemeHeaders(scheme).every((header) => columnOf(row, header) >= 0))
  return (Object.keys(SCHEMES) as Scheme[]).find(isOf) ?? null
}

function columnOf(header: readonly string[], name: string): number {
  const words = header.map(plainWord)
  // Its own word wins over a looser one.
  return [name, ...(OTHER_HEADERS[name] ?? [])].map((word) => words.indexOf(word)).find((i) => i >= 0) ?? -1
}

function leftOut(head: readonly string[], headers: readonly string[]): string[] {
  const used = new Set(headers.map((name) => columnOf(head, name)))
  const others = head.map((word) => cleanText(word)).filter((word, i) => word !== '' && !used.has(i))
  const personal = others.filter((word) => OF_HOUSEHOLDS.test(word))
  const plain = others.filter((word) => !OF_HOUSEHOLDS.test(word))
  return [
    ...(personal.length > 0 ? [`“${personal.join('”“')}”是住户的个人信息，没有导入`] : []),
    ...(plain.length > 0 ? [`这几列没有用到：${plain.join('、')}`] : []),
  ]
}

/** One row, cell by cell, by the words of its headers. */
class SchemeRow {
  readonly row: number
  private readonly table: { head: readonly string[]; cells: readonly string[] }
  private readonly faults: string[]

  constructor(row: number, table: { head: readonly string[]; cells: readonly string[] }, faults: string[]) {
    this.row = row
    this.table = table
    this.faults = faults
  }

  isEmpty(names: readonly string[]): boolean {
    return names.every((name) => this.text(name) === '')
  }

  text(name: string): string {
    return cleanText(this.table.cells[columnOf(this.table.head, name)] ?? '')
  }

  needed(name: string): string {
    const text = this.text(name)
    if (text === '') this.fault(name, '不能为空')
    return text
  }

  fault(name: string, message: string): void {
    const column = columnOf(this.table.head, name)
    this.faults.push(`第${this.row}行 ${columnLetters(Math.max(0, column))}列（${name}）：${message}`)
  }
}

function readEntry(cells: SchemeRow, scheme: Scheme): ToldEntry {
  const { needed, fields } = SCHEME_COLUMNS[scheme]
  const told = (place: Place) => (needed.includes(place) ? cells.needed(PLACES[place]) : null)
  const period = /^(\d{4})年?度?$/u.exec((told('period') ?? '').normalize('NFKC'))?.[1]
  if (period === undefined && cells.text(PLACES.period) !== '') cells.fault(PLACES.period, '请写成 2026')
  return {
    row: cells.row,
    branch: told('branch') ?? '',
    period: period ?? '',
    name: told('name'),
    zoneCode: told('zone')?.normalize('NFKC').replace(/\s/gu, '').toUpperCase() ?? null,
    building: told('building'),
    fields: Object.fromEntries(Object.entries(fields).map(([name, kind]) => [name, fieldOf(cells, name, kind)])),
  }
}

function fieldOf(cells: SchemeRow, name: string, kind: 'count' | 'words'): string {
  const text = cells.text(name)
  if (kind === 'words') {
    if ([...text].length > MAX_WORDS) cells.fault(name, `太长了，最多${MAX_WORDS}个字`)
    return mask(text)
  }
  const [, digits] = /^(\d{1,6})户?$/u.exec(text.normalize('NFKC')) ?? []
  const count = Number(digits)
  if (count <= MAX_COUNT) return String(count)
  cells.fault(name, text === '' ? '不能为空' : `“${text}”不是户数，请填一个数字，例如 12`)
  return ''
}

function saidTwice(entries: readonly ToldEntry[]): string[] {
  const rowOf = new Map<string, number>()
  return entries.flatMap(({ row, branch, period, name, zoneCode, building }) => {
    const key = JSON.stringify([branch, period, name, zoneCode, building])
    const first = rowOf.get(key)
    rowOf.set(key, first ?? row)
    return first === undefined ? [] : [`第${row}行：和第${first}行说的是同一个，请写在一行里`]
  })
}
