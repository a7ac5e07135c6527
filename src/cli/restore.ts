import type { Command } from 'commander'
import type { Deps } from '../deps.ts'
import { replaceOwnKey } from '../kept-keys.ts'
import { restoreBackup } from '../store/restore.ts'
import { createSeal, keyFingerprint } from '../store/seal.ts'
import { clearRestored, restoredCleared } from './privacy.ts'
import { withDeps } from './with-deps.ts'

/** `restore FILE`: bring a backup back into an empty installation. */
export function registerRestore(program: Command): void {
  program
    .command('restore')
    .description('把备份恢复到空的 DATA_DIR 或空的数据库')
    .argument('<file>', 'backup 写出的文件')
    .action((file: string) => withDeps((deps) => restore(deps, file)))
}

async function restore(deps: Deps, file: string): Promise<void> {
  const { pool, storage, config } = deps
  let { seal } = deps
  const target = {
    pool,
    files: storage,
    keyFingerprint: keyFingerprint(seal),
    adoptKey:
      config.secretKey === null
        ? async (key: string) => {
            await replaceOwnKey(config.dataDir, key)
            seal = createSeal(Buffer.from(key, 'base64'))
          }
        : null,
  }
  const { madeAt, rowCount, fileCount } = await restoreBackup(target, file)
  console.log(`已恢复：${rowCount} 行数据，${fileCount} 个文件。`)
  // The root is that of the backup now.
  const { rows } = await pool.query<{ id: string }>("select id from organisations where path = '/'")
  const rootOrganisationId = rows[0]?.id ?? deps.rootOrganisationId
  console.log(restoredCleared(await clearRestored({ ...deps, seal, rootOrganisationId }, madeAt)))
}
