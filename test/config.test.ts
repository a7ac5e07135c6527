import { describe, expect, test } from 'vitest'
import { parseConfig } from '../src/config.ts'
import { SetupError } from '../src/errors.ts'

const WECOM = {
  WECOM_CORP_ID: 'ww1',
  WECOM_AGENT_ID: '1000002',
  WECOM_SECRET: 'the-secret',
  WECOM_CALLBACK_TOKEN: 't',
  WECOM_CALLBACK_AES_KEY: 'a'.repeat(43),
}
const KEY = Buffer.alloc(32, 7).toString('base64')

function faultsOf(environment: Record<string, string>): string[] {
  try {
    parseConfig(environment)
    return []
  } catch (error) {
    expect(error).toBeInstanceOf(SetupError)
    return (error as SetupError).message.split('\n')
  }
}

describe('a wrong value stops the start with one line that names the variable', () => {
  test.each<[Record<string, string>, RegExp[]]>([
    [{ PORT: 'eighty' }, [/^PORT: .*65535/]],
    [{ PORT: '70000' }, [/^PORT: /]],
    [{ PUBLIC_URL: 'example.cn' }, [/^PUBLIC_URL: .*https:/]],
    [{ DATABASE_URL: 'mysql://x', SECRET_KEY: KEY }, [/^DATABASE_URL: .*postgres:/]],
    [{ DATABASE_URL: 'postgres://h/d' }, [/^SECRET_KEY: missing/]],
    [{ REDIS_URL: 'localhost:6379' }, [/^REDIS_URL: /]],
    [{ STORAGE_URL: 'ftp://x' }, [/^STORAGE_URL: /]],
    [{ SECRET_KEY: 'short' }, [/^SECRET_KEY: .*32 bytes/]],
    [{ TIMEZONE: 'Mars/Base' }, [/^TIMEZONE: /]],
    [{ LOCALE: 'en' }, [/^LOCALE: .*zh-Hans/]],
    [{ LOG_LEVEL: 'loud' }, [/^LOG_LEVEL: /]],
    [{ LOCAL_CHAT: 'yes' }, [/^LOCAL_CHAT: must be 0 or 1/]],
    [{ TRUST_PROXY: 'everybody' }, [/^TRUST_PROXY: /]],
    [{ ...WECOM, WECOM_CALLBACK_AES_KEY: 'a'.repeat(42) }, [/^WECOM_CALLBACK_AES_KEY: .*43/]],
    [{ ...WECOM, WECOM_AGENT_ID: 'app' }, [/^WECOM_AGENT_ID: /]],
    [{ ...WECOM, WECOM_SECRET: ' ' }, [/^WECOM_SECRET: missing/]],
    [{ WECOM_CORP_ID: 'ww1', WECOM_AGENT_ID: '1', WECOM_SECRET: 's' }, [/_TOKEN: missing/, /_AES_KEY: missing/]],
    [{ ...WECOM, WECOM_PREVIOUS_CALLBACK_TOKEN: 't' }, [/^WECOM_PREVIOUS_CALLBACK_AES_KEY: missing/]],
    [{ ...WECOM, WECOM_KF_SECRET: 's' }, [/^WECOM_KF_OPEN_KFID: missing/]],
    [{ WECOM_CONTACT_SECRET: 's' }, [/^WECOM_CONTACT_SECRET: means nothing without WECOM_CORP_ID/]],
    [{ DINGTALK_CLIENT_ID: 'x' }, [/^DINGTALK_CLIENT_SECRET: missing/]],
    [{ DINGTALK_MODE: 'pull' }, [/^DINGTALK_MODE: /]],
    [{ LLM_MODEL: 'm' }, [/^LLM_BASE_URL: missing/, /^LLM_API_KEY: missing/]],
    [{ ASR_BASE_URL: 'https://x' }, [/^ASR_API_KEY: missing/, /^ASR_MODEL: missing/]],
    [{ PORT: 'x', LOCALE: 'x', LLM_MODEL: 'm' }, [/^PORT/, /^LOCALE/, /^LLM_BASE_URL/, /^LLM_API_KEY/]],
  ])('%o', (environment, lines) => {
    const faults = faultsOf(environment)
    expect(faults).toHaveLength(lines.length)
    for (const [i, line] of lines.entries()) expect(faults[i]).toMatch(line)
  })

  test('no fault shows a value', () => {
    const secret = 'dont-show-me'
    const faults = faultsOf({ ...WECOM, WECOM_CALLBACK_AES_KEY: secret, SECRET_KEY: secret, DATABASE_URL: secret })
    expect(faults.length).toBeGreaterThan(2)
    expect(faults.join('\n')).not.toContain(secret)
  })
})

