/** Environment → frozen Config. The only reader of `process.env`. */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { bracketed, deepFreeze, isAnyAddress, isLoopback } from './config-checks.ts'
import { type Environment, type Fields, readEnvironment } from './environment.ts'

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
  /** `open`: on a loopback address, beside no platform; `signed`: the demo alone, behind a sign-in link; `off`. */
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

/** The configuration of this process. @throws SetupError */
export function loadConfig(): Config {
  return parseConfig(process.env)
}

/** Whether the operator wants to see where an error came from; also while the rest of the configuration is wrong. */
export function isDebugging(): boolean {
  return /^\s*(debug|trace)\s*$/.test(process.env.LOG_LEVEL ?? '')
}

/** The configuration that an environment names. @throws SetupError as `readEnvironment` does */
export function parseConfig(environment: Environment): Config {
  const { fields, notices } = readEnvironment(environment)
  return deepFreeze(toConfig(fields, notices))
}

function toConfig(f: Fields, notices: readonly string[]): Config {
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
