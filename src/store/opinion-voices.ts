/**
 * A voice: what stands for one resident in one round. Made from an account, or at random for a browser; who it belongs to
 * cannot be told from it, and it is stored nowhere.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Seal } from './seal.ts'

const ID_BYTES = 16
const PROOF_BYTES = 16

type Hashing = Pick<Seal, 'hash'>

/** The one voice of an account in this round; it may stand in a link to the page of questions. */
export function voiceOfAccount(seal: Hashing, roundId: string, account: string): string {
  const id = Buffer.from(seal.hash('survey-voice', `${roundId}/${account}`), 'hex').subarray(0, ID_BYTES)
  return voiceOf(seal, roundId, id)
}

/** A voice of nobody yet. */
export function freshVoice(seal: Hashing, roundId: string): string {
  return voiceOf(seal, roundId, randomBytes(ID_BYTES))
}

/** Whether we made it, and for this round. */
export function isVoice(seal: Hashing, roundId: string, voice: string): boolean {
  const bytes = Buffer.from(voice, 'base64url')
  if (bytes.length !== ID_BYTES + PROOF_BYTES || bytes.toString('base64url') !== voice) return false
  return timingSafeEqual(bytes.subarray(ID_BYTES), proofOf(seal, roundId, bytes.subarray(0, ID_BYTES)))
}

function voiceOf(seal: Hashing, roundId: string, id: Buffer): string {
  return Buffer.concat([id, proofOf(seal, roundId, id)]).toString('base64url')
}

function proofOf(seal: Hashing, roundId: string, id: Buffer): Buffer {
  const proof = seal.hash('survey-voice-proof', `${roundId}/${id.toString('hex')}`)
  return Buffer.from(proof, 'hex').subarray(0, PROOF_BYTES)
}
