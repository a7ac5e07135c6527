/** `/b/…`: a voter's own way to the page of ballots, good for one round. Made when it is sent, stored nowhere. */
import { timingSafeEqual } from 'node:crypto'

/** A keyed hash (hex), as the seal makes it. */
export interface Hashing {
  hash(purpose: string, value: string): string
}

export interface Voter {
  roundId: string
  personId: string
}

const ID_BYTES = 16
const PROOF_BYTES = 16

/** What stands behind `/b/` for this voter: 64 signs. Whoever has it may vote as them. */
export function ballotToken(seal: Hashing, voter: Voter): string {
  const ids = [voter.roundId, voter.personId].map((id) => Buffer.from(id.replaceAll('-', ''), 'hex'))
  return Buffer.concat([...ids, proofOf(seal, voter)]).toString('base64url')
}

/** Whose it is; `null`: none that we made. */
export function voterOf(seal: Hashing, token: string): Voter | null {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length !== 2 * ID_BYTES + PROOF_BYTES || bytes.toString('base64url') !== token) return null
  const voter = { roundId: idAt(bytes, 0), personId: idAt(bytes, ID_BYTES) }
  return timingSafeEqual(bytes.subarray(2 * ID_BYTES), proofOf(seal, voter)) ? voter : null
}

function proofOf(seal: Hashing, { roundId, personId }: Voter): Buffer {
  return Buffer.from(seal.hash('ballot-link', `${roundId}/${personId}`), 'hex').subarray(0, PROOF_BYTES)
}

function idAt(bytes: Buffer, offset: number): string {
  const hex = bytes.subarray(offset, offset + ID_BYTES).toString('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
