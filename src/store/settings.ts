import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { USUAL_HOURS } from '../domain/calendar.ts'
import { type ClockSettings, type ClockSpans, SPAN, type Span, USUAL_CLOCKS } from '../domain/clocks.ts'
import { NOTICE_NAMES, RESIDENT_CODES } from '../domain/notice-board.ts'
import { CATEGORIES, codesOf, URGENCIES } from '../domain/vocabulary.ts'
import { UserError } from '../errors.ts'
import type { Db } from './database.ts'
import type { Scope } from './organisations.ts'
import { REVIEW_SETTINGS } from './review-settings.ts'
import { settings } from './schema/organisation.ts'
import { transact } from './transact.ts'

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/u, '请填 HH:MM，例如 20:30')
const count = (least: number, most: number) =>
  z.int(`请填 ${least} 到 ${most} 之间的整数`).min(least, `最小 ${least}`).max(most, `最大 ${most}`)

const span = z
  .string()
  .regex(SPAN, '请填工作日 5d、工作小时 8h 或分钟 15m')
  .transform((text) => text as Span)
const spans = z.object({ accept: span.nullable(), resolve: span.nullable(), verify: span.nullable() })
const spanChanges = spans.partial()

/** How long things may take, on top of the usual clocks. */
const clocks = z
  .object({
    byUrgency: z.partialRecord(z.enum(codesOf(URGENCIES)), spanChanges).default({}),
    byCategory: z.partialRecord(z.enum(codesOf(CATEGORIES)), spanChanges).default({}),
  })
  .transform(({ byUrgency, byCategory }): ClockSettings => {
    const usual = USUAL_CLOCKS.byUrgency
    return {
      byUrgency: {
        normal: { ...usual.normal, ...told(byUrgency.normal) },
        urgent: { ...usual.urgent, ...told(byUrgency.urgent) },
        emergency: { ...usual.emergency, ...told(byUrgency.emergency) },
      },
      byCategory: {
        ...USUAL_CLOCKS.byCategory,
        ...Object.fromEntries(Object.entries(byCategory).map(([c, s]) => [c, told(s)])),
      },
    }
  })

/** What was told, without the keys that were not. */
function told(changes: z.infer<typeof spanChanges> | undefined): Partial<ClockSpans> {
  return Object.fromEntries(Object.entries(changes ?? {}).filter(([, value]) => value !== undefined))
}

const workHours = z
  .array(z.object({ from: timeOfDay, to: timeOfDay }))
  .min(1, '至少要有一段工作时间')
  .max(4, '最多四段')
  .refine(
    (hours) => hours.every(({ from, to }, i) => from < to && (i === 0 || (hours[i - 1]?.to ?? '') <= from)),
    '每段的开始要早于结束，各段按先后、不重叠',
  )

/** Also asked for by SQL that looks at many organisations at once. */
export const DEFAULT_WEEKLY_CAP = 3

/** Hours in which only emergencies and replies are pushed, where nobody set others. */
export const USUAL_QUIET = { from: '20:30', until: '08:00' } as const

/** What an organisation can change, with its limits and what holds where nobody changed it. */
const SETTINGS = {
  /** Minutes of silence after which a draft is kept as 待受理. */
  draftMinutes: count(1, 120).default(10),
  /** Local times between which only emergencies and replies are pushed. */
  quietFrom: timeOfDay.default(USUAL_QUIET.from),
  quietUntil: timeOfDay.default(USUAL_QUIET.until),
  /** Shown to residents before their first message is used. */
  privacyNotice: z
    .string()
    .trim()
    .min(1, '不能为空')
    .max(500, '最多500个字')
    .default(
      '您说的情况由责任区党员和支部书记查看处理，原话保存30天，办理记录保存24个月。您可以不留姓名，也可以随时要求导出或删除。',
    ),
  /** How long a matter may wait to be taken up, done and looked at, by urgency and category. */
  clocks: clocks.prefault({}),
  /** Hours of a working day, the noon break left out. */
  workHours: workHours.default([...USUAL_HOURS]),
  /** Categories whose end somebody else than the handler, or the reporter, looks at. */
  verifyCategories: z.array(z.enum(codesOf(CATEGORIES))).default(['facility', 'fire', 'building', 'security']),
  /** Duty reminders, announcements and review requests to one person in a week, at most. */
  weeklyCap: count(0, 20).default(DEFAULT_WEEKLY_CAP),
  /** How the people who answer for a zone are named on its public notice. */
  noticeNames: z.enum(NOTICE_NAMES, '请填 full（姓名）、surname（姓和同志）或 role（只写身份）').default('surname'),
  /** Where whoever is not content finds the branch, as it stands on the notice. Public, so a telephone only of the office. */
  noticeContact: z.string().trim().max(100, '最多100个字').default(''),
  /** Where the code on posters leads: to the notice page, or at once to a person on a platform. */
  residentQr: z.enum(RESIDENT_CODES, `请填 ${RESIDENT_CODES.join('、')} 之一`).default('page'),
  ...REVIEW_SETTINGS,
} as const

