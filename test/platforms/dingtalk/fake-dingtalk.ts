/**
 * A DingTalk of our own on 127.0.0.1, made from the public documentation alone. The tags are those of the protocol notes:
 * `KB`/`DG`/`EV`/`CARD` official pages, `DP` the Stream wire specification, `PY`/`GO`/`NODE` the official SDKs, `ISS` field
 * reports, `OC` an open-source bot; what no source tells is said to be not known.
 *
 * Its server side answers the product's calls; its platform side brings messages, events and taps to the product.
 */
import { type DingtalkConfig, parseConfig } from '../../../src/config.ts'
import type { Json, StoredFile } from './answers.ts'
import type { Card } from './cards.ts'
import type { DeliveryOutcome } from './courier.ts'
import type { FaultRule } from './faults.ts'
import { GARBAGE, type GarbageKind } from './garbage.ts'
import type { GatewayCounters } from './gateway.ts'
import type { MemberMessage } from './inbound.ts'
import type { NoticeCounters } from './notices.ts'
import type { Department, Group, NewGroup, NewUser, User } from './people.ts'
import type { Shown } from './phones.ts'
import { type Addresses, Platform, type SendOutcome, type Tap, type TapOutcome } from './platform.ts'
import type { Violations } from './quotas.ts'
import type { RobotCounters } from './robot-api.ts'
import { serveWorld } from './server.ts'
import { type Company, createWorld, type FakeDingtalkOptions, type LoggedCall, type World } from './world.ts'

export interface FakeDingtalk extends Company {
  url: string
  /** The product's configuration for this platform. */
  config(): DingtalkConfig
  /** The same as environment of a product process. */
  environment(): Record<string, string>
  /** From now on by HTTP to these addresses; without, by stream. The card's and the event's derive from the first. */
  connect(webhook: string, card?: string, event?: string): void
  /** As an administrator does by hand: where taps on cards of this `callbackRouteKey` go, and how they are signed. */
  registerCardCallback(routeKey: string, url: string, secret: string): void
  /** From now on by stream again. */
  useStream(): void

  addUser(user: NewUser): User
  removeUser(userId: string): void
  /** Below the top department, which is 1. */
  addDepartment(department: Department): void
  /** The application may see nothing of these departments. */
  hideDepartments(...ids: number[]): void
  addGroup(group: NewGroup): void
  /** Another owner, who is the first member, or another name: links to join given out before end [KB 0791]. */
  changeGroup(conversationId: string, change: Partial<Pick<Group, 'title' | 'members'>>): void
  disband(conversationId: string): void
  /** A robot of one group, which only sends [KB 0717]. */
  addCustomRobot(robot: { token: string; secret: string; conversationId: string }): void
  /** Put a file on the platform, as a member does by sending it: a download code. */
  addMedia(file: StoredFile): string
  /** A file that the robot uploaded. */
  uploaded(mediaId: string): StoredFile | null

  /** Somebody writes, shows or says something. Resolves when it was acknowledged or given up. */
  send(message: MemberMessage): Promise<SendOutcome>
  /** Any body on the robot's topic or webhook. */
  raw(body: Json): Promise<DeliveryOutcome>
  event(type: string, data: Json, eventId?: string): Promise<DeliveryOutcome>
  /** Somebody taps a button of a card: answered within 2 s, or it is as if nothing had answered [CARD 0007]. */
  tap(tap: Tap): Promise<TapOutcome>

  /** What somebody's chat with the robot shows, oldest first. */
  inboxOf(userId: string): Shown[]
  /** Somebody opens the chat with the robot and reads all of it. */
  readBy(userId: string): void
  groupInboxOf(conversationId: string): Shown[]
  /** How many messages somebody has; quicker than `inboxOf`. */
  countOf(userId: string): number
  accounts(): string[]
  clearInboxes(): void
  readonly cards: ReadonlyMap<string, Card>

