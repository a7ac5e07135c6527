import type { Command } from 'commander'
import type { Deps } from '../deps.ts'
import { ownKey } from '../kept-keys.ts'
import { writeBackup } from '../store/backup.ts'
import { withDeps } from './with-deps.ts'

/** `backup FILE`: everything in one file, also while the server runs. */
export function registerBackup(program: Command): void {
  program
    .command('backup')
    .description('把全部数据写进一个文件，请像保管数据一样保管它')
    .argument('<file>', '新文件，例如 zeren-2026-11-22.tar.gz')
    .action((file: string) => withDeps((deps) => backup(deps, file)))
}

async function backup({ pool, storage, seal, now, config }: Deps, file: string): Promise<void> {
  const secretKey = config.secretKey === null ? await ownKey(config.dataDir) : null
  const written = await writeBackup({ pool, files: storage, seal, secretKey, now: now() }, file)
  console.log(`已备份到 ${file}：${written.rowCount} 行数据，${written.fileCount} 个文件。`)
  console.log(
    secretKey === null
      ? '备份里没有 SECRET_KEY，请另外妥善保存，恢复时要用。'
      : '备份里有密钥，请像保管数据一样保管好这个文件。',
  )
}
