import type { Command } from 'commander'
import type { Deps } from '../deps.ts'
import { replaceOwnKey } from '../kept-keys.ts'
import { restoreBackup } from '../store/restore.ts'
import { keyFingerprint } from '../store/seal.ts'
import { withDeps } from './with-deps.ts'

/** `restore FILE`: bring a backup back into an empty installation. */
export function registerRestore(program: Command): void {
  program
    .command('restore')
    .description('把备份恢复到空的 DATA_DIR 或空的数据库')
    .argument('<file>', 'backup 写出的文件')
    .action((file: string) => withDeps((deps) => restore(deps, file)))
}

async function restore({ pool, storage, seal, config }: Deps, file: string): Promise<void> {
  const target = {
    pool,
    files: storage,
    keyFingerprint: keyFingerprint(seal),
    adoptKey: config.secretKey === null ? (key: string) => replaceOwnKey(config.dataDir, key) : null,
  }
  const { rowCount, fileCount } = await restoreBackup(target, file)
  console.log(`已恢复：${rowCount} 行数据，${fileCount} 个文件。`)
}
