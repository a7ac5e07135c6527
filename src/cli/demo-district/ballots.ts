/** Votes of the district: the voter's half of the protocol, as the page of ballots does it. */
import { createHash, webcrypto } from 'node:crypto'
import { RSABSSA } from '@cloudflare/blindrsa-ts'
import { signBlindly } from '../../ballots/signing.ts'
import { ballotRound, type Subject } from '../../store/ballot-rounds.ts'
import { castBallot, takeTickets } from '../../store/ballots.ts'
import { appraisalsUnderWay } from '../../store/demo-district-reads.ts'
import { chance } from './chance.ts'
import type { Play } from './play.ts'

const suite = RSABSSA.SHA384.PSS.Randomized()

interface Ticket {
  subject: Subject
  key: webcrypto.CryptoKey
  token: Uint8Array
  blinded: Buffer
  inverse: Uint8Array
}

/** Most vote about everybody; choices are made by chance, and nobody votes about themself. */
export async function vote({ deps, today }: Play): Promise<void> {
  for (const { roundId } of await appraisalsUnderWay(deps.db)) {
    const round = await ballotRound(deps.pool, roundId, today)
    for (const voter of round?.subjects ?? []) {
      if (chance(`vote/${voter.name}`) > 0.88) continue
      const others = (round?.subjects ?? []).filter(({ id }) => id !== voter.id)
      await voteAll({ deps, today }, { roundId, voter, others })
    }
  }
}

async function voteAll(
  { deps, today }: Pick<Play, 'deps' | 'today'>,
  { roundId, voter, others }: { roundId: string; voter: Subject; others: readonly Subject[] },
): Promise<void> {
  const tickets = (await Promise.all(others.map(blindTicket))).filter((one) => one !== null)
  const wishes = tickets.map(({ subject, blinded }) => ({
    subjectId: subject.id,
    blindedHash: createHash('sha256').update(blinded).digest(),
  }))
  const keys = await takeTickets(deps.pool, deps.seal, { roundId, voterId: voter.id, wishes })
  for (const { subject, key, token, blinded, inverse } of tickets) {
    const signing = keys?.get(subject.id)
    const signed = signing && signBlindly(signing, blinded)
    if (!signed) throw new Error(`no signature for a ballot of ${roundId}`)
    const signature = Buffer.from(await suite.finalize(key, token, signed, inverse))
    const choice = choiceOf(`vote/${voter.name}/${subject.name}`)
    const cast = { roundId, subjectId: subject.id, token: Buffer.from(token), signature, choice, today }
    await castBallot(deps.pool, deps.seal, cast)
  }
}

async function blindTicket(subject: Subject): Promise<Ticket | null> {
  if (!subject.publicKey) return null
  const spki = new Uint8Array(subject.publicKey)
  const key = await webcrypto.subtle.importKey('spki', spki, { name: 'RSA-PSS', hash: 'SHA-384' }, true, ['verify'])
  const token = suite.prepare(webcrypto.getRandomValues(new Uint8Array(32)))
  const { blindedMsg, inv: inverse } = await suite.blind(key, token)
  return { subject, key, token, blinded: Buffer.from(blindedMsg), inverse }
}

/** 优秀, 合格, seldom 基本合格, or none. */
function choiceOf(seed: string): number | null {
  const share = chance(seed)
  return share < 0.45 ? 0 : share < 0.9 ? 1 : share < 0.95 ? 2 : null
}
