import { groupBy } from '../domain/group.ts'
import { gatherRoster, ROSTER_FIELDS, type Roster, type RosterFault, type RosterRow } from '../domain/roster.ts'
import { cleanText, RowReader } from './roster-cells.ts'
import { columnLetters, findColumns, type RosterColumns, repeatsHeader } from './roster-columns.ts'
import { readPeople } from './roster-person.ts'
import { readOrganisation, readZone } from './roster-zone.ts'

export interface RosterReading {
  roster: Roster
  faults: RosterFault[]
  /** Rows without fault, as they are called before whoever looks at them: `张三 A1`. */
  rows: { row: number; label: string }[]
  /** What was read otherwise than it stands there, or not at all. */
  notices: string[]
  /** Headers that were not read. */
  ignored: string[]
  columns: RosterColumns
}

/**
 * Read a roster from the cells of a spreadsheet: any order of columns, forgiving names, headers in one row or two.
 *
 * Left out are empty rows, headers said again and remarks (`注：…`, `填表人：…`). A row without a branch belongs to that
 * of the row above it; `branch` is that of a list which names none.
 *
 * @returns `null` when no row of the first ten names a branch, or `branch` does, and a person
 */
export function readRoster(
  cells: readonly (readonly string[])[],
  { branch = null }: { branch?: string | null } = {},
): RosterReading | null {
  const columns = findColumns(cells) ?? (branch === null ? null : findColumns(cells, ['name']))
  if (!columns) return null
  const list = new ListReader(columns, branch)
  for (let i = columns.headerRow + 1; i < cells.length; i++) list.read(i + 1, cells[i] ?? [])
  const gathered = gatherRoster(list.rows)
  return {
    roster: gathered.roster,
    faults: [...list.faults, ...gathered.faults].sort((a, b) => a.row - b.row),
    rows: labelled(list.rows),
    notices: list.notices(),
    ignored: columns.ignored,
    columns,
  }
}

function labelled(rows: readonly RosterRow[]): RosterReading['rows'] {
  return [...groupBy(rows, (r) => r.row)].map(([row, [first, ...others]]) => {
    const names = [first, ...others].flatMap((r) => r?.person?.name ?? [])
    return { row, label: [names.join('、'), first?.zone?.code ?? ''].filter((word) => word !== '').join(' ') }
  })
}

/** A fault as a person reads it: `第3行 C列（角色）：……`. */
export function faultLine(fault: RosterFault, columns: RosterColumns): string {
  const index = columns.at[fault.field]
  const where = index === undefined ? '' : ` ${columnLetters(index)}列`
  return `第${fault.row}行${where}（${ROSTER_FIELDS[fault.field]}）：${fault.message}`
}

/** What the branch of the rows in our template begins with: they show how it is done. */
export const EXAMPLE = '示例'

/** Words that begin a remark or a signature line below, or between, the rows of a list. */
const REMARK =
  /^[\s(（[【※*]*(?:附?注|备注|備註|说明|說明|填表|填报|制表|审核|审批|复核|负责人签|单位盖章|盖章|合计|总计|小计|共计|共\d+人)/u

class ListReader {
  readonly rows: RosterRow[] = []
  readonly faults: RosterFault[] = []
  private readonly columns: RosterColumns
  private branch: string | null
  private readonly remarks: string[] = []
  private readonly unnamed = new Map<string, number[]>()

  constructor(columns: RosterColumns, branch: string | null) {
    this.columns = columns
    this.branch = branch
  }

  read(row: number, cells: readonly string[]): void {
    const reader = new RowReader(row, cells, this.columns)
    if (reader.empty || repeatsHeader(cells, this.columns)) return
    if (this.isRemark(reader, cells)) return void this.remarks.push(`第${row}行当作说明，没有导入`)
    const read = this.readRow(reader)
    if (reader.faults.length === 0) this.rows.push(...read)
    this.faults.push(...reader.faults)
  }

  /** A row of the list has a branch and a name, unless the remark stands where the branch does or asks to be filled in. */
  private isRemark(reader: RowReader, cells: readonly string[]): boolean {
    const index = cells.findIndex((cell) => cleanText(cell) !== '')
    const first = cleanText(cells[index] ?? '')
    const branchAt = this.columns.at.branch
    if (branchAt !== undefined && cleanText(cells[branchAt] ?? '').startsWith(EXAMPLE)) return true
    if (!REMARK.test(first)) return false
    if (/[:：]$/u.test(first)) return true
    const hasBranch = branchAt === undefined ? !/[:：计]/u.test(first) : reader.has('branch') && index !== branchAt
    return !hasBranch || !reader.has('name')
  }

  /** One row of the spreadsheet is one of the roster, or several where several people share it. */
  private readRow(cells: RowReader): RosterRow[] {
    const branch = this.branchOf(cells)
    const zone = readZone(cells)
    const people = readPeople(cells)
    if (!zone && people.length === 0 && cells.faults.length === 0) {
      cells.fault('name', '这一行没有姓名，也没有责任区编号')
    }
    const told = { row: cells.row, organisation: readOrganisation(cells), branch, zone }
    return people.length === 0 ? [{ ...told, person: null }] : people.map((person) => ({ ...told, person }))
  }

  private branchOf(cells: RowReader): string {
    const told = cells.text('branch')
    if (told !== null) {
      this.branch = told
      return told
    }
    if (cells.has('branch')) return ''
    if (this.branch === null) cells.fault('branch', '不能为空')
    else if (this.columns.at.branch !== undefined) {
      const rows = this.unnamed.get(this.branch) ?? []
      rows.push(cells.row)
      this.unnamed.set(this.branch, rows)
    }
    return this.branch ?? ''
  }

  notices(): string[] {
    const belonging = [...this.unnamed].map(
      ([branch, rows]) => `${rowsShown(rows)}没有写支部，算作上面一行的“${branch}”`,
    )
    return [...belonging, ...this.remarks]
  }
}

const ROWS_SHOWN = 5

/** `第3、4行`, `第3、4、5、6、7等12行`. */
function rowsShown(rows: readonly number[]): string {
  const first = rows.slice(0, ROWS_SHOWN).join('、')
  return rows.length > ROWS_SHOWN ? `第${first}等${rows.length}行` : `第${first}行`
}
