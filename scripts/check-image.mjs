// Does in a folder of its own what the Dockerfile does, where there is no Docker: the copied files, the packages that
// running needs, a start as the image starts. Fetches packages; takes a minute or two.
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const START_LIMIT_MS = 60_000

/** The stages of the Dockerfile, each with its instructions. */
function stages() {
  const text = readFileSync(path.join(root, 'Dockerfile'), 'utf8').replace(/\\\n/g, ' ')
  return text.split(/^FROM /m).slice(1)
}

/** What a stage copies from the build context. */
function copiedBy(stage) {
  return [...stage.matchAll(/^COPY (?!--from)(.*)$/gm)].flatMap(([, words]) => words.trim().split(/\s+/).slice(0, -1))
}

function run(folder, command, ...args) {
  const { status } = spawnSync(command, args, { cwd: folder, stdio: 'inherit' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`)
}

async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Starts the program as the image does and waits for its health. */
async function start(folder) {
  const port = await freePort()
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    PORT: String(port),
    DATA_DIR: path.join(folder, 'data'),
  }
  const child = spawn(process.execPath, ['dist/main.js', 'serve'], { cwd: folder, env, stdio: 'inherit' })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  try {
    const until = Date.now() + START_LIMIT_MS
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null)
      if (answer?.ok) return
      if (child.exitCode !== null || Date.now() > until) throw new Error('the program did not become ready')
      await sleep(100)
    }
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

const [build, , last] = stages()
const folder = mkdtempSync(path.join(os.tmpdir(), 'zeren-image-'))
try {
  for (const name of new Set([...copiedBy(build), ...copiedBy(last)])) {
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true })
  }
  // The compiler is here already; it is the packages of the running program that are looked at.
  run(root, process.execPath, 'scripts/build.mjs', '--if-stale')
  cpSync(path.join(root, 'dist'), path.join(folder, 'dist'), { recursive: true })
  for (const name of ['src', 'scripts']) rmSync(path.join(folder, name), { recursive: true })
  run(folder, 'npm', 'ci', '--omit=dev', '--no-audit', '--no-fund', '--prefer-offline')
  run(folder, process.execPath, 'dist/main.js', '--version')
  await start(folder)
  console.log('the image would start')
} finally {
  rmSync(folder, { recursive: true, force: true })
}