  /** Every call of the API, also those that failed. */
  readonly calls: readonly LoggedCall[]
  /** When connections of the stream were asked for, in ms. */
  readonly opens: readonly number[]
  /** Those that live now. */
  readonly connections: readonly {
    id: string
    openedAtMs: number
    leaving: boolean
    silent: boolean
    topics: string[]
  }[]
  /** What a well-behaved client leaves at 0. */
  readonly violations: Violations & GatewayCounters & { longCardValues: number }
  readonly counters: RobotCounters &
    NoticeCounters & { tokensIssued: number; tokensAsked: number; api: number; inbound: number }

  faults: FakeFaults
  /** Who is throttled comes in `flowControlledStaffIdList` and gets nothing [KB 0714]. */
  throttle(userIds: readonly string[], forMs: number): void
  /** The next use of a token is refused. */
  revokeTokens(): void
  /** All session webhooks end before their time. */
  endSessions(): void
  /** Move the platform's clock. */
  advance(ms: number): void
  now(): Date
  close(): Promise<void>
}

export interface FakeFaults {
  /** Of API calls; `connections/open` is one. */
  add(rule: FaultRule): void
  /** Everything is well again, but for connections that are silent or gone. */
  clear(): void
  refuseHandshakes(times: number): void
  /** Cut all connections, without closing words. */
  dropAll(): void
  /** SYSTEM disconnect on all connections: no more delivery there, TCP closed after `leaveAfterMs`. */
  goAway(reason?: string): void
  /** Present connections are half-open for so long: no frames, no pongs, nothing read; what is routed there is lost. */
  goSilent(forMs: number): void
  /** Send what no platform should send, to all connections. */
  garbage(kind: GarbageKind): void
  /** Share of frames that come twice, each time to the same connection. */
  duplicateFrames(share: number): void
  /** Each second frame overtakes the one before it. */
  reverseFrames(on: boolean): void
}

