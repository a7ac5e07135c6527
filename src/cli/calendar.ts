import { type Command, InvalidArgumentError } from 'commander'
import { addDays, type CivilDate } from '../domain/calendar.ts'
import { type CorrectedDay, correctDay, correctedDays } from '../store/calendar-days.ts'
import { chinaCalendar, publicDays } from '../store/work-calendar.ts'
import { scopeAt } from './scope.ts'
import { withDeps } from './with-deps.ts'

const KINDS = { working: true, off: false, default: null } as const
type Kind = keyof typeof KINDS

/** `calendar set|list`: which days are worked, by the public calendar and by what an organisation set right. */
export function registerCalendar(program: Command): void {
  const calendar = program.command('calendar').description('工作日历：法定节假日和调休之外，各组织自己更正的日子')
  calendar
    .command('set')
    .description('更正一天；已经在走的期限不变，之后的按新的算')
    .argument('<date>', '日期，例如 2026-10-10', civilDateTyped)
    .argument('<kind>', 'working（上班）、off（休息），或 default（照上级和国家的安排）', kindTyped)
    .option('--scope <path>', '组织路径', '/')
    .option('--note <text>', '缘由，例如 社区统一补休')
    .action((on: CivilDate, kind: Kind, options: { scope: string; note?: string }) =>
      withDeps(async ({ db, now }) => {
        const scope = await scopeAt(db, options.scope)
        const change = { on, working: KINDS[kind], note: options.note ?? null }
        await correctDay(db, scope, { change, actor: 'cli', now: now() })
        console.log(`已改：${on}（${scope.path}）`)
      }),
    )
  calendar
    .command('list')
    .description('列出一年里的节假日、调休上班的周末和各组织更正的日子')
    .argument('<year>', '年份', yearTyped)
    .option('--scope <path>', '组织路径', '/')
    .action((year: number, options: { scope: string }) =>
      withDeps(async ({ db }) => {
        const corrected = await correctedDays(db, await scopeAt(db, options.scope), year)
        for (const line of calendarLines(year, corrected)) console.log(line)
      }),
    )
}

/** One line for each day that is not as its weekday says: the date, 上班 or 休息, why, and who set it. */
export function calendarLines(year: number, corrected: readonly CorrectedDay[]): string[] {
  const own = new Map(corrected.map((day) => [day.on, day]))
  const known = new Map(publicDays(year).map((day) => [day.on, day]))
  const days = [...new Set([...own.keys(), ...known.keys()])].sort()
  const lines = days.map((on) => {
    const day = own.get(on)
    const { working, why } = day ? { working: day.working, why: day.note ?? '' } : (known.get(on) ?? NOTHING)
    return [on, working ? '上班' : '休息', why, day?.setBy ?? '国家'].join('\t')
  })
  const unknown = chinaCalendar().known(year) ? [] : [`# ${year} 年的放假安排还不知道，没有更正的日子只分平日和周末`]
  return [...unknown, ...lines]
}

const NOTHING = { working: true, why: '' }

function civilDateTyped(text: string): CivilDate {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  // 2026-02-30 is read as 2 March.
  if (Number.isNaN(at) || addDays(text, 0) !== text) throw new InvalidArgumentError('请写成 2026-10-10 这样的日期')
  return text
}

function kindTyped(text: string): Kind {
  if (!Object.hasOwn(KINDS, text)) throw new InvalidArgumentError(`请填 ${Object.keys(KINDS).join('、')} 之一`)
  return text as Kind
}

function yearTyped(text: string): number {
  if (!/^20\d\d$/.test(text)) throw new InvalidArgumentError('请填年份，例如 2026')
  return Number(text)
}
