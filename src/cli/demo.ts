import type { Command } from 'commander'
import { UserError } from '../errors.ts'
import { loadDemo, removeDemo } from '../store/demo.ts'
import { withDeps } from './with-deps.ts'

/** `demo load|remove`: the made-up branches of the local chat. */
export function registerDemo(program: Command): void {
  const demo = program.command('demo').description('聊天窗口用的演示支部')
  demo
    .command('load')
    .description('载入演示数据，删掉以后也可以再载入')
    .action(() =>
      withDeps(async ({ db, seal, config, now }) => {
        const loaded = await loadDemo(db, seal, { now: now(), timezone: config.timezone, again: true })
        if (!loaded) throw new UserError('编号 X1 到 X10 或演示账号已被占用，没有装入')
        console.log('演示支部已装入。')
      }),
    )
  demo
    .command('remove')
    .description('删掉演示数据和演示中的全部对话')
    .action(() =>
      withDeps(async ({ db, now }) => {
        const count = await removeDemo(db, { actor: 'cli', now: now() })
        console.log(count === 0 ? '没有演示数据。' : `演示数据已删除，共${count}行。`)
      }),
    )
}
