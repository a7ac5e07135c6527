import pMap from 'p-map'
import type { Deps } from '../deps.ts'
import { accountOfConversation } from '../domain/conversations.ts'
import { ChannelError } from '../errors.ts'
import { Conflict } from '../store/cases.ts'
import { inTransaction, inTransactionWith } from '../store/sql.ts'
import { refreshSurroundings, StaleSurroundings } from '../store/surroundings.ts'
import {
  type ConversationKey,
  conversationLock,
  conversationsOf,
  failTurn,
  type OpenConversation,
  type Turn,
  takeTurns,
} from '../store/turns.ts'
import { countReach, UncountedReach } from './announced-reach.ts'
import { apologise } from './apologise.ts'
import { decideTurns, type Outcome } from './decide-turns.ts'
import type { Taken } from './hear-messages.ts'

/** Conversations handled by one transaction: its round trips and its commit are shared, its locks held briefly. */
const TOGETHER = 96

/** Conversations side by side where each is handled on its own. */
const SIDE_BY_SIDE = 4

/** Messages of one conversation handled by one bell; further ones queue again, so that one person holds up nobody. */
const ROUNDS_MAX = 3

/** When a conversation that another worker is at is looked at again. */
const BUSY_MS = 250

/** Times that messages are begun anew: somebody else decided on the same record first, or the roster was changed. */
const RESTARTS_MAX = 5

/**
 * Handle what was kept: the messages of one conversation one after another, different conversations together.
 *
 * May be rung twice, late, or for rows that are long handled: what is handled is not handled again. Once it is told to
 * `stop`, no more are begun; what lies there is found by the sweep.
 */
export async function handleInbound(deps: Deps, ids: readonly bigint[], stop?: AbortSignal): Promise<void> {
  let open = await conversationsOf(deps.pool, ids)
  for (let round = 0; open.length > 0 && round < ROUNDS_MAX; round++) {
    // One after another: groups of two bells share the zones' locks, more would only wait for them.
    const left = await pMap(groupsOf(open), (group) => (stop?.aborted ? group : handleTogether(deps, group)), {
      concurrency: 1,
      stopOnError: false,
    })
    open = left.flat()
  }
  deps.bells.ring(
    'inbound',
    open.map((o) => o.id),
  )
}

/** Groups that are handled together; what one person says in several chats is not. */
function groupsOf(all: readonly OpenConversation[]): OpenConversation[][] {
  const groups: { accounts: Set<string>; open: OpenConversation[] }[] = []
  for (const open of all) {
    const { key } = open
    const account = `${key.channel} ${accountOfConversation(key.conversation)}`
    let group = groups.find((g) => g.open.length < TOGETHER && !g.accounts.has(account))
    if (!group) {
      group = { accounts: new Set(), open: [] }
      groups.push(group)
    }
    group.accounts.add(account)
    group.open.push(open)
  }
  return groups.map((g) => g.open)
}

/**
 * Handle the next message of each of these conversations in one transaction; if that fails, each on its own.
 *
 * @returns what is left to do in them
 */
async function handleTogether(
  deps: Deps,
  group: readonly OpenConversation[],
  restarts = 0,
): Promise<OpenConversation[]> {
  const now = deps.now()
  const locks = group.map((open) => conversationLock(open.key))
  try {
    const { outcome, busy } = await inTransactionWith(deps.pool, locks, async (sql, held) => {
      const mine = group.filter((_, index) => held[index]).map((open) => open.key)
      const turns = await takeTurns(sql, mine, now)
      const taken = mine.flatMap((key, index): Taken[] => {
        const turn = turns[index]
        return turn ? [{ key, turn }] : []
      })
      return {
        outcome: taken.length > 0 ? await decideTurns(deps, sql, taken, now) : null,
        busy: group.filter((_, index) => !held[index]),
      }
    })
    // Whoever is at them now may have looked before this message came.
    const again = busy.map((open) => open.id)
    deps.bells.ring('inbound', again, { delayMs: BUSY_MS })
    return outcome ? [...afterwards(deps, outcome), ...(await eachAlone(deps, outcome.unread))] : []
  } catch (error) {
    if (restarts < RESTARTS_MAX && (await madeUp(deps, error))) return handleTogether(deps, group, restarts + 1)
    return eachAlone(deps, group)
  }
}

/** What was missing in memory is loaded, outside the transaction. @returns whether that was all */
async function madeUp(deps: Deps, error: unknown): Promise<boolean> {
  if (error instanceof StaleSurroundings) await refreshSurroundings(deps, error.asked)
  else if (error instanceof UncountedReach) await countReach(deps, error.to)
  else return false
  return true
}

async function eachAlone(deps: Deps, those: readonly { key: ConversationKey }[]): Promise<OpenConversation[]> {
  const left = await pMap(those, ({ key }) => handleAlone(deps, key), { concurrency: SIDE_BY_SIDE, stopOnError: false })
  return left.flat()
}

/** Handle the next message of a conversation, waiting for whoever is at it. Returns what is left to do in it. */
async function handleAlone(deps: Deps, key: ConversationKey, restarts = 0): Promise<OpenConversation[]> {
  const now = deps.now()
  let turn: Turn | null = null
  try {
    const outcome = await inTransaction(
      deps.pool,
      async (sql) => {
        turn = (await takeTurns(sql, [key], now))[0] ?? null
        return turn && (await decideTurns(deps, sql, [{ key, turn }], now))
      },
      conversationLock(key),
    )
    return outcome ? afterwards(deps, outcome) : []
  } catch (error) {
    if (turn === null) throw error
    if (restarts < RESTARTS_MAX && (error instanceof Conflict || (await madeUp(deps, error)))) {
      return handleAlone(deps, key, restarts + 1)
    }
    await putAside(deps, { key, turn, error })
    return nextOf({ key, turn })
  }
}

/** Ring for what is owed. Returns what is left to do in these conversations. */
function afterwards(deps: Deps, { handled, owed, heldBackMs }: Outcome): OpenConversation[] {
  deps.bells.ring('outbound', owed)
  if (heldBackMs > 0) deps.bells.ring('outbound', owed, { delayMs: heldBackMs })
  return handled.flatMap(({ key, turn, waitUntil, woken }) => {
    if (waitUntil === null) {
      deps.metrics.handled(deps.now().getTime() - turn.receivedAt.getTime())
    } else {
      const delayMs = Math.max(0, waitUntil.getTime() - deps.now().getTime())
      deps.bells.ring('inbound', [turn.id], { delayMs })
    }
    const [first] = woken
    // What waits lets the next one go first; what waited for this one goes now.
    return first === undefined ? nextOf({ key, turn }) : [{ key, id: first }]
  })
}

function nextOf({ key, turn }: Taken): OpenConversation[] {
  return turn.nextId === null ? [] : [{ key, id: turn.nextId }]
}

/** Try again later, or put it aside for a person and say so to the sender: never silence. */
async function putAside(deps: Deps, { key, turn, error }: Taken & { error: unknown }): Promise<void> {
  const useless = error instanceof ChannelError && error.fault === 'malformed'
  const reason = error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 300) : 'unknown'
  deps.log.error({ inbox_id: String(turn.id), err: error, attempt_count: turn.attempts + 1 }, 'handling failed')
  const failed = await failTurn(deps.pool, { id: turn.id, reason, useless, now: deps.now() })
  if (!failed) return
  deps.metrics.putAside()
  await apologise(deps, key, turn)
}
