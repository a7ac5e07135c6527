/** Environment → frozen Config. The only reader of `process.env`. (Shape; the parsing follows.) */
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

export interface Config {
  host: string
  port: number
  publicUrl: string
  dataDir: string
  /** `null`: embedded. */
  databaseUrl: string | null
  redisUrl: string | null
  storageUrl: string
  /** 32 bytes; `null`: made and kept under `dataDir`. */
  secretKey: Buffer | null
  timezone: string
  locale: 'zh-Hans' | 'zh-Hant'
  logLevel: string
  wecom: WecomConfig | null
  /** `open`: demo people on a loopback address; `signed`: behind a sign-in link; `off`. */
  localChat: 'open' | 'signed' | 'off'
  /** Whether the demo branch is loaded on the first start. */
  demo: boolean
  trustProxy: string | null
}
