import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, test } from 'vitest'
import type { FakeDingtalk } from '../platforms/dingtalk/fake-dingtalk.ts'
import { lampBroken, untilSettled } from './crowd.ts'
import { type DingtalkProduct, dingtalkProduct, untilConnected } from './dingtalk-product.ts'
import { expectReached } from './expect-reached.ts'
import { storedKeys } from './ledger.ts'
import { sizeOf, TEST_LIMIT_MS } from './sizes.ts'

const open: DingtalkProduct[] = []

afterEach(async () => {
  for (const product of open.splice(0)) await product.close()
})

async function productFor(memberCount: number): Promise<DingtalkProduct> {
  const product = await dingtalkProduct(memberCount)
  open.push(product)
  return product
}

interface Said {
  from: string
  msgId: string
  acked: boolean
}

/** Members who write at a steady pace for as long as `work` takes. */
async function whileWriting({ platform }: DingtalkProduct, perSecond: number, work: () => Promise<void>) {
  const sent: Promise<Said>[] = []
  let writing = true
  const load = (async () => {
    for (let i = 0; writing; i++) {
      const from = `member${i}`
      sent.push(platform.send({ from, text: lampBroken(i) }).then(({ msgId, acked }) => ({ from, msgId, acked })))
      await pause(1_000 / perSecond)
    }
  })()
  await work()
  writing = false
  await load
  return Promise.all(sent)
}

interface Books {
  acknowledged: number
  givenUp: number
  lost: number
  doubled: number
  open: number
}

async function booksOf({ platform, databaseUrl }: DingtalkProduct, said: readonly Said[]): Promise<Books> {
  const ledger = await untilSettled(async () => databaseUrl, 60_000)
  const keys = await storedKeys(databaseUrl)
  const acknowledged = said.filter((s) => s.acked)
  const cards = said.map((s) => platform.countOf(s.from))
  return {
    acknowledged: acknowledged.length,
    givenUp: said.length - acknowledged.length,
    lost:
      acknowledged.filter((s) => !keys.some((key) => key.includes(s.msgId))).length + ledger.stored - ledger.records,
    doubled: ledger.doubled + cards.filter((n) => n > 1).length,
    open: ledger.open + ledger.unhandled + ledger.putAside,
  }
}

const wordsOf = ({ acknowledged, givenUp, lost, doubled, open }: Books) =>
  `acknowledged ${acknowledged}, given up ${givenUp}, lost ${lost}, doubled ${doubled}, open ${open}`
const isClean = ({ givenUp, lost, doubled, open }: Books) => givenUp + lost + doubled + open === 0
const CLEAN = 'given up 0, lost 0, doubled 0, open 0'

const worst = (times: readonly number[]) => `${(Math.max(0, ...times) / 1_000).toFixed(1)} s`

/** Most connections asked for within any twenty seconds. */
function mostOpens({ opens }: FakeDingtalk): number {
  return Math.max(0, ...opens.map((from) => opens.filter((at) => at >= from && at < from + 20_000).length))
}

/** Lines are lost no faster than they may be opened: ten in twenty seconds. */
const BETWEEN_MS = 2_500

/** Does the same to every line `count` times; how long it took each time until there was another. */
async function losses({ platform }: DingtalkProduct, count: number, lose: () => void): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < count; i++) {
    await pause(BETWEEN_MS)
    const before = platform.connections.map((line) => line.id)
    lose()
    times.push(await untilConnected(platform, 90_000, before))
  }
  return times
}

const { losses: LOSSES, stormSeconds: STORM_SECONDS, silences: SILENCES } = sizeOf('link')

interface Trial {
  what: string
  count: number
  limitMs: number
  lose: (faults: FakeDingtalk['faults']) => void
}

/** Loses the line again and again while members write. */
async function tryLosses({ what, count, limitMs, lose }: Trial): Promise<void> {
  const product = await productFor(600)
  const times: number[] = []
  const said = await whileWriting(product, 4, async () => {
    times.push(...(await losses(product, count, () => lose(product.platform.faults))))
  })
  const books = await booksOf(product, said)
  expectReached({
    mark: 'R11',
    what: `the line to DingTalk ${what}, while members write`,
    size: `${count} times, ${said.length} messages`,
    reached: `connected again ≤ ${worst(times)} after, ${wordsOf(books)}`,
    pass: `≤ ${limitMs / 1_000} s, ${CLEAN}`,
    ok: times.every((ms) => ms <= limitMs) && isClean(books),
  })
}

async function tryStorms(): Promise<void> {
  const { platform } = await productFor(1)
  platform.faults.add({ api: 'connections/open', effect: { status: 503 } })
  platform.faults.dropAll()
  await pause(STORM_SECONDS * 1_000)
  platform.faults.clear()
  const backAfterMs = await untilConnected(platform, 70_000)
  for (let i = 0; i < STORM_SECONDS * 10; i++) {
    platform.faults.dropAll()
    await pause(100)
  }
  expectReached({
    mark: 'R11',
    what: 'every opening refused, then every line to DingTalk cut as soon as it is there',
    size: `${STORM_SECONDS} s each`,
    reached: `openings in 20 s ≤ ${mostOpens(platform)}, connected again ${worst([backAfterMs])} after the refusals`,
    pass: 'openings in 20 s ≤ 10, connected again ≤ 65 s after',
    ok: mostOpens(platform) <= 10 && backAfterMs <= 65_000,
  })
}

const CUT: Trial = { what: 'cut', count: LOSSES, limitMs: 2_000, lose: (faults) => faults.dropAll() }
const GO_AWAY: Trial = { what: 'told to go', count: LOSSES, limitMs: 2_000, lose: (faults) => faults.goAway() }
/** It takes a minute to know a silence as one, so the short form leaves it to the tests of the stream. */
const SILENCE: Trial = {
  what: 'silent for 90 s with TCP up',
  count: SILENCES,
  limitMs: 65_000,
  lose: (faults) => faults.goSilent(90_000),
}

test(
  'R11: a line to DingTalk that is cut, told to go or silent is replaced, and nothing acknowledged is lost',
  async () => {
    // Side by side, each on a product of its own: all of them mostly wait.
    const trials = [CUT, GO_AWAY, SILENCE].filter((trial) => trial.count > 0).map(tryLosses)
    for (const ended of await Promise.allSettled([...trials, tryStorms()])) {
      if (ended.status === 'rejected') throw ended.reason
    }
  },
  TEST_LIMIT_MS,
)
