import type { Command } from 'commander'
import { SetupError } from '../errors.ts'
import { verifyAudit } from '../store/audit.ts'
import { withDeps } from './with-deps.ts'

/** `audit verify`: recompute the chain of the audit log. */
export function registerAudit(program: Command): void {
  program
    .command('audit')
    .description('审计记录')
    .command('verify')
    .description('检查审计记录有没有被改过、删过或插入过')
    .action(() =>
      withDeps(async ({ db }) => {
        const broken = await verifyAudit(db)
        if (broken !== null) throw new SetupError(`审计记录从第 ${broken} 条起对不上，有人改动过。`)
        console.log('审计记录完整，没有改动。')
      }),
    )
}
