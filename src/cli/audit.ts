import type { Command } from 'commander'
import { SetupError } from '../errors.ts'
import { verifyAudit } from '../store/audit.ts'
import { withDeps } from './with-deps.ts'

/** `audit verify`: recompute the chain of the audit log. */
export function registerAudit(program: Command): void {
  program
    .command('audit')
    .description('the audit log')
    .command('verify')
    .description('check that no row of the audit log was changed, removed or slipped in')
    .action(() =>
      withDeps(async ({ db }) => {
        const broken = await verifyAudit(db)
        if (broken !== null) throw new SetupError(`审计记录从第 ${broken} 条起对不上，有人改动过。`)
        console.log('审计记录完整，没有改动。')
      }),
    )
}
