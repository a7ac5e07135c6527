import type { Command } from 'commander'
import { type Deps, todayOf } from '../deps.ts'
import { UserError } from '../errors.ts'
import { loadDemo, removeDemo } from '../store/demo.ts'
import { writePacks } from './demo-district/packs.ts'
import { districtReport } from './demo-district/report.ts'
import { lastWholeYear, playDistrict } from './demo-district/year.ts'
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
    .command('year')
    .description('在空库里演一遍演示区的一整年（一个区、五个支部、四十个责任区），最后打印一份情况')
    .option('--year <year>', '哪一年，要已经过完；不写就是上一个过完的年')
    .option('--out <folder>', '另把各支部开会要用的表写进这个文件夹（Word 和 Excel）')
    .action((options: { year?: string; out?: string }) => withDeps((deps) => demoYear(deps, options)))
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

async function demoYear(deps: Deps, { year: told, out }: { year?: string; out?: string }): Promise<void> {
  const last = lastWholeYear(todayOf(deps))
  const year = told ?? last
  if (!/^20\d\d$/u.test(year) || year > last) throw new UserError(`年份请写成 ${last} 这样，要已经过完的一年`)
  console.error(`正在演 ${year} 年，大约要一分钟……`)
  const day = await playDistrict(deps, year)
  if (out !== undefined) await writePacks(deps, out, day)
  for (const line of await districtReport(deps, day)) console.log(line)
}
