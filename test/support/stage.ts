/** A stage on which the same script is played on every platform; what is said and what is read makes a transcript. */
import { CronExpressionParser } from 'cron-parser'
import type { Content } from '../../src/channels/channel.ts'
import { keepAct } from '../../src/http/chat/keep-act.ts'
import { deliver } from '../../src/jobs/deliver.ts'
import { runTick, SCHEDULES } from '../../src/jobs/schedules.ts'
import { shownCard, transcriptOf } from '../../src/store/local-chat.ts'
import type { TestDeps } from './deps.ts'
import type { DingtalkWorld } from './dingtalk-world.ts'
import { type OnScreen, onDingtalk, onLocal, onWecom } from './screens.ts'
import type { WecomWorld } from './wecom-world.ts'

/** Name and account of everybody whose screen is watched, in the order in which the transcript tells of them. */
export type Cast = Readonly<Record<string, string>>

/** A platform with a branch on it. */
export interface House {
  deps: TestDeps
  says(account: string, text: string): Promise<unknown>
  taps(account: string, label: string): Promise<unknown>
  screenOf(account: string): OnScreen[]
  settle(): Promise<void>
  /** The platform's own clock. */
  advance(ms: number): void
}

export function wecomHouse(world: WecomWorld): House {
  const { deps, says, taps, settle, platform } = world
  const screenOf = (account: string) => platform.inboxOf(account).map(onWecom)
  return { deps, says, taps, settle, screenOf, advance: (ms) => platform.advance(ms) }
}

export function dingtalkHouse(world: DingtalkWorld): House {
  const { deps, taps, settle, platform } = world
  const says = (from: string, text: string) => world.says({ from, text })
  const screenOf = (account: string) => platform.inboxOf(account).map(onDingtalk)
  return { deps, says, taps, settle, screenOf, advance: (ms) => platform.advance(ms) }
}

/** What one message or tap led to. */
export interface Outcome {
  /** Messages that the one who said it got at once. */
  answers: OnScreen[]
}

export interface Stage {
  /** `2026-11-17 09:05`: everything that is due until then happens. */
  goTo(local: string): Promise<void>
  says(name: string, text: string): Promise<Outcome>
  taps(name: string, label: string): Promise<Outcome>
  /** Somebody scans the code of a zone. */
  scans(name: string, zoneCode: string): Promise<void>
  transcript(): string
  /** What everybody was told that was no answer to them, by name, without what changed on a card. */
  told(): ReadonlyMap<string, readonly OnScreen[]>
}

const MINUTE_MS = 60_000
/** Between two runs of the schedules that run all the time: by day, and in the night, when hardly anything comes. */
const PACE_MS = { day: 10 * MINUTE_MS, night: 30 * MINUTE_MS }
/** What is spread over some minutes, by chance, is looked at afterwards, so that every play reads alike. */
const LOOK_MS = 30 * MINUTE_MS
const TIMEZONE = 'Asia/Shanghai'

