import type { Deps } from '../deps.ts'
import { claimLookUps, endLookUp } from '../store/identities.ts'
import { decideDue } from './due-conversations.ts'

const ACCOUNTS_MAX = 20

/** Ask the platform's directory who wrote for the first time; where the name is of the roster, a secretary is asked. */
export async function lookUpNames(deps: Deps): Promise<void> {
  const now = deps.now()
  for (const account of await claimLookUps(deps.pool, now, ACCOUNTS_MAX)) {
    try {
      const name = await deps.channels.get(account.channel)?.lookUpName(account.external_id)
      if (name)
        deps.bells.ring('outbound', await decideDue(deps, [account], { happening: { type: 'named', name }, now }))
      await endLookUp(deps.pool, account.identity_id)
    } catch (error) {
      deps.log.warn({ identity_id: account.identity_id, err: error }, 'looking up an account failed')
    }
  }
}