test('nothing set: embedded, on this machine only, with the demo and an open local chat', () => {
  const config = parseConfig({})
  expect(config).toMatchObject({
    host: '127.0.0.1',
    port: 3000,
    publicUrl: 'http://127.0.0.1:3000',
    databaseUrl: null,
    redisUrl: null,
    secretKey: null,
    timezone: 'Asia/Shanghai',
    wecom: null,
    localChat: 'open',
    demo: true,
    notices: [],
  })
  expect(config.storageUrl).toMatch(/^file:\/\/\/.*\/data\/files$/)
  expect(Object.isFrozen(config)).toBe(true)
})

describe('the local chat is open only where nobody else can reach it', () => {
  test.each<[string, Record<string, string>, 'open' | 'signed' | 'off']>([
    ['nothing set', {}, 'open'],
    ['turned off', { LOCAL_CHAT: '0' }, 'off'],
    ['asked for', { LOCAL_CHAT: '1' }, 'open'],
    ['IPv6 loopback', { HOST: '::1' }, 'open'],
    ['listening everywhere', { HOST: '0.0.0.0' }, 'off'],
    ['listening everywhere, asked for', { HOST: '0.0.0.0', LOCAL_CHAT: '1' }, 'signed'],
    ['known by a public address', { PUBLIC_URL: 'https://zeren.example.cn' }, 'off'],
    ['beside a platform', WECOM, 'off'],
    ['beside a platform, asked for', { ...WECOM, LOCAL_CHAT: '1' }, 'signed'],
    ['own database', { DATABASE_URL: 'postgres://h/d', SECRET_KEY: KEY }, 'off'],
    ['own database, asked for', { DATABASE_URL: 'postgres://h/d', SECRET_KEY: KEY, LOCAL_CHAT: '1' }, 'signed'],
  ])('%s', (_, environment, expected) => {
    expect(parseConfig(environment).localChat).toBe(expected)
  })
})

test.each(['redis://127.0.0.1:6379/1', 'rediss://:pw@redis.example.cn', 'redis://a:6379,redis://b:6379'])(
  '%s is an address of Redis',
  (address) => {
    expect(parseConfig({ REDIS_URL: address }).redisUrl).toBe(address)
  },
)

test('WeCom keys are read, also the previous ones while they are turned', () => {
  const { wecom } = parseConfig({
    ...WECOM,
    WECOM_PREVIOUS_CALLBACK_TOKEN: 'old',
    WECOM_PREVIOUS_CALLBACK_AES_KEY: 'b'.repeat(43),
    WECOM_API_BASE: 'http://127.0.0.1:8080/',
  })
  expect(wecom).toEqual({
    corpId: 'ww1',
    agentId: 1000002,
    secret: 'the-secret',
    callbackToken: 't',
    callbackAesKey: 'a'.repeat(43),
    previousCallback: { token: 'old', aesKey: 'b'.repeat(43) },
    contactSecret: null,
    kf: null,
    apiBase: 'http://127.0.0.1:8080',
    timestampWindowMs: 300_000,
  })
})

test('what is set without effect is told, and does not stop the start', () => {
  const { notices, dingtalk } = parseConfig({
    DINGTALK_CLIENT_ID: 'id',
    DINGTALK_CLIENT_SECRET: 's',
    WECOM_SECRT: 'typo',
  })
  expect(dingtalk?.robotCode).toBe('id')
  expect(notices).toEqual([expect.stringMatching(/^WECOM_SECRT: /)])
})
