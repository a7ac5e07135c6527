import { DateTime } from 'luxon'
import { ALARMS, type AlarmName } from '../alarms.ts'
import { type Deps, todayOf } from '../deps.ts'
import { quietUntil } from '../domain/calendar.ts'
import { administrators, alarmsToTell, forgetAlarms, type KeptAlarm, markAlarmsTold } from '../store/alarms.ts'
import { owe } from '../store/outbox.ts'
import { settingsFor } from '../store/settings.ts'
import { drizzleOn, inTransactionWith, type Sql } from '../store/sql.ts'
import { lastTick, takeTick } from '../store/ticks.ts'

/** Whatever happens, the administrators hear no more often than this. */
const PAUSE_MS = 10 * 60_000
/** Later than this it helps nobody. */
const LIFE_MS = 24 * 60 * 60_000
const TICK = 'tell-alarms'
/** One process at a time; an advisory lock. */
const LOCK = 0x616c_6172_6d73n

/** Stand until a person does something, or the month ends: they hold up no closing line and need none. */
const LASTING: readonly AlarmName[] = ['dead_letters', 'quota_near', 'quota_used_up', 'calendar_missing']
/** Nobody's words are lost before the morning. All others may cost an emergency, so they go at any hour. */
const CAN_WAIT: readonly AlarmName[] = ['quota_near', 'quota_used_up', 'calendar_missing']

/** What there is to say: alarms that stand and were not told yet, or that the faults are over. */
interface News {
  raised: AlarmName[]
  /** Faults that were told and are over. */
  over: AlarmName[]
  /** Told before, and a person has still to do something. */
  lasting: AlarmName[]
}

/**
 * Tell the administrators what is new among the alarms, all in one message; each alarm once, and once that it is over.
 * Where there is nobody to tell, the log has it. Safe to run twice and side by side.
 *
 * @returns ids of the new outbox rows, for the bell
 */
export async function tellAlarms(deps: Deps): Promise<bigint[]> {
  return inTransactionWith(deps.pool, [LOCK], async (sql, [mine = false]) => {
    const news = mine ? newsOf(await alarmsToTell(sql)) : null
    if (news === null || !(await takePause(sql, deps.now()))) return []
    return tell(deps, sql, news)
  })
}

function newsOf(alarms: readonly KeptAlarm[]): News | null {
  const standing = alarms.filter((a) => a.clearedAt === null)
  const isLasting = ({ name }: KeptAlarm) => LASTING.includes(name)
  const raised = standing.filter((a) => a.toldAt === null)
  // While a fault lasts, nothing is over.
  const over = standing.every(isLasting) ? alarms.filter((a) => a.clearedAt !== null && !isLasting(a)) : []
  if (raised.length === 0 && over.length === 0) return null
  const lasting = standing.filter((a) => a.toldAt !== null && isLasting(a))
  return { raised: namesOf(raised), over: namesOf(over), lasting: namesOf(lasting) }
}

/** In the order of the list: what is heavier comes first. */
function namesOf(alarms: readonly KeptAlarm[]): AlarmName[] {
  return (Object.keys(ALARMS) as AlarmName[]).filter((name) => alarms.some((a) => a.name === name))
}

/** Whether the last message is long enough ago; if so, the pause begins anew. */
async function takePause(sql: Sql, now: Date): Promise<boolean> {
  const [last] = await lastTick(sql, TICK)
  if (last?.due_at && now.getTime() - last.due_at.getTime() < PAUSE_MS) return false
  return (await takeTick(sql, TICK, now, now)).length > 0
}

async function tell(deps: Deps, sql: Sql, news: News): Promise<bigint[]> {
  const { config, rootOrganisationId, channels, log } = deps
  const now = deps.now()
  await markAlarmsTold(sql, news.raised, now)
  await forgetAlarms(sql, news.over)
  const to = await administrators(sql, [...channels.keys()], todayOf(deps))
  if (to.length === 0) {
    log.warn({ alarms: news.raised }, 'nobody can be told of the alarms: no administrator has an account here')
    return []
  }
  const settings = await settingsFor(drizzleOn(sql), rootOrganisationId)
  const canWait = news.raised.every((name) => CAN_WAIT.includes(name))
  const notBefore = canWait ? quietUntil(now, { ...settings, timezone: config.timezone }) : null
  const owed = {
    organisationId: rootOrganisationId,
    key: `alarm/${now.toISOString()}`,
    to: to.map((a) => ({ channel: a.channel, externalId: a.external_id, personId: a.person_id })),
    // What is left of a month's calls is for emergencies alone: who can do something about it must hear all the same.
    lane: 'emergency',
    purpose: 'alarm',
    content: { type: 'text', text: wordsOf(news, DateTime.fromJSDate(now, { zone: config.timezone })) },
    caseId: null,
    checkInId: null,
    notBefore,
    deadline: new Date((notBefore ?? now).getTime() + LIFE_MS),
  } as const
  return owe(sql, [owed], now)
}

/** The time ends it, so that no two are equal: platforms swallow equal bodies. */
function wordsOf({ raised, over, lasting }: News, at: DateTime): string {
  const sentences = (names: readonly AlarmName[]) => names.map((name) => ALARMS[name])
  const lines =
    raised.length > 0
      ? ['系统提醒：', ...sentences(raised), '请转告负责系统的人，办法写在运维手册里。']
      : [
          '系统提醒：刚才说的故障已经恢复。',
          ...(over.length > 0 && lasting.length > 0 ? ['还要请人处理：', ...sentences(lasting)] : []),
        ]
  return [...lines, `（${at.toFormat('M月d日 HH:mm')}）`].join('\n')
}
