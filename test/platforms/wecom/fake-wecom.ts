/**
 * A WeCom of our own on 127.0.0.1, made from the public documentation alone (the tags are those of the protocol notes:
 * [D page] official documentation, [F] [W] [J] [T] open-source SDKs, [M] not verified).
 *
 * Its server side answers the product's calls; its platform side brings callbacks to the product.
 */
import { randomInt } from 'node:crypto'
import type { WecomConfig } from '../../../src/config.ts'
import type { Contacts } from './contacts.ts'
import { type CallbackOutcome, Courier, type UrlCheck } from './courier.ts'
import type { Faults } from './fault-rules.ts'
import { eventXml, type MemberMessage, messageXml, type PlatformEvent, type Tap, tapXml } from './inbound.ts'
import type { Kf } from './kf.ts'
import { type ServiceActs, serviceActs } from './kf-acts.ts'
import type { StoredMedia } from './media.ts'
import type { Received } from './members.ts'
import type { SealOptions } from './sealing.ts'
import { serveWorld } from './server.ts'
import type { Ways } from './ways.ts'
import { type Company, createWorld, type FakeCounters, type FakeWecomOptions, type World } from './world.ts'

export interface FakeWecom extends Company {
  url: string
  /** The product's configuration for this platform. */
  config(): WecomConfig
  /** Where callbacks go from now on, e.g. `http://127.0.0.1:3000/webhooks/wecom`. */
  connect(callbackUrl: string): void
  /** The platform's check of that address, as when an administrator saves it. */
  verifyUrl(): Promise<UrlCheck>

  /** A member writes, shows or says something. Resolves when the callback was delivered or given up. */
  send(message: MemberMessage): Promise<CallbackOutcome>
  /** A member taps a button of a card that was sent. */
  tap(tap: Tap): Promise<CallbackOutcome>
  event(event: PlatformEvent): Promise<CallbackOutcome>
  /** A resident scans a member's code: an event with a welcome code that is good for 20 s. */
  addResident(added: { member: string; resident: string; state?: string; half?: boolean }): Promise<CallbackOutcome>
  /** The phone of a resident in 微信客服, and what else happens there. Each act calls the product. */
  service: ServiceActs
  /** Any decrypted body, sealed with the given deviations. */
  raw(plain: string, seal?: Partial<SealOptions>): Promise<CallbackOutcome>

  /** What a member or resident has on the phone, oldest first. */
  inboxOf(account: string): Received[]
  accounts(): string[]
  clearInboxes(): void
  /** Put a file on the platform, as a member does by sending it. */
  addMedia(media: StoredMedia): string
  issueWelcome(resident: string): string

  kf: Kf
  ways: Ways
  /** The company's directory. */
  contacts: Contacts
  faults: Faults
  counters: FakeCounters
  revokeTokens(): void
  expireTokens(): void
  /** From now on every call is answered 45009, for so long [D 90312]. */
  block(forMs: number): void
  /** Move the platform's clock. */
  advance(ms: number): void
  now(): Date
  close(): Promise<void>
}

/** Start the fake on a free port. */
export async function startFakeWecom(options: FakeWecomOptions = {}): Promise<FakeWecom> {
  const world = createWorld(options)
  const server = await serveWorld(world)
  const platform = platformSide(world, options)
  return {
    ...world.company,
    url: server.url,
    config: () => configOf(world.company, server.url),
    ...platform,
    ...controls(world),
    close: async () => {
      await platform.close()
      await server.close()
    },
  }
}

/** What people do on their phones, brought to the product. */
function platformSide(world: World, options: FakeWecomOptions) {
  const { company, clock } = world
  const now = () => new Date(clock.nowMs())
  const courier = new Courier({
    keys: company,
    agentId: company.agentId,
    now,
    timeoutMs: options.timeoutMs ?? 5_000,
    retries: options.retries ?? 3,
    retryPauseMs: options.retryPauseMs ?? 1_000,
  })
  let address = options.callbackUrl ?? ''
  let count = 0
  const start = randomInt(1_000_000_000)
  // 64-bit, as the platform's are: beyond what a JavaScript number holds.
  const nextMsgId = () => String(7_300_000_000_000_000_000n + BigInt(start) * 1_000_000n + BigInt(++count))
  const bring = (plain: string, seal: Partial<SealOptions> = {}) => courier.bring(address, plain, seal)
  const event = (what: PlatformEvent) => bring(eventXml(company, { ...what, at: what.at ?? now() }))

  return {
    connect: (callbackUrl: string) => {
      address = callbackUrl
    },
    verifyUrl: () => courier.checkUrl(address),
    service: serviceActs(world.kf, company, bring),
    raw: bring,
    event,
    send: (message: MemberMessage) =>
      bring(messageXml(company, { ...message, at: message.at ?? now(), msgId: message.msgId ?? nextMsgId() })),
    tap: (tap: Tap) => {
      const { responseCode, cardType } = world.messages.tapped(tap.taskId) ?? {
        responseCode: 'RC-unknown',
        cardType: '',
      }
      return bring(tapXml(company, { ...tap, at: tap.at ?? now(), cardType: tap.cardType ?? cardType, responseCode }))
    },
    addResident: ({ member, resident, state, half = false }: Parameters<FakeWecom['addResident']>[0]) =>
      event({
        from: 'sys',
        event: 'change_external_contact',
        fields: {
          ChangeType: half ? 'add_half_external_contact' : 'add_external_contact',
          UserID: member,
          ExternalUserID: resident,
          State: state,
          WelcomeCode: world.welcomes.issue(resident),
        },
      }),
    close: () => courier.close(),
  }
}

/** What tests look at and turn. */
function controls(world: World) {
  const { clock, contacts, counters, faults, kf, media, members, tokens, ways, welcomes } = world
  return {
    inboxOf: (account: string) => members.inboxOf(account),
    accounts: () => members.accounts(),
    clearInboxes: () => members.clear(),
    addMedia: (file: StoredMedia) => media.add(file),
    issueWelcome: (resident: string) => welcomes.issue(resident),
    kf,
    ways,
    contacts,
    faults,
    counters,
    revokeTokens: () => tokens.revokeAll(),
    expireTokens: () => tokens.expireAll(),
    block: (forMs: number) => {
      faults.blockedUntilMs = clock.nowMs() + forMs
    },
    advance: clock.advance,
    now: () => new Date(clock.nowMs()),
  }
}

function configOf(company: Company, url: string): WecomConfig {
  return {
    corpId: company.corpId,
    agentId: company.agentId,
    secret: company.secret,
    callbackToken: company.token,
    callbackAesKey: company.aesKey,
    previousCallback: null,
    contactSecret: company.contactSecret,
    kf: company.kfSecret === null ? null : { openKfId: company.openKfId, secret: company.kfSecret },
    apiBase: url,
    timestampWindowMs: 300_000,
  }
}
