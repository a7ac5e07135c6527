import { type Command, Option } from 'commander'
import { UserError } from '../errors.ts'
import { createToken, listTokens, type NewToken, revokeTokens, TOKEN_ROLES } from '../store/tokens.ts'
import { scopeAt } from './scope.ts'
import { withDeps } from './with-deps.ts'

/** `token create|list|revoke`: bearer tokens of the API. */
export function registerToken(program: Command): void {
  const token = program.command('token').description('接口用的令牌')
  token
    .command('create')
    .description('生成一个令牌，180 天有效，只显示一次')
    .addOption(new Option('--role <role>', 'what the token acts as').choices(TOKEN_ROLES).makeOptionMandatory())
    .requiredOption('--scope <path>', 'the part of the organisation tree that it sees, / for all')
    .option('--read-only', '只能读，不能改')
    .option('--name <name>', '用途', 'cli')
    .action((options: Pick<NewToken, 'role' | 'name'> & { scope: string; readOnly?: boolean }) =>
      withDeps(async ({ db, seal, now }) => {
        const scope = await scopeAt(db, options.scope)
        const { role, name, readOnly = false } = options
        console.log(await createToken(db, seal, { token: { scope, role, name, readOnly }, actor: 'cli', now: now() }))
      }),
    )
  token
    .command('list')
    .description('列出令牌，不显示内容')
    .action(() =>
      withDeps(async ({ db, now }) => {
        for (const row of await listTokens(db)) {
          const state = row.revokedAt ? '已停用' : row.expiresAt <= now() ? '已过期' : '可用'
          const rights = row.readOnly ? '只读' : '读写'
          const used = row.lastUsedOn ?? '未用过'
          const until = row.expiresAt.toISOString().slice(0, 10)
          console.log([row.id, state, row.role, row.path, rights, `到期${until}`, `最近${used}`, row.name].join('\t'))
        }
      }),
    )
  token
    .command('revoke')
    .description('让一个令牌立即失效')
    .argument('<id>', 'list 里的 id、它的前八位，或令牌本身')
    .action((which: string) =>
      withDeps(async ({ db, seal, now }) => {
        const count = await revokeTokens(db, seal, { which, actor: 'cli', now: now() })
        if (count === 0) throw new UserError('没有这个可用的令牌，用 token list 查看编号')
        console.log(`已停用${count}个令牌。`)
      }),
    )
}
