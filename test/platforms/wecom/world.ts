import { Contacts } from './contacts.ts'
import { Faults } from './fault-rules.ts'
import { Frequency } from './frequency.ts'
import { Kf } from './kf.ts'
import { MediaShelf } from './media.ts'
import { Members } from './members.ts'
import { type MessageCounters, Messages } from './messages.ts'
import { type Scope, Tokens } from './tokens.ts'
import { Ways } from './ways.ts'
import { Welcomes } from './welcomes.ts'

export interface FakeWecomOptions {
  corpId?: string
  agentId?: number
  secret?: string
  /** Set: greetings may also be sent with this secret. */
  contactSecret?: string | null
  /** Set: there is a service account of 微信客服, opened with this secret. */
  kfSecret?: string | null
  openKfId?: string
  /** Items of 微信客服 on one page, whatever is asked for. */
  kfPageItems?: number
  token?: string
  aesKey?: string
  /** Where callbacks go; `connect` sets it later. */
  callbackUrl?: string
  /** Accounts in the application's visible range; absent: all there are. */
  visible?: readonly string[]
  unlicensed?: readonly string[]
  /** Names in the directory. */
  names?: Readonly<Record<string, string>>
  tokenTtlSeconds?: number
  usesPerToken?: number
  /** Of messages to one member; `Infinity` for benchmarks. */
  perMinute?: number
  perHour?: number
  /** Of one API; unlimited unless set. */
  callsPerMinute?: number
  callsPerHour?: number
  /** Accounts × 200 a day; unlimited unless set. */
  personSendsPerDay?: number
  failedTokensPerHour?: number
  /** Most calls at one time, else 45033; unlimited unless set. */
  mostConcurrent?: number
  /** Addresses that calls may come from: 企业可信IP; else 60020. Any unless set. */
  trustedAddresses?: readonly string[]
  /** Of callbacks [D 90238]. */
  timeoutMs?: number
  retries?: number
  retryPauseMs?: number
}

export interface FakeCounters extends MessageCounters {
  /** Calls by API, also those that failed. */
  calls: Record<string, number>
  /** Calls made while 45009 forbids them. */
  callsWhileBlocked: number
  /** Calls answered 45009 for being too many, not because a test said so. */
  tooOften: number
  /** Messages taken back. */
  recalled: number
}

export interface Company {
  corpId: string
  agentId: number
  secret: string
  contactSecret: string | null
  kfSecret: string | null
  openKfId: string
  token: string
  aesKey: string
}

/** Everything that the fake platform knows, with a clock that tests can move. */
export interface World {
  company: Company
  names: Readonly<Record<string, string>>
  contacts: Contacts
  visible: ReadonlySet<string> | null
  clock: { nowMs: () => number; advance: (ms: number) => void }
  counters: FakeCounters
  tokens: Tokens
  members: Members
  media: MediaShelf
  welcomes: Welcomes
  messages: Messages
  kf: Kf
  ways: Ways
  faults: Faults
  frequency: Frequency
  /** Calls that are being answered. */
  underWay: { count: number; most: number }
  trustedAddresses: ReadonlySet<string> | null
}

export function createWorld(options: FakeWecomOptions): World {
  const company = companyOf(options)
  const clock = movableClock()
  const { nowMs } = clock
  const counters = newCounters()
  const { perMinute = 30, perHour = 1000 } = options
  const members = new Members({ perMinute, perHour }, nowMs)
  const media = new MediaShelf(nowMs)
  const frequency = frequencyOf(options, nowMs)
  const visible = options.visible ? lowerCased(options.visible) : null
  return {
    company,
    names: options.names ?? {},
    contacts: new Contacts(),
    visible,
    clock,
    counters,
    tokens: new Tokens({
      corpId: company.corpId,
      secrets: secretsOf(company),
      ttlSeconds: options.tokenTtlSeconds ?? 7200,
      usesPerToken: options.usesPerToken ?? Number.POSITIVE_INFINITY,
      nowMs,
    }),
    members,
    media,
    welcomes: new Welcomes(members, nowMs),
    messages: new Messages({
      agentId: company.agentId,
      visible,
      unlicensed: lowerCased(options.unlicensed ?? []),
      members,
      mediaExists: (mediaId) => media.get(mediaId) !== null,
      counters,
      admitPeople: (count) => frequency.admitPeople(count),
      nowMs,
    }),
    kf: new Kf({ openKfId: company.openKfId, members, nowMs, pageItems: options.kfPageItems ?? 1000 }),
    ways: new Ways(),
    faults: new Faults(),
    frequency,
    underWay: { count: 0, most: options.mostConcurrent ?? Number.POSITIVE_INFINITY },
    trustedAddresses: options.trustedAddresses ? new Set(options.trustedAddresses) : null,
  }
}

function frequencyOf(options: FakeWecomOptions, nowMs: () => number): Frequency {
  const none = Number.POSITIVE_INFINITY
  return new Frequency({
    callsPerMinute: options.callsPerMinute ?? none,
    callsPerHour: options.callsPerHour ?? none,
    personSendsPerDay: options.personSendsPerDay ?? none,
    failedTokensPerHour: options.failedTokensPerHour ?? none,
    nowMs,
  })
}

function companyOf(options: FakeWecomOptions): Company {
  return {
    corpId: options.corpId ?? 'wwfakecorp00000001',
    agentId: options.agentId ?? 1000002,
    secret: options.secret ?? 'fake-app-secret',
    contactSecret: options.contactSecret ?? null,
    kfSecret: options.kfSecret ?? null,
    openKfId: options.openKfId ?? 'wkFakeServiceAccount01',
    token: options.token ?? 'fakeToken2026',
    aesKey: options.aesKey ?? 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
  }
}

function secretsOf({ secret, contactSecret, kfSecret }: Company): Map<string, Scope> {
  const secrets = new Map<string, Scope>([[secret, 'app']])
  if (contactSecret !== null) secrets.set(contactSecret, 'contact')
  if (kfSecret !== null) secrets.set(kfSecret, 'kf')
  return secrets
}

function movableClock(): World['clock'] {
  let offsetMs = 0
  return {
    nowMs: () => Date.now() + offsetMs,
    advance: (ms) => {
      offsetMs += ms
    },
  }
}

function newCounters(): FakeCounters {
  return {
    calls: {},
    callsWhileBlocked: 0,
    tooOften: 0,
    recalled: 0,
    sends: 0,
    personSends: 0,
    duplicates: 0,
    dropped: 0,
    truncated: 0,
    cardUpdates: 0,
  }
}

function lowerCased(ids: readonly string[]): Set<string> {
  return new Set(ids.map((id) => id.toLowerCase()))
}
