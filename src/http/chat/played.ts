import { randomBytes } from 'node:crypto'
import type { Config } from '../../config.ts'
import { type Deps, todayOf } from '../../deps.ts'
import { giveLocalAccounts } from '../../store/local-accounts.ts'
import {
  NEWCOMER_PREFIX,
  type PlayablePerson,
  type Played,
  playablePeople,
  playablePerson,
  type ScannableZone,
  scannableZones,
} from '../../store/local-people.ts'

type PlayDeps = Pick<Deps, 'config' | 'db' | 'pool' | 'now' | 'rootOrganisationId'>

/**
 * Whether the chat plays the people of the own roster beside those of the demo.
 *
 * Only where it is open: no platform is connected, the database is the embedded one, and program and `PUBLIC_URL` are on
 * a loopback address. Whoever reaches it there can run the command line as well, which may do more; and nobody's phone
 * rings. Behind a proxy the caller may be anybody, whatever the address says.
 */
export function playsRoster({ localChat, trustProxy }: Pick<Config, 'localChat' | 'trustProxy'>): boolean {
  return localChat === 'open' && trustProxy === null
}

/** Everybody who can be played, each with an account, and the zones whose code can be scanned. */
export async function everybodyPlayed(deps: PlayDeps): Promise<{ people: PlayablePerson[]; zones: ScannableZone[] }> {
  const played = playedIn(deps)
  if (played.roster) await giveLocalAccounts(deps.db, { ...deps, now: deps.now(), today: played.today })
  const [people, zones] = await Promise.all([playablePeople(deps.pool, played), scannableZones(deps.pool, played)])
  const strangers = zones.some(({ demo }) => !demo) ? [newcomer(freshAccount())] : []
  return { people: [...people, ...strangers], zones }
}

/** The person whom a window plays, `null` for an account that nobody may play. */
export async function playedBy(deps: PlayDeps, account: string): Promise<PlayablePerson | null> {
  const played = playedIn(deps)
  const known = await playablePerson(deps.pool, played, account)
  return known ?? (played.roster && NEWCOMER.test(account) ? newcomer(account) : null)
}

/** The zone of that code where the person can scan it, `null` where there is none: the demo is apart from the others. */
export async function scannedZone(
  deps: PlayDeps,
  { demo }: PlayablePerson,
  code: string,
): Promise<ScannableZone | null> {
  const zones = await scannableZones(deps.pool, playedIn(deps))
  return zones.find((zone) => zone.demo === demo && zone.code === code.toUpperCase()) ?? null
}

function playedIn({ config, now }: PlayDeps): Played {
  return { today: todayOf({ now, config }), roster: playsRoster(config) }
}

const NEWCOMER = new RegExp(`^${NEWCOMER_PREFIX}[0-9a-f]{10}$`)

function freshAccount(): string {
  return `${NEWCOMER_PREFIX}${randomBytes(5).toString('hex')}`
}

/** Somebody who has said nothing yet: a resident who scans a code, or a member who sends in an invite code. */
function newcomer(account: string): PlayablePerson {
  return { account, name: '新来的人', group: 'resident', roles: [], branch: null, zones: [], demo: false }
}