/** `members`: on the platform; `residents`: in the local chat. */
export function stageOf(house: House, { members, residents }: { members: Cast; residents: Cast }): Stage {
  const { deps } = house
  const names = [...Object.keys(members), ...Object.keys(residents)]
  const lines: string[] = []
  const seen = new Map<string, Map<string, string[]>>(names.map((name) => [name, new Map()]))
  const told = new Map<string, OnScreen[]>(names.map((name) => [name, []]))
  let day = ''
  let actCount = 0

  const screenOf = async (name: string) =>
    name in members ? house.screenOf(members[name] ?? '') : localScreen(deps, residents[name] ?? '')

  /** Writes down what is new on every screen, that of `first` first. */
  const look = async (first: string | null): Promise<OnScreen[]> => {
    const answers: OnScreen[] = []
    for (const name of first === null ? names : [first, ...names.filter((n) => n !== first)]) {
      const before = seen.get(name)
      for (const message of await screenOf(name)) {
        const old = before?.get(message.id)
        before?.set(message.id, message.lines)
        if (old === undefined) {
          const heard = name === first ? answers : told.get(name)
          heard?.push(message)
          write(`→ ${name}`, message.lines)
        } else {
          const changed = message.lines.filter((line) => !old.includes(line))
          if (changed.length > 0) write(`↻ ${name}的卡片`, changed)
        }
      }
    }
    return answers
  }
  const write = (who: string, words: readonly string[]) => {
    const [head = '', ...rest] = words.map(withoutChance)
    lines.push(`  ${who}：${head}`, ...rest.map((line) => `      ${line}`))
  }
  const stamp = () => {
    const now = deps.now()
    const today = now.toLocaleDateString('zh-CN', {
      timeZone: TIMEZONE,
      month: 'long',
      day: 'numeric',
      weekday: 'long',
    })
    if (today !== day) lines.push('', `== ${today} ==`)
    day = today
    return now.toLocaleTimeString('zh-CN', { timeZone: TIMEZONE, hour: '2-digit', minute: '2-digit' })
  }
  const acts = async (name: string, what: string, act: () => Promise<unknown>): Promise<Outcome> => {
    lines.push('', `${stamp()} ${name}${what}`)
    await act()
    await house.settle()
    return { answers: await look(name) }
  }
  const local = (name: string, act: Parameters<typeof keepAct>[1]['act']) =>
    keepAct(deps, { person: { name, account: residents[name] ?? '' }, clientId: `act${++actCount}`, act, own: null })

  return {
    async goTo(text) {
      const until = new Date(`${text.replace(' ', 'T')}:00+08:00`)
      for (const at of instants(deps.now(), until)) {
        house.advance(at.getTime() - deps.now().getTime())
        deps.clock.now = at
        for (const { name, every } of SCHEDULES) {
          if ('ms' in every || isDue(every.pattern, at)) await runTick(deps, name, at)
        }
        await deliver(deps)
        await house.settle()
        if (at < until && at.getTime() % LOOK_MS !== 0) continue
        const length = lines.length
        const time = `${stamp()} （到点）`
        const headings = lines.length
        await look(null)
        if (lines.length > headings) lines.splice(headings, 0, '', time)
        else if (headings > length) {
          lines.length = length
          day = ''
        }
      }
    },
    says: (name, text) =>
      acts(name, `说：${text}`, () =>
        name in members
          ? house.says(members[name] ?? '', text)
          : local(name, { type: 'message', parts: [{ type: 'text', text }] }),
      ),
    taps: (name, label) =>
      acts(name, `点：${label}`, async () =>
        name in members
          ? house.taps(members[name] ?? '', label)
          : local(name, await localTap(deps, residents[name] ?? '', label)),
      ),
    async scans(name, zoneCode) {
      await acts(name, `扫 ${zoneCode} 的二维码`, () =>
        local(name, { type: 'scan', member: '', state: `zone-${zoneCode}`, welcomeCode: `code${actCount}` }),
      )
    },
    transcript: () => `${lines.join('\n').trim()}\n`,
    told: () => told,
  }
}

/** Receipts and sign-in links are chance. */
function withoutChance(line: string): string {
  return line.replace(/回执(是)? ?[2-9A-Z]{6,13}/gu, '回执$1 ······').replace(/\/sign-in\S+/gu, '/sign-in…')
}

async function localLines(deps: TestDeps, account: string): Promise<{ key: string; content: Content }[]> {
  const all = await transcriptOf(deps.pool, account, { cursor: 0n, limit: 1000 })
  return all.flatMap((line) => (line.direction === 'out' ? [{ key: line.key, content: line.content }] : []))
}

async function localScreen(deps: TestDeps, account: string): Promise<OnScreen[]> {
  return onLocal(await localLines(deps, account))
}

/** The newest card that shows such a button now. */
async function localTap(deps: TestDeps, account: string, label: string) {
  for (const { id } of (await localScreen(deps, account)).reverse()) {
    const [card] = await shownCard(deps.pool, account, id)
    const button = card?.closedAs === null ? card.buttons.find((b) => b.label === label) : undefined
    if (card && button) {
      return { type: 'tap', taskId: card.taskId, action: button.action, selected: {} } as const
    }
  }
  throw new Error(`no card with the button ${label}`)
}

/** Every full pace, every instant at which a pattern is due, and the end. */
function instants(from: Date, until: Date): Date[] {
  const all = new Set([until.getTime()])
  for (let at = nextPace(from.getTime()); at < until.getTime(); at = nextPace(at)) all.add(at)
  for (const { every } of SCHEDULES) {
    if ('ms' in every) continue
    const ticks = CronExpressionParser.parse(every.pattern, { tz: TIMEZONE, currentDate: from, endDate: until })
    while (ticks.hasNext()) all.add(ticks.next().getTime())
  }
  return [...all].sort((a, b) => a - b).map((ms) => new Date(ms))
}

/** The next full pace after an instant. */
function nextPace(afterMs: number): number {
  const hour = new Date(afterMs + 8 * 60 * MINUTE_MS).getUTCHours()
  const pace = hour >= 7 && hour < 21 ? PACE_MS.day : PACE_MS.night
  return (Math.floor(afterMs / pace) + 1) * pace
}

function isDue(pattern: string, at: Date): boolean {
  return CronExpressionParser.parse(pattern, { tz: TIMEZONE }).includesDate(at)
}
