/** The variables that the program reads: what each must look like, and which belong together. */
import { z } from 'zod'
import { areHttpUrls, is32Bytes, isRedisAddress, isTimezone } from './config-checks.ts'
import { SetupError } from './errors.ts'

export type Environment = Readonly<Record<string, string | undefined>>

const AES_KEY = z.string().regex(/^[A-Za-z0-9+/]{43}$/, 'must be 43 letters and digits, as the platform shows it')
const HTTP_URL = z.url({ protocol: /^https?$/, error: 'must be an address like https://example.cn' })
const withoutSlash = (url: string) => url.replace(/\/+$/, '')
const baseUrl = (fallback: string) => HTTP_URL.transform(withoutSlash).default(fallback)
const whole = (words: string, max: number) => z.coerce.number({ error: words }).int(words).min(0, words).max(max, words)
const oneOf = <T extends string>(...values: [T, ...T[]]) => z.enum(values, { error: `must be ${values.join(' or ')}` })

const FIELDS = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: whole('must be a port between 0 and 65535', 65_535).default(3000),
  PUBLIC_URL: HTTP_URL.transform(withoutSlash).optional(),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must begin with postgres://' }).optional(),
  REDIS_URL: z.string().refine(isRedisAddress, 'must be redis://host:6379, or several separated by commas').optional(),
  STORAGE_URL: z.url({ protocol: /^(file|s3)$/, error: 'must begin with file:// or s3://' }).optional(),
  SECRET_KEY: z
    .string()
    .refine(is32Bytes, 'must be 32 bytes in base64; make one with: openssl rand -base64 32')
    .optional(),
  TIMEZONE: z.string().refine(isTimezone, 'must be a time zone like Asia/Shanghai').default('Asia/Shanghai'),
  LOCALE: oneOf('zh-Hans', 'zh-Hant').default('zh-Hans'),
  LOG_LEVEL: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent').default('info'),
  LOCAL_CHAT: oneOf('0', '1').optional(),
  TRUST_PROXY: z
    .string()
    .regex(/^(\d{1,2}|[0-9a-fA-F.:/, ]+|loopback)$/, 'must be the addresses of your proxies, or how many there are')
    .optional(),
  WEBHOOK_INNER_URLS: z
    .string()
    .refine(areHttpUrls, 'must be addresses like http://10.0.0.5:8080, separated by commas')
    .optional(),
  WECOM_CORP_ID: z.string().optional(),
  WECOM_AGENT_ID: whole('must be the number of the app, like 1000002', 2_147_483_647).optional(),
  WECOM_SECRET: z.string().optional(),
  WECOM_CALLBACK_TOKEN: z.string().optional(),
  WECOM_CALLBACK_AES_KEY: AES_KEY.optional(),
  WECOM_PREVIOUS_CALLBACK_TOKEN: z.string().optional(),
  WECOM_PREVIOUS_CALLBACK_AES_KEY: AES_KEY.optional(),
  WECOM_CONTACT_SECRET: z.string().optional(),
  WECOM_KF_OPEN_KFID: z.string().optional(),
  WECOM_KF_SECRET: z.string().optional(),
  WECOM_API_BASE: baseUrl('https://qyapi.weixin.qq.com'),
  WECOM_CALLBACK_WINDOW_SECONDS: whole('must be a number of seconds up to 86400', 86_400).default(300),
  DINGTALK_CLIENT_ID: z.string().optional(),
  DINGTALK_CLIENT_SECRET: z.string().optional(),
  DINGTALK_ROBOT_CODE: z.string().optional(),
  DINGTALK_MODE: oneOf('stream', 'http').default('stream'),
  DINGTALK_EVENT_TOKEN: z.string().optional(),
  DINGTALK_EVENT_AES_KEY: AES_KEY.optional(),
  DINGTALK_CARD_TEMPLATE_ID: z.string().optional(),
  DINGTALK_API_BASE: baseUrl('https://api.dingtalk.com'),
  DINGTALK_OAPI_BASE: baseUrl('https://oapi.dingtalk.com'),
  DINGTALK_MONTHLY_API_CALLS: whole('must be the API calls that your edition allows a month', 1e9).optional(),
  DINGTALK_MONTHLY_MESSAGES: whole('must be the messages that your edition allows a month', 1e9).optional(),
  LLM_BASE_URL: HTTP_URL.transform(withoutSlash).optional(),
  LLM_API_KEY: z.string().optional(),
  LLM_MODEL: z.string().optional(),
  LLM_DAILY_TOKENS: whole('must be how many tokens may be used in a day', 1e9).default(1_000_000),
  ASR_BASE_URL: HTTP_URL.transform(withoutSlash).optional(),
  ASR_API_KEY: z.string().optional(),
  ASR_MODEL: z.string().optional(),
})
export type Fields = z.infer<typeof FIELDS>
/** Every variable that the program reads. */
export const VARIABLES: readonly string[] = Object.keys(FIELDS.shape)
type Name = keyof Fields

