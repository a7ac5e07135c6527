import {
  type Account,
  gatherRoster,
  ROSTER_FIELDS,
  type Roster,
  type RosterFault,
  type RosterField,
  type RosterRow,
} from '../domain/roster.ts'
import { ROLES, type Role, ZONE_KINDS, type ZoneKind } from '../domain/vocabulary.ts'
import { columnLetters, findColumns, plainWord, type RosterColumns } from './roster-columns.ts'
import { readAreas } from './zone-areas.ts'

export interface RosterReading {
  roster: Roster
  faults: RosterFault[]
  /** Headers that were not read. */
  ignored: string[]
  columns: RosterColumns
}

/**
 * Read a roster from the cells of a spreadsheet: any order of columns, forgiving names, empty rows skipped.
 *
 * @returns `null` when no row of the first ten names a branch and a person
 */
export function readRoster(cells: readonly (readonly string[])[]): RosterReading | null {
  const columns = findColumns(cells)
  if (!columns) return null
  const faults: RosterFault[] = []
  const rows: RosterRow[] = []
  for (let i = columns.headerRow + 1; i < cells.length; i++) {
    const reader = new RowReader(i + 1, cells[i] ?? [], columns)
    if (reader.empty) continue
    const row = readRow(reader)
    if (reader.faults.length === 0) rows.push(row)
    faults.push(...reader.faults)
  }
  const gathered = gatherRoster(rows)
  return {
    roster: gathered.roster,
    faults: [...faults, ...gathered.faults].sort((a, b) => a.row - b.row),
    ignored: columns.ignored,
    columns,
  }
}

/** A fault as a person reads it: `第3行 C列（角色）：……`. */
export function faultLine(fault: RosterFault, columns: RosterColumns): string {
  const index = columns.at[fault.field]
  const where = index === undefined ? '' : ` ${columnLetters(index)}列`
  return `第${fault.row}行${where}（${ROSTER_FIELDS[fault.field]}）：${fault.message}`
}

/** Room that a cell may take; what is longer is a slip of the mouse, or hostile. */
const MAX_LENGTH: Readonly<Record<RosterField, number>> = {
  branch: 60,
  zoneCode: 16,
  zoneName: 60,
  zoneKind: 20,
  areas: 2000,
  name: 40,
  role: 20,
  wecom: 64,
  dingtalk: 64,
  phone: 30,
  backup: 10,
  organisation: 200,
}

class RowReader {
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
    return Object.values(this.columns.at).every((i) => clean(this.cells[i] ?? '') === '')
  }

  /** The cell without what cannot be seen; `null` when it is empty. */
  text(field: RosterField): string | null {
    const index = this.columns.at[field]
    const text = index === undefined ? '' : clean(this.cells[index] ?? '')
    if (text.length <= MAX_LENGTH[field]) return text === '' ? null : text
    this.fault(field, `太长了，最多${MAX_LENGTH[field]}个字`)
    return text.slice(0, MAX_LENGTH[field])
  }

  fault(field: RosterField, message: string): void {
    this.faults.push({ row: this.row, field, message })
  }
}

/** Control, format and private-use characters go: they hide text, and some stand for something else here. */
function clean(text: string): string {
  return text
    .replace(/[\t\r\n]+/gu, ' ')
    .replace(/\p{C}/gu, '')
    .normalize('NFC')
    .trim()
}

function readRow(cells: RowReader): RosterRow {
  const branch = cells.text('branch')
  if (branch === null) cells.fault('branch', '不能为空')
  const zone = readZone(cells)
  const person = readPerson(cells)
  if (!zone && !person) cells.fault('name', '这一行没有姓名，也没有责任区编号')
  return { row: cells.row, organisation: readOrganisation(cells), branch: branch ?? '', zone, person }
}

/** `东山街道/幸福社区`: names from the top down. */
function readOrganisation(cells: RowReader): string[] | null {
  const text = cells.text('organisation')
  const names =
    text
      ?.split(/[/／>＞]/u)
      .map((n) => n.trim())
      .filter((n) => n !== '') ?? []
  return names.length === 0 ? null : names
}

function readZone(cells: RowReader): RosterRow['zone'] {
  const code = cells.text('zoneCode')?.normalize('NFKC').replace(/\s/gu, '').toUpperCase() ?? null
  const name = cells.text('zoneName')
  const kind = readZoneKind(cells)
  const areas = readAreas(cells.text('areas') ?? '')
  for (const name of areas.unclear) cells.fault('areas', `“${name}”看不明白，请写成“1-3号楼”这样`)
  if (code === null) {
    if (name !== null) cells.fault('zoneCode', `责任区“${name}”要有编号，例如 A1`)
    return null
  }
  // '-' parts the zone from the number in a case code, and W is the zone of cases without one.
  if (!/^[\p{L}\p{N}.]+$/u.test(code) || code === 'W') {
    cells.fault('zoneCode', `“${code}”不能作编号，请用字母和数字，例如 A1`)
  }
  return { code, name, kind, areas: areas.areas }
}

