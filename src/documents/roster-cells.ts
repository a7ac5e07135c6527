import type { RosterFault, RosterField } from '../domain/roster.ts'
import type { RosterColumns } from './roster-columns.ts'

/** Room that a cell may take; what is longer is a slip of the mouse, or hostile. */
const MAX_LENGTH: Readonly<Record<RosterField, number>> = {
  branch: 60,
  zoneCode: 16,
  zoneName: 60,
  zoneKind: 20,
  areas: 2000,
  householdCount: 10,
  name: 200,
  role: 20,
  wecom: 64,
  dingtalk: 64,
  phone: 30,
  backup: 10,
  organisation: 200,
}

/** Names of things: what a spreadsheet may take for a formula, or a page for a tag, is no part of one. */
const NAMES: readonly RosterField[] = ['branch', 'zoneName', 'name', 'organisation']
const LIKE_FORMULA = /^[=+\-@|%]/u
const FORMULA_ERROR = /^#(?:N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NUM!|NULL!|SPILL!|CALC!)/u
/** What programs make of `3-1`. */
const LIKE_DATE = /^\d{4}[-/]\d{1,2}[-/]\d{1,2}(?: |$)|^\d{1,2}月\d{1,2}日$|^\d{1,2}-[A-Z][a-z]{2}$/u

/** One row of the spreadsheet, cell by cell; what is wrong with it gathers in `faults`. */
export class RowReader {
  readonly faults: RosterFault[] = []
  readonly row: number
  private readonly cells: readonly string[]
  private readonly columns: RosterColumns

  constructor(row: number, cells: readonly string[], columns: RosterColumns) {
    this.row = row
    this.cells = cells
    this.columns = columns
  }

  get empty(): boolean {
    return Object.values(this.columns.at).every((i) => cleanText(this.cells[i] ?? '') === '')
  }

  has(field: RosterField): boolean {
    return this.raw(field) !== ''
  }

  /** The cell without what cannot be seen; `null` when it is empty, or no text. */
  text(field: RosterField): string | null {
    const text = this.raw(field)
    if (text === '') return null
    const wrong = wrongWith(field, text)
    if (wrong !== null) {
      this.fault(field, wrong)
      return null
    }
    if (text.length <= MAX_LENGTH[field]) return text
    this.fault(field, `太长了，最多${MAX_LENGTH[field]}个字`)
    return text.slice(0, MAX_LENGTH[field])
  }

  fault(field: RosterField, message: string): void {
    this.faults.push({ row: this.row, field, message })
  }

  private raw(field: RosterField): string {
    const index = this.columns.at[field]
    return index === undefined ? '' : cleanText(this.cells[index] ?? '')
  }
}

function wrongWith(field: RosterField, text: string): string | null {
  const half = text.normalize('NFKC')
  if (FORMULA_ERROR.test(half)) return `这一格是公式，算出来是“${text.slice(0, 10)}”，请改成文字`
  if (half.startsWith('=')) return '这一格是公式，请改成文字'
  if (NAMES.includes(field) && (LIKE_FORMULA.test(half) || /[<>]/u.test(field === 'organisation' ? '' : half))) {
    return `“${shown(text)}”里有不能用的符号，请去掉`
  }
  if ((field === 'zoneCode' || field === 'areas') && LIKE_DATE.test(half)) {
    return `这一格成了日期“${text}”，是表格软件改的。请把这一列的格式设为“文本”，再写一遍`
  }
  return null
}

const shown = (text: string) => (text.length > 20 ? `${text.slice(0, 20)}…` : text)

/**
 * Control, format and private-use characters go: they hide text, and some stand for something else here. So does the
 * apostrophe by which spreadsheets and our own exports mark a text.
 */
export function cleanText(text: string): string {
  return text
    .replace(/[\t\r\n]+/gu, ' ')
    .replace(/\p{C}/gu, '')
    .normalize('NFC')
    .trim()
    .replace(/^'(?=[=+\-@\d])/u, '')
}
