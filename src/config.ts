/** Environment → frozen Config. The only reader of `process.env`. */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import {
  areHttpUrls,
  bracketed,
  deepFreeze,
  is32Bytes,
  isAnyAddress,
  isLoopback,
  isRedisAddress,
  isTimezone,
} from './config-checks.ts'
import { SetupError } from './errors.ts'

export interface WecomConfig {
  corpId: string
  agentId: number
  secret: string
  callbackToken: string
  callbackAesKey: string
  /** Accepted beside the present ones while keys are turned. */
  previousCallback: { token: string; aesKey: string } | null
  contactSecret: string | null
  kf: { openKfId: string; secret: string } | null
  apiBase: string
  /** Greatest |query timestamp − now| of a callback. */
  timestampWindowMs: number
}

export interface DingtalkConfig {
  clientId: string
  clientSecret: string
  robotCode: string
  mode: 'stream' | 'http'
  event: { token: string; aesKey: string } | null
  cardTemplateId: string | null
  apiBase: string
  oapiBase: string
  /** What the organisation's DingTalk edition lets through in a month [KB 1431], if told: we stop lane by lane before it. */
  monthlyApiCalls: number | null
  monthlyMessages: number | null
}

/** An OpenAI-compatible endpoint. */
export interface ModelConfig {
  baseUrl: string
  apiKey: string
  model: string
}

export interface Config {
  host: string
  port: number
  publicUrl: string
  dataDir: string
  /** `null`: embedded. */
  databaseUrl: string | null
  /** One address, or the nodes of a cluster separated by commas. */
  redisUrl: string | null
  storageUrl: string
  /** 32 bytes; `null`: made and kept under `dataDir`. */
  secretKey: Buffer | null
  timezone: string
  locale: 'zh-Hans' | 'zh-Hant'
  logLevel: string
  wecom: WecomConfig | null
  dingtalk: DingtalkConfig | null
  /** `dailyTokens`: what all processes together may use of it in a day. */
  llm: (ModelConfig & { dailyTokens: number }) | null
  asr: ModelConfig | null
  /** `open`: demo people on a loopback address; `signed`: behind a sign-in link; `off`. */
  localChat: 'open' | 'signed' | 'off'
  /** Whether the demo branch is loaded on the first start. */
  demo: boolean
  /** Origins in the own network that webhooks may be told to. */
  webhookInnerUrls: readonly string[]
  /** Addresses of proxies, or how many there are; null: the socket's address is the caller's. */
  trustProxy: string | null
  /** What is set but has no effect, one line each; logged at the start. */
  notices: readonly string[]
}

type Environment = Readonly<Record<string, string | undefined>>

/** The configuration of this process. @throws SetupError */
export function loadConfig(): Config {
  return parseConfig(process.env)
}

/** Whether the operator wants to see where an error came from; also while the rest of the configuration is wrong. */
export function isDebugging(): boolean {
  return /^\s*(debug|trace)\s*$/.test(process.env.LOG_LEVEL ?? '')
}

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
type Fields = z.infer<typeof FIELDS>
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
 * Reads a configuration out of an environment. An empty value counts as not set.
 *
 * @throws SetupError with one line per fault: the variable and what to do, never a value
 */
