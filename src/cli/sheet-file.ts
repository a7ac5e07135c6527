import { readFile, stat } from 'node:fs/promises'
import { MAX_SHEET_BYTES } from '../documents/sheet.ts'
import { SetupError } from '../errors.ts'

/** The bytes of a spreadsheet. @throws SetupError when it cannot be opened, or is too large to be read */
export async function readSheetFile(file: string): Promise<Buffer> {
  try {
    // Not read first: a file of many gigabytes would take the memory before it is refused.
    if ((await stat(file)).size > MAX_SHEET_BYTES) throw new SetupError('文件超过50MB，请拆成几个文件')
    return await readFile(file)
  } catch (cause) {
    if (cause instanceof SetupError) throw cause
    const code = cause instanceof Error && 'code' in cause ? cause.code : cause
    throw new SetupError(`打不开文件 ${file}（${code}），请检查路径`, { cause })
  }
}
