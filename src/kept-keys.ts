/** Secrets that the program made itself: `DATA_DIR/keys`, readable by its owner only. */
import { randomBytes } from 'node:crypto'
import { link, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { dataDirFault, makeFolder } from './data-dir.ts'

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

async function readOrMake(dataDir: string, name: string, make: () => string): Promise<string> {
  const file = keyFile(dataDir, name)
  const kept = await readKept(file)
  if (kept !== null) return kept
  await makeFolder(dataDir)
  await makeFolder(path.dirname(file), 0o700)
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  const handle = await open(draft, 'w', 0o600)
  try {
    await handle.writeFile(`${make()}\n`)
    await handle.sync()
  } catch (error) {
    await rm(draft, { force: true })
    throw error
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