/** Set all of them or none. */
const GROUPS: readonly (readonly [Name, ...Name[]])[] = [
  ['WECOM_CORP_ID', 'WECOM_AGENT_ID', 'WECOM_SECRET', 'WECOM_CALLBACK_TOKEN', 'WECOM_CALLBACK_AES_KEY'],
  ['WECOM_PREVIOUS_CALLBACK_TOKEN', 'WECOM_PREVIOUS_CALLBACK_AES_KEY'],
  ['WECOM_KF_OPEN_KFID', 'WECOM_KF_SECRET'],
  ['DINGTALK_CLIENT_ID', 'DINGTALK_CLIENT_SECRET'],
  ['DINGTALK_EVENT_TOKEN', 'DINGTALK_EVENT_AES_KEY'],
  ['LLM_BASE_URL', 'LLM_API_KEY', 'LLM_MODEL'],
  ['ASR_BASE_URL', 'ASR_API_KEY', 'ASR_MODEL'],
]

/** Means nothing without another. */
const NEEDS: Partial<Record<Name, Name>> = {
  WECOM_PREVIOUS_CALLBACK_TOKEN: 'WECOM_CORP_ID',
  WECOM_CONTACT_SECRET: 'WECOM_CORP_ID',
  WECOM_KF_OPEN_KFID: 'WECOM_CORP_ID',
  DINGTALK_EVENT_TOKEN: 'DINGTALK_CLIENT_ID',
  DINGTALK_ROBOT_CODE: 'DINGTALK_CLIENT_ID',
  DINGTALK_CARD_TEMPLATE_ID: 'DINGTALK_CLIENT_ID',
  LLM_DAILY_TOKENS: 'LLM_BASE_URL',
}

/**
 * The variables of an environment, checked. An empty value counts as not set.
 *
 * @returns also a line for each that is set and has no effect
 * @throws SetupError with one line per fault: the variable and what to do, never a value
 */
export function readEnvironment(environment: Environment): { fields: Fields; notices: string[] } {
  const set = Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  )
  const parsed = FIELDS.safeParse(set)
  const faults = [
    ...(parsed.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    ...groupFaults(set),
    ...keyFaults(set),
  ]
  if (parsed.data === undefined || faults.length > 0) throw new SetupError(faults.join('\n'))
  return { fields: parsed.data, notices: noticesOf(set) }
}

function groupFaults(set: Environment): string[] {
  const halfSet = GROUPS.flatMap((group) => {
    const missing = group.filter((name) => set[name] === undefined)
    if (missing.length === 0 || missing.length === group.length) return []
    return missing.map((name) => `${name}: missing; set all of ${group.join(', ')}, or none of them`)
  })
  const useless = (Object.entries(NEEDS) as [Name, Name][])
    .filter(([name, needed]) => set[name] !== undefined && set[needed] === undefined)
    .map(([name, needed]) => `${name}: means nothing without ${needed}; set that too, or take this away`)
  return [...halfSet, ...useless]
}

function keyFaults(set: Environment): string[] {
  if (set.DATABASE_URL === undefined || set.SECRET_KEY !== undefined) return []
  return ['SECRET_KEY: missing; a database of your own needs one, the same for all processes: openssl rand -base64 32']
}

function noticesOf(set: Environment): string[] {
  const unknown = Object.keys(set).filter(
    (name) => /^(WECOM|DINGTALK|LLM|ASR|WEBHOOK)_/.test(name) && !(name in FIELDS.shape),
  )
  return unknown.map((name) => `${name}: not known here, so it has no effect; is it spelt right?`)
}
