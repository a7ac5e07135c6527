import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, test } from 'vitest'
import type { FakeDingtalk } from '../platforms/dingtalk/fake-dingtalk.ts'
import { lampBroken, untilSettled } from './crowd.ts'
import { type DingtalkProduct, dingtalkProduct, untilConnected } from './dingtalk-product.ts'
import { storedKeys } from './ledger.ts'
import { report } from './report.ts'
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

const { drops: DROPS, stormSeconds: STORM_SECONDS, silences: SILENCES } = sizeOf('link')

async function cutsAndGoAways(): Promise<DingtalkProduct> {
  const product = await productFor(600)
  const { faults } = product.platform
  const dropped: number[] = []
  const gone: number[] = []
  const said = await whileWriting(product, 4, async () => {
    dropped.push(...(await losses(product, DROPS, () => faults.dropAll())))
    gone.push(...(await losses(product, DROPS, () => faults.goAway())))
  })
  const books = await booksOf(product, said)
  report({
    mark: 'R11',
    what: 'the line to DingTalk cut, then told to go, while members write',
    size: `${DROPS} of each, ${said.length} messages`,
    reached: `connected again ≤ ${worst(dropped)} after a cut, ≤ ${worst(gone)} after a go-away, ${wordsOf(books)}`,
    pass: `≤ 2 s, ≤ 2 s, ${CLEAN}`,
    ok: [...dropped, ...gone].every((ms) => ms <= 2_000) && isClean(books),
  })
  return product
}

async function storms({ platform }: DingtalkProduct): Promise<void> {
  platform.faults.add({ api: 'connections/open', effect: { status: 503 } })
  platform.faults.dropAll()
  await pause(STORM_SECONDS * 1_000)
  platform.faults.clear()
  const backAfterMs = await untilConnected(platform, 70_000)
  for (let i = 0; i < STORM_SECONDS * 10; i++) {
    platform.faults.dropAll()
    await pause(100)
  }
  report({
    mark: 'R11',
    what: 'every opening refused, then every line cut as soon as it is there',
    size: `${STORM_SECONDS} s each`,
    reached: `openings in 20 s ≤ ${mostOpens(platform)}, connected again ${worst([backAfterMs])} after the refusals`,
    pass: 'openings in 20 s ≤ 10, connected again ≤ 65 s after',
    ok: mostOpens(platform) <= 10 && backAfterMs <= 65_000,
  })
}

/** The minute that it takes to know a silence as one passes beside the rest; the short form leaves it out. */
async function silence(): Promise<void> {
  const product = await productFor(600)
  const times: number[] = []
  const said = await whileWriting(product, 4, async () => {
    times.push(...(await losses(product, SILENCES, () => product.platform.faults.goSilent(90_000))))
  })
  const books = await booksOf(product, said)
  report({
    mark: 'R11',
    what: 'the line to DingTalk silent for 90 s, TCP still up, while members write',
    size: `${SILENCES} of the promised 20, ${said.length} messages`,
    reached: `replaced ≤ ${worst(times)} after, ${wordsOf(books)}`,
    pass: `≤ 65 s, ${CLEAN}`,
    ok: times.every((ms) => ms <= 65_000) && isClean(books),
  })
}

test(
  'R11: a line to DingTalk that is cut, told to go or silent is replaced, and nothing acknowledged is lost',
  async () => {
    const lines = [cutsAndGoAways().then(storms), ...(SILENCES > 0 ? [silence()] : [])]
    for (const ended of await Promise.allSettled(lines)) if (ended.status === 'rejected') throw ended.reason
  },
  TEST_LIMIT_MS,
)
