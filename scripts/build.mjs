// Builds `dist`. With `--if-stale` only when it is missing or older than `src`; silent when there is nothing to do.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const inRoot = (...names) => path.join(root, ...names)

/** Newest change of any file, or of the folders themselves: a file that was removed changes its folder. */
function newest(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).reduce(
    (latest, entry) => Math.max(latest, statSync(path.join(entry.parentPath, entry.name)).mtimeMs),
    statSync(folder).mtimeMs,
  )
}

function build() {
  const startedAt = new Date()
  const draft = inRoot(`dist.${process.pid}`)
  const tsc = inRoot('node_modules', 'typescript', 'bin', 'tsc')
  // Types are the matter of `npm run check`, which takes seven times as long.
  const args = [tsc, '-p', 'tsconfig.build.json', '--noCheck', '--outDir', draft]
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) {
    rmSync(draft, { recursive: true, force: true })
    process.exit(status ?? 1)
  }
  // Pages bring files of their own, which the compiler leaves alone.
  for (const part of ['chat', 'pages']) {
    cpSync(inRoot('src', 'http', part, 'static'), path.join(draft, 'http', part, 'static'), { recursive: true })
  }
  cpSync(inRoot('src', 'documents', 'fonts'), path.join(draft, 'documents', 'fonts'), { recursive: true })
  for (const file of ['weights.bin', 'weights.json', 'common-grams.json']) {
    const [from, to] = [inRoot('src'), draft].map((folder) => path.join(folder, 'understanding', 'model', file))
    cpSync(from, to)
  }
  // Stamped with the time before the build: what changed during it is built next time.
  writeFileSync(path.join(draft, '.built'), '')
  utimesSync(path.join(draft, '.built'), startedAt, startedAt)
  // Exchanged at once, so that a program that starts meanwhile finds the one or the other, whole.
  const old = inRoot(`dist.${process.pid}.old`)
  if (existsSync(inRoot('dist'))) renameSync(inRoot('dist'), old)
  renameSync(draft, inRoot('dist'))
  rmSync(old, { recursive: true, force: true })
}

const ifStale = process.argv.includes('--if-stale')
const builtAt = statSync(inRoot('dist', '.built'), { throwIfNoEntry: false })?.mtimeMs ?? 0
const settings = ['tsconfig.json', 'tsconfig.build.json', 'package.json'].map((name) => statSync(inRoot(name)).mtimeMs)
if (!ifStale || Math.max(newest(inRoot('src')), ...settings) > builtAt) build()