/** Start the fake on a free port. */
export async function startFakeDingtalk(options: FakeDingtalkOptions = {}): Promise<FakeDingtalk> {
  const world = createWorld(options)
  const server = await serveWorld(world)
  const keys = options.event ?? { token: 'fakeEventToken', aesKey: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8' }
  const platform = new Platform(world, options, keys)
  const environment = () => environmentOf(world.company, server.url, { ...options, mode: platform.addresses && 'http' })
  return Object.defineProperties(
    {
      ...world.company,
      url: server.url,
      environment,
      config: () => configOf(environment()),
      ...platformSide(world, platform),
      ...controls(world),
      close: async () => {
        await platform.close()
        world.gateway.close()
        await server.close()
      },
    },
    Object.getOwnPropertyDescriptors(views(world)),
  ) as FakeDingtalk
}

function platformSide({ cards, notices, people, media, phones }: World, platform: Platform) {
  return {
    registerCardCallback: (routeKey: string, url: string, secret: string) => {
      cards.routes.set(routeKey, { url, secret })
    },
    connect: (webhook: string, card = `${webhook}/card`, event = webhook) => {
      platform.addresses = { webhook, card, event } satisfies Addresses
    },
    useStream: () => {
      platform.addresses = null
    },
    addUser: (user: Parameters<FakeDingtalk['addUser']>[0]) => people.addUser(user),
    removeUser: (userId: string) => people.removeUser(userId),
    addGroup: (group: Parameters<FakeDingtalk['addGroup']>[0]) => people.addGroup(group),
    changeGroup: (...change: Parameters<FakeDingtalk['changeGroup']>) => people.changeGroup(...change),
    addDepartment: (department: Department) => people.addDepartment(department),
    hideDepartments: (...ids: number[]) => {
      for (const id of ids) people.hiddenDepartments.add(id)
    },
    disband: (conversationId: string) => people.disband(conversationId),
    addCustomRobot: (robot: Parameters<FakeDingtalk['addCustomRobot']>[0]) => notices.addCustomRobot(robot),
    addMedia: (file: StoredFile) => media.add(file),
    uploaded: (mediaId: string) => media.uploaded(mediaId),
    send: (message: MemberMessage) => platform.send(message),
    raw: (body: Json) => platform.raw(body),
    event: (type: string, data: Json, eventId?: string) => platform.event(type, data, eventId),
    tap: (tap: Tap) => platform.tap(tap),
    inboxOf: (userId: string) => phones.inboxOf(userId),
    readBy: (userId: string) => phones.read(userId),
    groupInboxOf: (conversationId: string) => phones.groupInboxOf(conversationId),
    countOf: (userId: string) => phones.countOf(userId),
    accounts: () => phones.accounts(),
    clearInboxes: () => phones.clear(),
  }
}

/** What tests turn. */
function controls({ clock, gateway, people, rules, sessions, tokens }: World) {
  const faults: FakeFaults = {
    add: (rule) => rules.add(rule),
    clear() {
      rules.clear()
      gateway.handshakesToRefuse = 0
      gateway.duplicateShare = 0
      gateway.reversed = false
    },
    refuseHandshakes(times) {
      gateway.handshakesToRefuse = times
    },
    dropAll: () => gateway.dropAll(),
    goAway: (reason) => gateway.goAway(reason),
    goSilent: (forMs) => gateway.goSilent(forMs),
    garbage(kind) {
      for (const link of gateway.links) link.write(GARBAGE[kind])
    },
    duplicateFrames(share) {
      gateway.duplicateShare = share
    },
    reverseFrames(on) {
      gateway.reversed = on
    },
  }
  return {
    faults,
    throttle: (userIds: readonly string[], forMs: number) => people.throttle(userIds, clock.nowMs() + forMs),
    revokeTokens: () => tokens.kill(),
    endSessions: () => sessions.endAll(),
    advance: clock.advance,
    now: () => new Date(clock.nowMs()),
  }
}

/** What tests look at, as it is when they look. */
function views({ calls, cards, gateway, notices, quotas, robot, tokens }: World) {
  return {
    calls,
    cards: cards.all,
    opens: gateway.opens,
    get connections() {
      return gateway.links.map(({ id, openedAtMs, leaving, silent, subscriptions }) => {
        return { id, openedAtMs, leaving, silent, topics: subscriptions.map(({ topic }) => topic) }
      })
    },
    get violations() {
      return { ...quotas.violations, ...gateway.counters, longCardValues: cards.longValues }
    },
    get counters() {
      return {
        ...robot.counters,
        ...notices.counters,
        ...quotas.used,
        tokensIssued: tokens.issued,
        tokensAsked: tokens.asked,
      }
    },
  }
}

function environmentOf(
  company: Company,
  url: string,
  { cardTemplateId, event, apiPerMonth, inboundPerMonth, mode }: FakeDingtalkOptions & { mode: 'http' | null },
): Record<string, string> {
  return {
    DINGTALK_CLIENT_ID: company.clientId,
    DINGTALK_CLIENT_SECRET: company.clientSecret,
    DINGTALK_ROBOT_CODE: company.robotCode,
    DINGTALK_MODE: mode ?? 'stream',
    DINGTALK_API_BASE: url,
    DINGTALK_OAPI_BASE: url,
    ...(cardTemplateId === undefined ? {} : { DINGTALK_CARD_TEMPLATE_ID: cardTemplateId }),
    // What the organisation bought, as its administrator would write it down.
    ...(apiPerMonth === undefined ? {} : { DINGTALK_MONTHLY_API_CALLS: asNumber(apiPerMonth) }),
    ...(inboundPerMonth === undefined ? {} : { DINGTALK_MONTHLY_MESSAGES: asNumber(inboundPerMonth) }),
    ...(event ? { DINGTALK_EVENT_TOKEN: event.token, DINGTALK_EVENT_AES_KEY: event.aesKey } : {}),
  }
}

function asNumber(most: number): string {
  return String(Math.min(most, 1e9))
}

function configOf(environment: Record<string, string>): DingtalkConfig {
  const { dingtalk } = parseConfig(environment)
  if (dingtalk === null) throw new Error('the configuration names no DingTalk application')
  return dingtalk
}
