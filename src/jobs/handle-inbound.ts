import pMap from 'p-map'
import type { Deps } from '../deps.ts'
import { accountOfConversation } from '../domain/conversations.ts'
import { ChannelError } from '../errors.ts'
import { Conflict } from '../store/cases.ts'
import { inTransaction, inTransactionWith } from '../store/sql.ts'
import {
  type ConversationKey,
  conversationLock,
  conversationsOf,
  failTurn,
  type Turn,
  takeTurns,
} from '../store/turns.ts'
import { apologise } from './apologise.ts'
import { decideTurns, type Outcome, type Taken } from './decide-turns.ts'
import { refreshSurroundings, StaleSurroundings } from './surroundings.ts'

/** Conversations handled by one transaction: its round trips and its commit are shared, its locks held briefly. */
const TOGETHER = 48

/** Conversations side by side where each is handled on its own. */
const SIDE_BY_SIDE = 4

/** Times that messages are begun anew: somebody else decided on the same record first, or the roster was changed. */
const RESTARTS_MAX = 5

/**
 * Handle what was kept: the messages of one conversation one after another, different conversations together.
 *
 * May be rung twice, late, or for rows that are long handled: what is handled is not handled again.
 */
export async function handleInbound(deps: Deps, ids: readonly bigint[]): Promise<void> {
  let open = await conversationsOf(deps.pool, [...ids])
  while (open.length > 0) {
    // One after another: groups of two bells share the zones' locks, more would only wait for them.
    const left = await pMap(groupsOf(open), (keys) => handleTogether(deps, keys), {
      concurrency: 1,
      stopOnError: false,
    })
    open = left.flat()
  }
}

/** Groups that are handled together; what one person says in several chats is not. */
function groupsOf(keys: readonly ConversationKey[]): ConversationKey[][] {
  const groups: { accounts: Set<string>; keys: ConversationKey[] }[] = []
  for (const key of keys) {
    const account = `${key.channel} ${accountOfConversation(key.conversation)}`
    let group = groups.find((g) => g.keys.length < TOGETHER && !g.accounts.has(account))
    if (!group) {
      group = { accounts: new Set(), keys: [] }
      groups.push(group)
    }
    group.accounts.add(account)
    group.keys.push(key)
  }
  return groups.map((g) => g.keys)
}

/**
 * Handle the next message of each of these conversations in one transaction; if that fails, each on its own.
 *
 * @returns the conversations that have more to be handled
 */
async function handleTogether(deps: Deps, keys: readonly ConversationKey[], restarts = 0): Promise<ConversationKey[]> {
  const now = deps.now()
  try {
    const { outcome, busy } = await inTransactionWith(deps.pool, keys.map(conversationLock), async (sql, held) => {
      const mine = keys.filter((_, index) => held[index])
      const turns = await takeTurns(sql, mine, now)
      const taken = mine.flatMap((key, index): Taken[] => {
        const turn = turns[index]
        return turn ? [{ key, turn }] : []
      })
      return {
        outcome: taken.length > 0 ? await decideTurns(deps, sql, taken, now) : null,
        busy: keys.filter((_, index) => !held[index]),
      }
    })
    const more = outcome ? afterwards(deps, outcome) : []
    return [...more, ...(await eachAlone(deps, busy))]
  } catch (error) {
    if (error instanceof StaleSurroundings && restarts < RESTARTS_MAX) {
      await refreshSurroundings(deps, error.asked)
      return handleTogether(deps, keys, restarts + 1)
    }
    return eachAlone(deps, keys)
  }
}

async function eachAlone(deps: Deps, keys: readonly ConversationKey[]): Promise<ConversationKey[]> {
  const left = await pMap(keys, async (key) => ((await handleAlone(deps, key)) ? [key] : []), {
    concurrency: SIDE_BY_SIDE,
    stopOnError: false,
  })
  return left.flat()
}

/** Handle the next message of a conversation, waiting for whoever is at it. `true`: it has more to be handled. */
async function handleAlone(deps: Deps, key: ConversationKey, restarts = 0): Promise<boolean> {
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
    return outcome !== null && afterwards(deps, outcome).length > 0
  } catch (error) {
    if (turn === null) throw error
    if (restarts < RESTARTS_MAX) {
      if (error instanceof StaleSurroundings) await refreshSurroundings(deps, error.asked)
      if (error instanceof StaleSurroundings || error instanceof Conflict) return handleAlone(deps, key, restarts + 1)
    }
    await putAside(deps, { key, turn, error })
    return true
  }
}

/** Ring for what is owed. Returns the conversations that have more to be handled. */
function afterwards(deps: Deps, { handled, owed, heldBackMs }: Outcome): ConversationKey[] {
  deps.bells.ring('outbound', owed)
  if (heldBackMs > 0) deps.bells.ring('outbound', owed, { delayMs: heldBackMs })
  return handled.flatMap(({ key, turn, applied: { waitUntil } }) => {
    if (waitUntil !== null) {
      const delayMs = Math.max(0, waitUntil.getTime() - deps.now().getTime())
      deps.bells.ring('inbound', [turn.id], { delayMs })
    } else {
      deps.metrics.handled(deps.now().getTime() - turn.receivedAt.getTime())
    }
    // What waits lets the next one go first.
    return turn.more || waitUntil !== null || turn.awaited ? [key] : []
  })
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