const KIND_WORDS: ReadonlyMap<string, ZoneKind> = new Map([
  ...Object.entries(ZONE_KINDS).map(([kind, word]) => [word, kind as ZoneKind] as const),
  ['小区', 'community'],
  ['居委会', 'community'],
  ['农村', 'village'],
  ['村委会', 'village'],
  ['校', 'school'],
  ['卫生院', 'hospital'],
  ['机关单位', 'office'],
  ['企业', 'office'],
  ['企事业单位', 'office'],
])

function readZoneKind(cells: RowReader): ZoneKind | null {
  const text = cells.text('zoneKind')
  if (text === null) return null
  const kind = KIND_WORDS.get(plainWord(text))
  if (!kind) cells.fault('zoneKind', `“${text}”不认识，请填 ${Object.values(ZONE_KINDS).join('、')}`)
  return kind ?? null
}

const ROLE_WORDS: ReadonlyMap<string, Role> = new Map([
  ...Object.entries(ROLES).map(([role, word]) => [word, role as Role] as const),
  ['支部书记', 'branch_secretary'],
  ['党支部书记', 'branch_secretary'],
  ['支部副书记', 'deputy_secretary'],
  ['党支部副书记', 'deputy_secretary'],
  ['正式党员', 'zone_member'],
  ['责任区党员', 'zone_member'],
  ['成员', 'zone_member'],
  ['在职党员', 'guest_member'],
  ['外来党员', 'guest_member'],
  ['协助人', 'helper'],
  ['入党积极分子', 'helper'],
  ['共青团员', 'helper'],
  ['组织管理员', 'organisation_admin'],
  ['群众代表', 'resident_verifier'],
])

function readPerson(cells: RowReader): RosterRow['person'] {
  const name = cells.text('name')
  const told = readRole(cells)
  const phone = readPhone(cells)
  const accounts = readAccounts(cells)
  const backup = readBackup(cells)
  if (name === null) {
    if (told || phone || accounts.length > 0) cells.fault('name', '不能为空')
    return null
  }
  if (!/\p{L}/u.test(name)) cells.fault('name', `“${name}”不像姓名`)
  return {
    name: name.replace(/^(\p{Script=Han})\s+(\p{Script=Han})$/u, '$1$2'),
    phone,
    accounts,
    role: told ?? 'zone_member',
    backup,
  }
}

function readRole(cells: RowReader): Role | null {
  const text = cells.text('role')
  if (text === null) return null
  const role = ROLE_WORDS.get(plainWord(text))
  if (!role) cells.fault('role', `“${text}”不认识，请填 ${Object.values(ROLES).join('、')}`)
  return role ?? null
}

function readPhone(cells: RowReader): string | null {
  const text = cells.text('phone')
  if (text === null) return null
  const digits = text
    .normalize('NFKC')
    .replace(/^\+?86(?=1\d{10}$)/u, '')
    .replace(/[\s()-]/gu, '')
  const phone = digits.replace(/^\+?86(?=1\d{10}$)/u, '')
  if (/^\d{7,15}$/u.test(phone)) return phone
  cells.fault('phone', '不像电话号码，请只填数字')
  return null
}

function readAccounts(cells: RowReader): Account[] {
  return (['wecom', 'dingtalk'] as const).flatMap((channel) => {
    const id = cells.text(channel)
    if (id === null) return []
    // What both platforms allow in a user id; a name in this column is the commonest slip.
    if (/^[\w.@$:-]+$/u.test(id)) return [{ channel, id }]
    cells.fault(channel, `“${id}”不像账号。账号由字母、数字和 . - _ @ 组成，在管理后台的通讯录里能看到`)
    return []
  })
}

function readBackup(cells: RowReader): boolean {
  const text = cells.text('backup')
  if (text === null) return false
  const word = plainWord(text)
  if (['是', '备用', '1', 'true', 'yes', 'y', '√', '对'].includes(word) || /^[√✓✔]$/u.test(text)) return true
  if (['否', '不是', '0', 'false', 'no', 'n', '无'].includes(word)) return false
  cells.fault('backup', `“${text}”看不明白，备用请填“是”，不是就留空`)
  return false
}
