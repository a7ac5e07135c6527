/** What stories on any platform need of the product. */
import type { Channel } from '../../src/channels/channel.ts'
import { createLocalChannel } from '../../src/channels/local/channel.ts'
import { createPageChannel } from '../../src/channels/page/channel.ts'
import { readRoster } from '../../src/documents/roster.ts'
import { readSheets } from '../../src/documents/sheet.ts'
import { storedTranscript } from '../../src/store/local-chat.ts'
import { storedPages } from '../../src/store/page-lines.ts'
import { importRoster } from '../../src/store/roster.ts'
import type { TestDeps } from './deps.ts'
import { settleThreeKnows } from './three-knows.ts'

/** `csv`: a roster by the columns of the README. @throws where it has faults */
export async function loadRoster(deps: TestDeps, csv: string): Promise<void> {
  const { db, seal, now, config } = deps
  const reading = readRoster([...readSheets(Buffer.from(csv))][0]?.rows ?? [])
  if (!reading) throw new Error('the roster of the test has no header')
  const options = { seal, actor: 'cli', now: now(), timezone: config.timezone }
  const { faults } = await importRoster(db, reading.roster, options)
  if (reading.faults.length + faults.length > 0) throw new Error('the roster of the test has faults')
  // Stories are about other things.
  await settleThreeKnows(deps)
}

/** Inbox rows that can be handled now. */
export async function openRows({ pool, now }: TestDeps): Promise<bigint[]> {
  const { rows } = await pool.query<{ id: string }>(
    'select id from inbox where handled_at is null and failed_at is null and due_at <= $1',
    [now()],
  )
  return rows.map((r) => BigInt(r.id))
}

/** The same deps with `channels`, and the local chat and the pages, where residents talk. */
export function withChannels(deps: TestDeps, ...channels: Channel[]): TestDeps {
  const local = createLocalChannel({ transcript: storedTranscript(deps.pool, deps.now), storage: deps.storage })
  const pages = createPageChannel(storedPages(deps.pool, deps.now))
  return { ...deps, channels: new Map([...channels, local, pages].map((channel) => [channel.name, channel])) }
}