export function parseConfig(environment: Environment): Config {
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
  return deepFreeze(toConfig(parsed.data, noticesOf(set)))
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

function toConfig(f: Fields, notices: string[]): Config {
  const wecom = wecomOf(f)
  const dingtalk = dingtalkOf(f)
  const llm = modelOf(f.LLM_BASE_URL, f.LLM_API_KEY, f.LLM_MODEL)
  const publicUrl = f.PUBLIC_URL ?? `http://${isAnyAddress(f.HOST) ? '127.0.0.1' : bracketed(f.HOST)}:${f.PORT}`
  const alone = f.DATABASE_URL === undefined && wecom === null && dingtalk === null
  const onlyHere = alone && isLoopback(f.HOST) && isLoopback(new URL(publicUrl).hostname)
  const dataDir = path.resolve(f.DATA_DIR)
  return {
    host: f.HOST,
    port: f.PORT,
    publicUrl,
    dataDir,
    databaseUrl: f.DATABASE_URL ?? null,
    redisUrl: f.REDIS_URL ?? null,
    storageUrl: f.STORAGE_URL ?? pathToFileURL(path.join(dataDir, 'files')).href,
    secretKey: f.SECRET_KEY === undefined ? null : Buffer.from(f.SECRET_KEY, 'base64'),
    timezone: f.TIMEZONE,
    locale: f.LOCALE,
    logLevel: f.LOG_LEVEL,
    wecom,
    dingtalk,
    llm: llm && { ...llm, dailyTokens: f.LLM_DAILY_TOKENS },
    asr: modelOf(f.ASR_BASE_URL, f.ASR_API_KEY, f.ASR_MODEL),
    localChat: f.LOCAL_CHAT === '0' ? 'off' : onlyHere ? 'open' : f.LOCAL_CHAT === '1' ? 'signed' : 'off',
    demo: alone,
    webhookInnerUrls: listOf(f.WEBHOOK_INNER_URLS),
    trustProxy: f.TRUST_PROXY ?? null,
    notices,
  }
}

function wecomOf(f: Fields): WecomConfig | null {
  const { WECOM_CORP_ID: corpId, WECOM_AGENT_ID: agentId, WECOM_SECRET: secret } = f
  const { WECOM_CALLBACK_TOKEN: callbackToken, WECOM_CALLBACK_AES_KEY: callbackAesKey } = f
  if (!corpId || agentId === undefined || !secret || !callbackToken || !callbackAesKey) return null
  return {
    corpId,
    agentId,
    secret,
    callbackToken,
    callbackAesKey,
    previousCallback: keysOf(f.WECOM_PREVIOUS_CALLBACK_TOKEN, f.WECOM_PREVIOUS_CALLBACK_AES_KEY),
    contactSecret: f.WECOM_CONTACT_SECRET ?? null,
    kf:
      f.WECOM_KF_OPEN_KFID && f.WECOM_KF_SECRET ? { openKfId: f.WECOM_KF_OPEN_KFID, secret: f.WECOM_KF_SECRET } : null,
    apiBase: f.WECOM_API_BASE,
    timestampWindowMs: f.WECOM_CALLBACK_WINDOW_SECONDS * 1000,
  }
}

function dingtalkOf(f: Fields): DingtalkConfig | null {
  const { DINGTALK_CLIENT_ID: clientId, DINGTALK_CLIENT_SECRET: clientSecret } = f
  if (!clientId || !clientSecret) return null
  return {
    clientId,
    clientSecret,
    robotCode: f.DINGTALK_ROBOT_CODE ?? clientId,
    mode: f.DINGTALK_MODE,
    event: keysOf(f.DINGTALK_EVENT_TOKEN, f.DINGTALK_EVENT_AES_KEY),
    cardTemplateId: f.DINGTALK_CARD_TEMPLATE_ID ?? null,
    apiBase: f.DINGTALK_API_BASE,
    oapiBase: f.DINGTALK_OAPI_BASE,
    monthlyApiCalls: f.DINGTALK_MONTHLY_API_CALLS ?? null,
    monthlyMessages: f.DINGTALK_MONTHLY_MESSAGES ?? null,
  }
}

function listOf(text: string | undefined): string[] {
  return (text ?? '').split(',').flatMap((part) => part.trim() || [])
}

function keysOf(token: string | undefined, aesKey: string | undefined): { token: string; aesKey: string } | null {
  return token && aesKey ? { token, aesKey } : null
}

function modelOf(base: string | undefined, apiKey: string | undefined, model: string | undefined): ModelConfig | null {
  return base && apiKey && model ? { baseUrl: base, apiKey, model } : null
}
