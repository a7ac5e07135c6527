/** Secrets that the program made itself: `DATA_DIR/keys`, readable by its owner only. */
import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { SetupError } from './errors.ts'

/**
 * The secret kept under this name, made first where there is none yet.
 *
 * Two processes that start at the same time get the same one.
 *
 * @throws SetupError when the folder cannot be read or written
 */
export async function keptSecret(dataDir: string, name: string, make: () => string): Promise<string> {
  try {
    return await readOrMake(dataDir, name, make)
  } catch (error) {
    throw dataDirFault(error, dataDir) ?? error
  }
}

/** What the operator can do about a failure in the data folder; `null` when it is no fault of the folder. */
export function dataDirFault(error: unknown, dataDir: string): SetupError | null {
  const { code = '' } = error as { code?: string }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new SetupError(`the disk that holds DATA_DIR (${dataDir}) is full: make room and start again`, {
      cause: error,
    })
  }
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code)) {
    const words = `DATA_DIR (${dataDir}) cannot be written (${code}): name a folder in which this user may write`
    return new SetupError(words, { cause: error })
  }
  return null
}

async function readOrMake(dataDir: string, name: string, make: () => string): Promise<string> {
  const file = keyFile(dataDir, name)
  const kept = await readKept(file)
  if (kept !== null) return kept
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  const handle = await open(draft, 'w', 0o600)
  try {
    await handle.writeFile(`${make()}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  // A link, unlike a rename, never replaces what another process was quicker to make.
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(draft, { force: true })
  return (await readFile(file, 'utf8')).trim()
}

function keyFile(dataDir: string, name: string): string {
  return path.join(dataDir, 'keys', name)
}

async function readKept(file: string): Promise<string | null> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** The key of an installation that keeps it itself, in base64. */
export function ownKey(dataDir: string): Promise<string> {
  return keptSecret(dataDir, 'secret-key', () => randomBytes(32).toString('base64'))
}

/** Puts another key in its place, as a restored backup needs it. */
export async function replaceOwnKey(dataDir: string, key: string): Promise<void> {
  const draft = `${keyFile(dataDir, 'secret-key')}.${process.pid}`
  await writeFile(draft, `${key}\n`, { mode: 0o600, flush: true })
  await rename(draft, keyFile(dataDir, 'secret-key'))
}
