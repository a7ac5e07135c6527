/** Spreadsheets to be filled in: headers and rows that show how, which an import leaves out. */
import { access } from 'node:fs/promises'
import { EXAMPLE } from '../documents/roster.ts'
import { writeTable } from '../documents/table-files.ts'
import { ROSTER_FIELDS, type RosterField } from '../domain/roster.ts'
import { SetupError, UserError } from '../errors.ts'

const BRANCH = `${EXAMPLE}支部（看完请删去）`
const EXAMPLES: readonly Partial<Record<RosterField, string>>[] = [
  {
    ...{ zoneCode: 'A1', zoneName: '东片', zoneKind: '社区', areas: '1-3号楼、东门', householdCount: '120' },
    ...{ name: '王芳', role: '书记', phone: '13800000001', organisation: '东山街道/幸福社区' },
  },
  { zoneCode: 'A2', zoneName: '西片', zoneKind: '社区', areas: '4号楼、5号楼2单元', name: '张三', role: '党员' },
  { zoneCode: 'A2', name: '李四', role: '党员', backup: '是' },
  { name: '赵六', role: '协助员' },
]

/** Write an empty roster to `file`, as .xlsx or .csv by its name. */
export async function writeRosterTemplate(file: string): Promise<void> {
  const fields = Object.keys(ROSTER_FIELDS) as RosterField[]
  const rows = EXAMPLES.map((told) => fields.map((field) => (field === 'branch' ? BRANCH : (told[field] ?? ''))))
  await writeTemplate(file, Object.values(ROSTER_FIELDS), rows)
}

/** @throws UserError where the file is there already: it may be somebody's work */
export async function writeTemplate(
  file: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): Promise<void> {
  const format = /\.(csv|xlsx)$/iu.exec(file)?.[1]?.toLowerCase()
  if (format !== 'csv' && format !== 'xlsx') throw new UserError('模板的文件名请以 .xlsx 或 .csv 结尾')
  const taken = await access(file).then(
    () => true,
    () => false,
  )
  if (taken) throw new UserError(`已经有 ${file} 了，请换一个文件名`)
  try {
    await writeTable(file, { format, header, rows: listed(rows) })
  } catch (cause) {
    throw new SetupError(`写不了文件 ${file}，请检查文件夹和权限`, { cause })
  }
  console.log(
    `已写好模板 ${file}。填好后运行 npm run cli -- import ${file} --preview 看一遍，没有问题再去掉 --preview 导入。`,
  )
}

async function* listed<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}
