/** What the people of the demo tell in the course of a year, so that a year of its schedules has something to tell. */
import type { RawAct } from '../channels/local/raw.ts'
import type { Deps } from '../deps.ts'
import { addDays, instantOf } from '../domain/calendar.ts'
import { handleInbound } from '../jobs/handle-inbound.ts'
import { createKeeper } from '../store/inbox.ts'
import type { Tick } from './tick.ts'

/** `MM-DD HH:MM`, the account of `store/demo-roster`, and the words. In order. */
const SAID: readonly (readonly [on: string, account: string, words: string])[] = [
  ['01-07 09:20', 'jumin-wangdama', '3号楼2单元楼道灯坏了'],
  ['01-07 11:10', 'wangxiulan', '接手 X2-0001'],
  ['01-09 15:30', 'wangxiulan', '办结 X2-0001 楼道灯已经换新'],
  ['01-09 18:40', 'jumin-wangdama', '好'],
  ['01-20 10:05', 'wangxiulan', '今天上午在3号楼巡查了一圈，一切正常'],
  // Told on the Friday before the Saturday that is worked for Spring Festival; taken on after it.
  ['02-13 16:30', 'jumin-xiaozhang', '8号楼楼道堆满了杂物'],
  // In the night of the New Year.
  ['02-16 22:40', 'zhengxiaojun', '6号楼着火了'],
  ['02-16 22:52', 'zhaodeming', '接手 X3-0001'],
  ['02-17 00:30', 'zhaodeming', '办结 X3-0001 火已经扑灭，没有人受伤'],
  ['02-24 09:40', 'liuhongmei', '接手 X4-0001'],
  ['02-25 16:10', 'liuhongmei', '办结 X4-0001 楼道杂物已经清走'],
  ['03-10 10:20', 'liuhongmei', '今天走访了7号楼的困难家庭'],
  ['04-15 15:00', 'jumin-laoli', '菜市场门口下水道堵了'],
  ['04-15 17:05', 'liguifang', 'X5-0001 转12345'],
  ['04-28 10:15', 'liguifang', '办结 X5-0001 下水道已经疏通'],
  ['05-12 16:30', 'huangwei', '今天给八年级两个学生辅导了功课'],
  // Nobody takes it on before the half-year is over.
  ['06-25 14:20', 'jumin-jiazhang', '七年级教室的窗户坏了'],
  ['07-03 09:15', 'linjing', '接手 X7-0001'],
  ['07-06 15:20', 'linjing', '办结 X7-0001 教室窗户已经修好'],
  ['08-20 09:30', 'wangxiulan', '我明天起请假10天，孙国华代'],
  // Half of its time is over on the evening before the Saturday that is worked after the National Day.
  ['09-30 13:00', 'jumin-huanzhe', '内科病房的门坏了'],
  ['10-09 09:20', 'hemin', '接手 X9-0001'],
  ['10-12 11:00', 'hemin', '办结 X9-0001 病房的门已经修好'],
  ['12-30 16:10', 'jumin-wangdama', '3号楼1单元楼道灯不亮了'],
]

/** The same as ticks of each year from `from` to `to` (civil days, both included): words heard and answered. */
export function demoYear(from: string, to: string, timezone: string): Tick[] {
  const [firstYear, lastYear] = [from, to].map((day) => Number(day.slice(0, 4))) as [number, number]
  const years = Array.from({ length: lastYear - firstYear + 1 }, (_, i) => firstYear + i)
  const [first, end] = [instantOf(from, '00:00', timezone), instantOf(addDays(to, 1), '00:00', timezone)]
  return years
    .flatMap((year) => SAID.map((said) => sayingOf(year, said, timezone)))
    .filter(({ at }) => at >= first && at < end)
}

function sayingOf(year: number, [on, account, words]: (typeof SAID)[number], timezone: string): Tick {
  const [day = '', time = ''] = on.split(' ')
  const at = instantOf(`${year}-${day}`, time, timezone)
  return { at, schedule: { name: 'say', run: (deps) => say(deps, { at, account, words }) } }
}

/** Keep and handle one message as if it had just come. @returns the outbox rows of the answer, and of whom else it concerns */
export async function say(deps: Deps, { at, account, words }: { at: Date; account: string; words: string }) {
  const { pool, seal, log, rootOrganisationId } = deps
  const keeper = createKeeper({ pool, seal, log, now: () => at, organisationIdOf: () => rootOrganisationId })
  const parts = [{ type: 'text' as const, text: words }]
  const act: RawAct = { type: 'message', account, name: null, sentAt: at.toISOString(), parts }
  const key = `demo-${at.toISOString()}-${account}`
  const { inboxId } = await keeper.keep({
    ...{ channel: 'local', key, conversation: account, sentAt: at, lane: 'normal' },
    raw: JSON.stringify(act),
  })
  await keeper.close()
  const owed: bigint[] = []
  const bells = {
    ...deps.bells,
    ring: (bell: 'inbound' | 'outbound', ids: readonly bigint[]) => void (bell === 'outbound' && owed.push(...ids)),
  }
  await handleInbound({ ...deps, bells }, inboxId === null ? [] : [inboxId])
  return [...new Set(owed)]
}