const schema = z.object(SETTINGS)
export type Settings = z.infer<typeof schema>
export type SettingKey = keyof Settings
export const SETTING_KEYS = Object.keys(SETTINGS) as SettingKey[]

export interface SettingsOfScope {
  settings: Settings
  /** Path of the organisation that set it; `null`: nobody, the default holds. */
  setBy: Record<SettingKey, string | null>
}

/** Settings as they hold for an organisation: the nearest one above that set a key wins. */
export async function settingsFor(db: Db, organisationId: string): Promise<Settings> {
  return (await settingsOf(db, organisationId)).settings
}

export async function settingsOf(db: Db, organisationId: string): Promise<SettingsOfScope> {
  const { rows } = await db.execute<{ key: string; value: unknown; path: string }>(sql`
    with recursive up as (
      select id, parent_id, path, 0 as height from organisations where id = ${organisationId}
      union all
      select o.id, o.parent_id, o.path, up.height + 1 from organisations o join up on o.id = up.parent_id)
    select distinct on (s.key) s.key, s.value, up.path
      from up join settings s on s.organisation_id = up.id
     order by s.key, up.height`)
  const known = rows.filter((r) => SETTING_KEYS.some((key) => key === r.key))
  const found = new Map(known.map((r) => [r.key, r]))
  return {
    settings: schema.parse(Object.fromEntries(known.map((r) => [r.key, r.value]))),
    setBy: Object.fromEntries(
      SETTING_KEYS.map((key) => [key, found.get(key)?.path ?? null]),
    ) as SettingsOfScope['setBy'],
  }
}

/** Changes by key; `null` gives the key back to the organisation above. */
export type SettingChanges = Readonly<Record<string, unknown>>

/**
 * Change settings of one organisation, all or none.
 *
 * @throws UserError for an unknown key or a value outside its limits
 */
export async function changeSettings(
  db: Db,
  { organisationId }: Scope,
  { changes, actor, now }: { changes: SettingChanges; actor: string; now: Date },
): Promise<SettingsOfScope> {
  const checked = Object.entries(changes).map(([key, value]) => [key, value === null ? null : checkSetting(key, value)])
  return transact(db, async (tx, note) => {
    for (const [key, value] of checked as [SettingKey, unknown][]) {
      if (value === null) {
        await tx.execute(sql`delete from settings where organisation_id = ${organisationId} and key = ${key}`)
        continue
      }
      const row = { organisationId, key, value, updatedAt: now, updatedBy: actor }
      const { value: changed, updatedAt, updatedBy } = row
      await tx
        .insert(settings)
        .values(row)
        .onConflictDoUpdate({
          target: [settings.organisationId, settings.key],
          set: { value: changed, updatedAt, updatedBy },
        })
    }
    const subject = `organisation:${organisationId}`
    await note({ organisationId, at: now, actor, action: 'change_settings', subject, detail: changes })
    return settingsOf(tx, organisationId)
  })
}

function checkSetting(key: string, value: unknown): unknown {
  if (!SETTING_KEYS.some((known) => known === key)) {
    throw new UserError(`没有“${key}”这项设置，可改的有 ${SETTING_KEYS.join('、')}`)
  }
  const setting = SETTINGS[key as SettingKey]
  const result = setting.safeParse(value, IN_CHINESE)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const place = [key, ...(issue?.path ?? [])].join('.')
  const usual = setting.parse(undefined)
  const model = typeof usual === 'object' ? `。样子如 ${JSON.stringify(usual)}` : ''
  throw new UserError(`${place}：${issue?.message ?? '不合要求'}${model}`)
}

/** For what no setting has words of its own. */
const IN_CHINESE = { error: z.locales.zhCN().localeError }
