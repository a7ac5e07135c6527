import type { Command } from 'commander'
import { UserError } from '../errors.ts'
import { loadDemo, removeDemo } from '../store/demo.ts'
import { withDeps } from './with-deps.ts'

/** `demo load|remove`: the made-up branches of the local chat. */
export function registerDemo(program: Command): void {
  const demo = program.command('demo').description('the made-up branches that the local chat plays')
  demo
    .command('load')
    .description('load them, also after they were removed')
    .action(() =>
      withDeps(async ({ db, seal, config, now }) => {
        const loaded = await loadDemo(db, seal, { now: now(), timezone: config.timezone, again: true })
        if (!loaded) throw new UserError('编号 X1 到 X10 或演示账号已被占用，没有装入')
        console.log('演示支部已装入。')
      }),
    )
  demo
    .command('remove')
    .description('remove them with everything that was told there')
    .action(() =>
      withDeps(async ({ db, now }) => {
        const count = await removeDemo(db, { actor: 'cli', now: now() })
        console.log(count === 0 ? '没有演示数据。' : `演示数据已删除，共${count}行。`)
      }),
    )
}
