import { Cards } from './cards.ts'
import type { RedeliveryMode } from './courier.ts'
import { FaultRules } from './faults.ts'
import { Gateway } from './gateway.ts'
import { MediaShelf } from './media.ts'
import { Notices } from './notices.ts'
import { People } from './people.ts'
import { Phones } from './phones.ts'
import { Quotas } from './quotas.ts'
import { RobotApi } from './robot-api.ts'
import { Sessions } from './sessions.ts'
import { Tokens } from './tokens.ts'

export interface FakeDingtalkOptions {
  clientId?: string
  clientSecret?: string
  corpId?: string
  /** Set: the card template exists, and the product is told of it. */
  cardTemplateId?: string
  /** Token and key of event callbacks over HTTP; `null`: the product is told of none. */
  event?: { token: string; aesKey: string } | null
  /** Accounts that nobody added exist too; for benchmarks. */
  everybodyExists?: boolean
  tokenLifeMs?: number
  usesPerToken?: number
  sessionLifeMs?: number
  downloadAddressLifeMs?: number
  apiPerMonth?: number
  inboundPerMonth?: number
  callsPerSecond?: number
  perGroupPerMinute?: number
  redelivery?: RedeliveryMode
  redeliverAfterMs?: number
  mostDeliveries?: number
  /** Of events: answered within 3 s by stream, 2.5 s over HTTP [KB 1435]; the schedule is not known. */
  eventRetryPauseMs?: number
  mostEventDeliveries?: number
  pingEveryMs?: number
  /** After `goAway`. */
  leaveAfterMs?: number
  /** Of the answer to a tap: 2 s [CARD 0007]. */
  tapWaitMs?: number
}

export interface LoggedCall {
  at: Date
  method: string
  path: string
  /** Of the answer; `null` when none was given. */
  status: number | null
  /** `code` or `errcode` of the answer. */
  code: string | number | null
}

export interface Company {
  clientId: string
  clientSecret: string
  robotCode: string
  corpId: string
}

/** Everything that the fake platform knows, with a clock that tests can move. */
export interface World {
  company: Company
  clock: { nowMs: () => number; advance: (ms: number) => void }
  people: People
  phones: Phones
  media: MediaShelf
  tokens: Tokens
  quotas: Quotas
  sessions: Sessions
  robot: RobotApi
  notices: Notices
  cards: Cards
  gateway: Gateway
  rules: FaultRules
  calls: LoggedCall[]
}

export function createWorld(options: FakeDingtalkOptions): World {
  const company = companyOf(options)
  const clock = movableClock()
  const { nowMs } = clock
  const { robotCode } = company
  const unlimited = Number.POSITIVE_INFINITY
  const people = new People(options.everybodyExists ?? false)
  const phones = new Phones()
  const quotas = new Quotas({
    apiPerMonth: options.apiPerMonth ?? 5_000,
    inboundPerMonth: options.inboundPerMonth ?? 3_000,
    callsPerSecond: options.callsPerSecond ?? 20,
    nowMs,
  })
  const { tokenLifeMs: lifeMs = 7_200_000, usesPerToken = unlimited, perGroupPerMinute = unlimited } = options
  const templates = new Set(options.cardTemplateId === undefined ? [] : [options.cardTemplateId])
  return {
    company,
    clock,
    people,
    phones,
    media: new MediaShelf({ robotCode, addressLifeMs: options.downloadAddressLifeMs ?? 600_000, nowMs }),
    tokens: new Tokens({ ...company, lifeMs, usesPerToken, nowMs }),
    quotas,
    sessions: new Sessions({ lifeMs: options.sessionLifeMs ?? 5_400_000, phones, quotas, nowMs }),
    robot: new RobotApi({ robotCode, people, phones, quotas, perGroupPerMinute, nowMs }),
    notices: new Notices({ people, phones, nowMs }),
    cards: new Cards({ robotCode, templates, people, phones, nowMs }),
    gateway: gatewayOf(company, options, nowMs),
    rules: new FaultRules(),
    calls: [],
  }
}

function gatewayOf(company: Company, options: FakeDingtalkOptions, nowMs: () => number): Gateway {
  const { pingEveryMs = 20_000, leaveAfterMs = 10_000 } = options
  return new Gateway({ ...company, nowMs, pingEveryMs, leaveAfterMs })
}

/** The robot code of an internal application is its client id [DWS, CARD]. */
function companyOf(options: FakeDingtalkOptions): Company {
  const { clientId = 'dingfakeapp000001', clientSecret = 'fake-client-secret', corpId = 'dingfakecorp' } = options
  return { clientId, clientSecret, corpId, robotCode: clientId }
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
