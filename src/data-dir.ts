/** The folder of an installation: made where it is missing, and what its operator can do when it fails. */
import { mkdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { SetupError } from './errors.ts'

/**
 * Makes a folder and those above it. (`mkdir` with `recursive` tries for ever where the system makes none, as in `/proc`.)
 *
 * @throws the error of the system
 */
export async function makeFolder(folder: string, mode = 0o777): Promise<void> {
  try {
    await mkdir(folder, mode)
  } catch (error) {
    if (await isFolder(folder)) return
    const above = path.dirname(folder)
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || (await isFolder(above))) throw error
    await makeFolder(above, mode)
    await mkdir(folder, mode).catch(async (again: unknown) => {
      // Another process may have been quicker.
      if (!(await isFolder(folder))) throw again
    })
  }
}

async function isFolder(name: string): Promise<boolean> {
  const found = await stat(name).catch(() => null)
  return found?.isDirectory() ?? false
}

const NOT_WRITABLE = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT', 'ELOOP', 'ENAMETOOLONG']

/** What the operator can do about a failure in the data folder; `null` when it is no fault of the folder. */
export function dataDirFault(error: unknown, dataDir: string): SetupError | null {
  const { code = '' } = error as { code?: string }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new SetupError(`DATA_DIR（${dataDir}）所在的磁盘满了，请腾出空间再启动`, { cause: error })
  }
  if (!NOT_WRITABLE.includes(code)) return null
  return new SetupError(`DATA_DIR（${dataDir}）不能写入（${code}），请换一个本用户可以写的文件夹`, { cause: error })
}
