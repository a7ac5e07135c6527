import { ROSTER_FIELDS, type RosterField } from '../domain/roster.ts'

/** Headers that people write for each column, after `plainHeader`. The word of the contract itself is not repeated. */
const OTHER_HEADERS: Readonly<Record<RosterField, readonly string[]>> = {
  branch: [
    '党支部',
    '支部名称',
    '党支部名称',
    '所属支部',
    '所属党支部',
    '所在支部',
    '所在党支部',
    '党组织',
    '党组织名称',
  ],
  zoneCode: ['责任区编码', '责任区代码', '责任区号', '分区编号', '区号', '编号'],
  zoneName: ['责任区名称', '责任区名', '党员责任区', '所在责任区', '所属责任区', '分区', '分区名称'],
  zoneKind: ['责任区类型', '责任区类别', '类别', '分类'],
  areas: [
    '责任区范围',
    '责任范围',
    '负责范围',
    '管辖范围',
    '区域',
    '楼栋',
    '区域范围',
    '责任楼栋',
    '负责楼栋',
    '包联楼栋',
    '联系楼栋',
  ],
  householdCount: ['住户数', '总户数', '居民户数', '家庭户数', '户数户', '责任户数', '联系户数'],
  name: ['名字', '党员姓名', '人员姓名', '责任人', '责任党员', '责任区党员', '党员', '人员', '责任人姓名'],
  role: ['身份', '职务', '岗位', '人员角色', '党内职务'],
  wecom: [
    '企业微信',
    '企业微信id',
    '企业微信userid',
    '企业微信号',
    '企微',
    '企微账号',
    '企微号',
    '企微id',
    'wecom',
    'userid',
  ],
  dingtalk: ['钉钉', '钉钉id', '钉钉号', '钉钉userid', 'dingtalk'],
  phone: ['手机号', '手机号码', '手机电话', '电话', '电话号码', '联系电话', '联系手机', '联系方式', '移动电话'],
  backup: ['是否备用', '备用人', '备份', '后备', '是否后备', '候补'],
  organisation: ['上级', '上级党组织', '上级单位', '所属组织', '所属党委', '所属党总支', '所属单位'],
}

const SIMPLE: ReadonlyMap<string, string> = new Map(
  [
    '責责',
    '區区',
    '編编',
    '號号',
    '類类',
    '圍围',
    '黨党',
    '員员',
    '協协',
    '書书',
    '記记',
    '備备',
    '帳账',
    '帐账',
    '釘钉',
    '機机',
  ]
    .concat([
      '電电',
      '話话',
      '聯联',
      '繫系',
      '組组',
      '織织',
      '級级',
      '職职',
      '務务',
      '範范',
      '稱称',
      '屬属',
      '單单',
      '樓楼',
      '棟栋',
    ])
    .concat([
      '碼码',
      '別别',
      '間间',
      '賬账',
      '醫医',
      '學学',
      '關关',
      '業业',
      '參参',
      '導导',
      '責责',
      '無无',
      '積积',
      '極极',
      '團团',
      '戶户',
      '數数',
      '總总',
    ])
    .map((pair) => [pair.charAt(0), pair.charAt(1)]),
)

/** A short word as it is compared: half-width, simplified, without spaces, marks and remarks in brackets. */
export function plainWord(text: string): string {
  const half = text.normalize('NFKC').replace(/[([【〔].*?[)\]】〕]/gu, '')
  return [...half.replace(/[\s\p{P}\p{S}\p{C}]/gu, '')]
    .map((c) => SIMPLE.get(c) ?? c)
    .join('')
    .toLowerCase()
}

const HEADERS: ReadonlySet<string> = new Set([...Object.values(ROSTER_FIELDS), ...Object.values(OTHER_HEADERS).flat()])

export interface RosterColumns {
  /** Index of the header row, of the lower one where there are two. */
  headerRow: number
  /** Column index of each field that the file has. */
  at: Partial<Record<RosterField, number>>
  /** Headers that mean nothing to us. */
  ignored: string[]
}

/** A title and a note may stand above the headers. */
const HEADER_ROWS = 10

/**
 * Find the header row and what its columns mean, or `null` when no row has the `needed` columns.
 *
 * Headers may stand in two rows: what is empty below takes the word above it, and 名称 below 责任区 is 责任区名称.
 */
export function findColumns(
  rows: readonly (readonly string[])[],
  needed: readonly RosterField[] = ['branch', 'name'],
): RosterColumns | null {
  for (const [i, row] of rows.slice(0, HEADER_ROWS).entries()) {
    for (const header of [row, overlaid(rows[i - 1] ?? [], row)]) {
      if (!hasColumns(header, needed)) continue
      const below = rows[i + 1] ?? []
      const both = joined(header, below)
      return isSubHeader({ above: header, below, both })
        ? { headerRow: i + 1, ...readHeader(both) }
        : { headerRow: i, ...readHeader(header) }
    }
  }
  return null
}

/** Whether a row below the headers says them again, as lists do that were put together or printed. */
export function repeatsHeader(row: readonly string[], { at }: RosterColumns): boolean {
  const again = readHeader(row).at
  return again.name !== undefined && again.name === at.name && Object.keys(again).length > 1
}

/** One column alone may be a title. */
function hasColumns(header: readonly string[], needed: readonly RosterField[]): boolean {
  const { at } = readHeader(header)
  return needed.every((field) => at[field] !== undefined) && Object.keys(at).length > 1
}

function overlaid(above: readonly string[], below: readonly string[]): string[] {
  const width = Math.max(above.length, below.length)
  return Array.from({ length: width }, (_, i) => (below[i]?.trim() ? below[i] : above[i]) ?? '')
}

/** Two rows of headers as one. A word above stands for all cells to its right that are empty, as merged ones are. */
function joined(above: readonly string[], below: readonly string[]): string[] {
  let group = ''
  return overlaid(above, below).map((word, i) => {
    group = above[i]?.trim() || group
    const whole = group + word
    return below[i]?.trim() && HEADERS.has(plainWord(whole)) ? whole : word
  })
}

/** A second row of headers says nothing but headers; cells merged downwards say again what stands above them. */
function isSubHeader({ above, below, both }: Record<'above' | 'below' | 'both', readonly string[]>): boolean {
  const said = both.filter((_, i) => below[i]?.trim() && below[i] !== above[i])
  return said.length > 0 && said.every((word) => HEADERS.has(plainWord(word)))
}

function readHeader(row: readonly string[]): Pick<RosterColumns, 'at' | 'ignored'> {
  const at: Partial<Record<RosterField, number>> = {}
  const words = row.map(plainWord)
  const fields = Object.keys(ROSTER_FIELDS) as RosterField[]
  for (const field of fields) {
    // The contract's own word wins over a looser one (`责任区编号` over `编号`).
    const column = [ROSTER_FIELDS[field], ...OTHER_HEADERS[field]].map((w) => words.indexOf(w)).find((i) => i >= 0)
    if (column !== undefined) at[field] = column
  }
  // A bare 编号 beside no zone counts the rows.
  if (at.zoneCode !== undefined && words[at.zoneCode] === '编号' && at.zoneName === undefined && at.areas === undefined)
    delete at.zoneCode
  const used = new Set(Object.values(at))
  const shown = row.map((header) => header.replace(/[\p{C}\s]+/gu, ' ').trim())
  return { at, ignored: shown.filter((header, i) => !used.has(i) && header !== '') }
}

/** The letters that a spreadsheet shows above column `index` (0 → A, 26 → AA). */
export function columnLetters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26))
  return index < 26 ? last : `${columnLetters(Math.floor(index / 26) - 1)}${last}`
}
