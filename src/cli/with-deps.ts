import { loadConfig } from '../config.ts'
import { createDeps, type Deps } from '../deps.ts'
import { createLog } from '../log.ts'

/**
 * Does the work of a command beside a running server (on its database), or alone (the embedded database is started
 * and stopped again). The log goes to standard error: standard output is the command's result.
 */
export async function withDeps(work: (deps: Deps) => Promise<void>): Promise<void> {
  const config = loadConfig()
  const { deps } = await createDeps(config, { log: createLog(config.logLevel, 2) })
  try {
    await work(deps)
  } finally {
    await deps.close()
  }
}
