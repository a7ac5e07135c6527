import { type RawAct, rawAct } from '../../channels/local/raw.ts'
import type { OwnAct } from '../../channels/local/transcript.ts'
import type { Deps } from '../../deps.ts'
import { storedTranscript } from '../../store/local-chat.ts'
import type { PlayablePerson } from '../../store/local-people.ts'

export type ChatDeps = Pick<
  Deps,
  'config' | 'log' | 'db' | 'pool' | 'seal' | 'storage' | 'keep' | 'now' | 'rootOrganisationId'
>

/** What a person did in a window, before it is put under their name. */
type BareAct<Act = RawAct> = Act extends RawAct ? Omit<Act, 'account' | 'name' | 'sentAt'> : never

export interface ChatAct {
  person: Pick<PlayablePerson, 'account' | 'name'>
  /** Chosen by the window, so that sending the same act twice is harmless. */
  clientId: string
  act: BareAct
  /** How the own window shows it; `null`: not at all. */
  own: OwnAct | null
}

/**
 * Keep an act of the local chat as a delivery, then show it in the person's own transcript.
 *
 * Only what was kept is shown. After a fault between the two, the same act sent again makes good what is missing.
 */
export async function keepAct(deps: ChatDeps, { person, clientId, act, own }: ChatAct): Promise<{ fresh: boolean }> {
  const { account, name } = person
  const sentAt = deps.now()
  const key = `${account}/${clientId}`
  const raw = JSON.stringify(rawAct.parse({ ...act, account, name, sentAt: sentAt.toISOString() }))
  const lane = act.type === 'scan' ? 'fast' : 'normal'
  const { fresh } = await deps.keep({ channel: 'local', key, conversation: account, sentAt, lane, raw })
  if (own) {
    await storedTranscript(deps.pool, deps.now).write([{ account, key, direction: 'in', content: own, sentAt }])
  }
  return { fresh }
}
