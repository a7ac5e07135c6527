import type { FastifyRequest } from 'fastify'
import { todayOf } from '../../deps.ts'
import { isAdministratorOf, isSecretaryOf } from '../../domain/roles.ts'
import { branchesLedBy } from '../../store/led-branches.ts'
import { type PageDeps, signedIn } from './session.ts'

/** Who reads a page about people of branches. */
export interface ReviewReader {
  personId: string
  csrf: string
  today: string
  /** Branches that they lead themselves, or for who does: what is about their people is theirs to know. */
  leads: { id: string; name: string }[]
  /** Branches below them besides: they may give something there, and know of what they gave. */
  above: { id: string; name: string }[]
}

/** `null`: nobody is signed in, or somebody who has left. */
export async function reviewReader(deps: PageDeps, request: FastifyRequest): Promise<ReviewReader | null> {
  const signed = await signedIn(deps, request)
  const today = todayOf(deps)
  const led = signed && (await branchesLedBy(deps.db, signed.personId, today))
  if (!signed || !led) return null
  const posts = led.person.assignments
  const isOwn = ({ id }: { id: string }) => isSecretaryOf(posts, id) || !isAdministratorOf(posts, id)
  return {
    ...{ personId: signed.personId, csrf: signed.csrf, today },
    leads: led.branches.filter(isOwn),
    above: led.branches.filter((branch) => !isOwn(branch)),
  }
}
