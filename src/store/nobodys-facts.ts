import type { Facts } from '../decide/facts.ts'
import type { Surroundings } from './snapshot.ts'
import { NO_LISTS } from './snapshot-lists.ts'

/** What the clock looks at where it acts on nobody's words: who answers for what, settings and calendar. */
export function nobodysFacts({ responsibility, settings, calendar }: Surroundings): Facts {
  return {
    inbox: null,
    sender: {
      identityId: '',
      address: { channel: 'local', externalId: '', personId: null },
      inGroup: false,
      firstContact: false,
      person: null,
      zoneCode: null,
    },
    conversation: { draft: null, question: null, loose: [] },
    zones: [...responsibility.zones.values()],
    branches: [...responsibility.branches.values()],
    referred: [],
    quotedCodes: [],
    ...NO_LISTS,
    invite: null,
    inviteTries: 0,
    settings,
    calendar,
  }
}
