/**
 * The signer's half of blind signatures, RSABSSA-SHA384-PSS-Randomized of RFC 9474; the voter's half runs in the browser.
 *
 * Signing is left to OpenSSL: it takes the same time whatever it signs, and a millisecond.
 */
import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  privateDecrypt,
  publicEncrypt,
  verify,
} from 'node:crypto'
import { promisify } from 'node:util'

/** RFC 9474, 4.2: the randomizer in front of every message, and the salt of the signature. */
const RANDOMIZER_BYTES = 32
const SALT_BYTES = 48
const MODULUS_BITS = 2_048
const MODULUS_BYTES = MODULUS_BITS / 8
/** What makes one token unlike any other. */
const TOKEN_BYTES = RANDOMIZER_BYTES + 32

/** DER: SPKI, and PKCS #8. One pair for each subject of a round: which key signed says whom a token is good for. */
export interface SigningKeys {
  publicKey: Buffer
  privateKey: Buffer
}

const makePair = promisify(generateKeyPair)

let last: Promise<unknown> = Promise.resolve()

/**
 * Takes a tenth of a second of one core, beside the event loop. Whoever asks, they are made one after another: the few
 * threads there are also read files and look up names.
 */
export function makeSigningKeys(): Promise<SigningKeys> {
  const made = last.then(() =>
    makePair('rsa', {
      modulusLength: MODULUS_BITS,
      publicKeyEncoding: { type: 'spki', format: 'der' },
      privateKeyEncoding: { type: 'pkcs8', format: 'der' },
    }),
  )
  last = made.catch(() => undefined)
  return made
}

/**
 * BlindSign of RFC 9474: the same signature for the same blinded message, however often.
 *
 * @returns `null` for what is no blinded message under this key
 */
export function signBlindly({ publicKey, privateKey }: SigningKeys, blinded: Buffer): Buffer | null {
  if (blinded.length !== MODULUS_BYTES) return null
  const padding = constants.RSA_NO_PADDING
  try {
    const signature = privateDecrypt({ key: privateKeyOf(privateKey), padding }, blinded)
    // A fault while signing could give the key away: what is wrong never leaves.
    const again = publicEncrypt({ key: publicKeyOf(publicKey), padding }, signature)
    return again.equals(blinded) ? signature : null
  } catch {
    return null
  }
}

export interface SignedToken {
  token: Buffer
  signature: Buffer
}

/** Whether the token was signed under this key, blindly or not. */
export function isSigned(publicKey: Buffer, { token, signature }: SignedToken): boolean {
  if (token.length !== TOKEN_BYTES || signature.length !== MODULUS_BYTES) return false
  const key = { key: publicKeyOf(publicKey), padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: SALT_BYTES }
  return verify('sha384', token, key, signature)
}

/** By which it is known again, and cannot be made. */
export function hashOf(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}

/**
 * Eight signs that are the same on every voter's phone as long as all are shown the same keys: a server that gave each
 * voter other ones, to know their ballots again, would be seen.
 */
export function checkCode(publicKeys: readonly Buffer[]): string {
  const hashes = publicKeys.map((key) => hashOf(key).toString('hex')).sort()
  return hashOf(Buffer.from(hashes.join('\n')))
    .toString('hex')
    .slice(0, 8)
    .toUpperCase()
}

function publicKeyOf(der: Buffer) {
  return createPublicKey({ key: der, type: 'spki', format: 'der' })
}

function privateKeyOf(der: Buffer) {
  return createPrivateKey({ key: der, type: 'pkcs8', format: 'der' })
}
