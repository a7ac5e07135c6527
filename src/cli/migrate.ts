import type { Command } from 'commander'
import { withDeps } from './with-deps.ts'

/** `migrate`: bring the database up to this version, for installations that start many processes at once. */
export function registerMigrate(program: Command): void {
  program
    .command('migrate')
    .description('把数据库升级到这个版本')
    .action(() => withDeps(async () => console.log('数据库已是最新版本。')))
}
