import type { Command } from 'commander'
import { todayOf } from '../deps.ts'
import { DUTY_PERIODS, type DutyPeriod } from '../domain/duty-catalogue.ts'
import {
  ACTIVITIES,
  type Activity,
  CATEGORIES,
  type Category,
  ZONE_KINDS,
  type ZoneKind,
} from '../domain/vocabulary.ts'
import { UserError } from '../errors.ts'
import { addDuty, addMissingDuties, changeDuty, type DutyHolder, listDuties } from '../store/duties.ts'
import { dutyHolderAt } from '../store/duty-holders.ts'
import { registerDutiesImport } from './duties-import.ts'
import { printRow } from './rows.ts'
import { withDeps } from './with-deps.ts'

const NEVER = 'none'
const EVERY = `${DUTY_PERIODS.join('、')}；${NEVER} 表示常年，不提醒`

interface Told {
  branch?: string
  zone?: string
  kind?: string
  every?: string
  activities?: string
  categories?: string
}

/** `duties list|set|add|end|import`: what the zones of a branch answer for, and how often. */
export function registerDuties(program: Command): void {
  const duties = program.command('duties').description('责任区的职责和多久做一次')
  registerDutiesImport(duties)
  const place = (command: Command) =>
    command.option('--branch <name>', '支部名称').option('--zone <code>', '责任区编号，只改这一个责任区')
  place(duties.command('list').description('列出职责')).action((told: Told) =>
    withDeps(async ({ db, now, config }) => {
      const today = todayOf({ now, config })
      await addMissingDuties(db, today)
      for (const duty of await listDuties(db, (await dutyHolderAt(db, told)).branchId, today)) {
        printRow(
          ZONE_KINDS[duty.zoneKind],
          duty.zoneCode ?? '全部',
          duty.clause ?? '自定',
          duty.every ?? NEVER,
          duty.title,
        )
      }
    }),
  )
  place(duties.command('set').description('改多久做一次，从今天起'))
    .argument('<duty>', '条款编号，例如 community-6；自定职责写名称')
    .argument('<every>', EVERY)
    .option('--kind <kind>', `哪类责任区：${Object.keys(ZONE_KINDS).join('、')}`, 'community')
    .action((named: string, every: string, told: Told) => change(named, told, { every: period(every) }))
  place(duties.command('end').description('取消一项职责，从今天起'))
    .argument('<duty>', '条款编号，或自定职责的名称')
    .option('--kind <kind>', '哪类责任区', 'community')
    .action((named: string, told: Told) => change(named, told, { ended: true }))
  place(duties.command('add').description('加一项自定职责'))
    .argument('<title>', '一句话说清做什么')
    .option('--kind <kind>', '哪类责任区', 'community')
    .option('--every <every>', EVERY, NEVER)
    .option('--activities <codes>', `做了哪些事算完成，用逗号隔开：${Object.keys(ACTIVITIES).join('、')}`, '')
    .option('--categories <codes>', `办了哪类事件算完成：${Object.keys(CATEGORIES).join('、')}`, '')
    .action((title: string, told: Told) =>
      withDeps(async ({ db, now, config }) => {
        const { branchId } = await dutyHolderAt(db, told)
        const duty = {
          title: checkedTitle(title),
          every: period(told.every ?? NEVER),
          activities: codes<Activity>(told.activities, ACTIVITIES),
          categories: codes<Category>(told.categories, CATEGORIES),
        }
        const by = { actor: 'cli', now: now(), today: todayOf({ now, config }) }
        await addDuty(db, { branchId, zoneKind: kind(told.kind) }, { duty, ...by })
        console.log(`已加：${duty.title}`)
      }),
    )
}

function change(named: string, told: Told, changed: { every: DutyPeriod | null } | { ended: true }): Promise<void> {
  return withDeps(async ({ db, now, config }) => {
    const today = todayOf({ now, config })
    await addMissingDuties(db, today)
    const { branchId, zoneId } = await dutyHolderAt(db, told)
    const holder: DutyHolder = zoneId === null ? { branchId, zoneKind: kind(told.kind) } : { branchId, zoneId }
    await changeDuty(db, holder, { named, change: changed, actor: 'cli', now: now(), today })
    console.log(`已改：${named}，从今天起`)
  })
}

function period(text: string): DutyPeriod | null {
  if (text === NEVER) return null
  const found = DUTY_PERIODS.find((every) => every === text)
  if (!found) throw new UserError(`“${text}”不对，可以填 ${EVERY}`)
  return found
}

function kind(text = 'community'): ZoneKind {
  if (!Object.hasOwn(ZONE_KINDS, text))
    throw new UserError(`没有“${text}”这类责任区，有 ${Object.keys(ZONE_KINDS).join('、')}`)
  return text as ZoneKind
}

function codes<T extends string>(text = '', list: Readonly<Record<T, string>>): T[] {
  const told = text.split(/[,，、\s]+/u).filter(Boolean)
  const unknown = told.find((code) => !Object.hasOwn(list, code))
  if (unknown !== undefined) throw new UserError(`没有“${unknown}”，有 ${Object.keys(list).join('、')}`)
  return told as T[]
}

function checkedTitle(text: string): string {
  const title = text.replace(/\s+/gu, ' ').trim()
  if (title === '' || [...title].length > 32) throw new UserError('职责名称请写 1 到 32 个字')
  return title
}
