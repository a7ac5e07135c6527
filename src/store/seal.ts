/** Encrypts what must be kept but not read, and hashes what must be known again but not kept. */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomFillSync,
} from 'node:crypto'
import type { Pool } from 'pg'
import { SetupError } from '../errors.ts'

export interface Seal {
  /** AES-256-GCM under a key derived from SECRET_KEY for this purpose: nonce ‖ tag ‖ ciphertext. */
  seal(purpose: string, plain: string): Buffer
  /** @throws SetupError when the key is another one */
  open(purpose: string, sealed: Buffer): string
  /** Keyed hash (hex) for tokens, invite codes and the like. */
  hash(purpose: string, value: string): string
}

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
const OTHER_KEY = 'SECRET_KEY is another one than the data were sealed with: set the key of that time again'

/** @param secretKey 32 bytes */
export function createSeal(secretKey: Buffer): Seal {
  if (secretKey.length !== 32) throw new SetupError('SECRET_KEY: must be 32 bytes in base64')
  const sealingKey = keyring(secretKey, 'seal')
  const hashingKey = keyring(secretKey, 'hash')
  return {
    seal(purpose, plain) {
      const nonce = freshNonce()
      const cipher = createCipheriv(CIPHER, sealingKey(purpose), nonce)
      // Through a buffer: the cipher takes half as long as with a string.
      const body = cipher.update(Buffer.from(plain))
      // GCM is a stream: `final` adds no bytes, but makes the tag.
      cipher.final()
      return Buffer.concat([nonce, cipher.getAuthTag(), body])
    },
    open(purpose, sealed) {
      const decipher = createDecipheriv(CIPHER, sealingKey(purpose), sealed.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
      try {
        decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
        const body = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES))
        decipher.final()
        return body.toString()
      } catch (error) {
        throw new SetupError(OTHER_KEY, { cause: error })
      }
    },
    hash(purpose, value) {
      return createHmac('sha256', hashingKey(purpose)).update(value).digest('hex')
    },
  }
}

/**
 * Compares the key with the one that this database was begun with, and remembers it in a new database.
 *
 * @throws SetupError when it is another one
 */
export async function checkSecretKey(pool: Pool, seal: Seal, rootOrganisationId: string): Promise<void> {
  const value = keyFingerprint(seal)
  const { rows } = await pool.query<{ value: string }>(
    `with kept as (
       insert into settings (organisation_id, key, value, updated_at, updated_by)
       values ($1, 'system.key_check', to_jsonb($2::text), now(), 'system')
       on conflict (organisation_id, key) do nothing returning value
     )
     select value from kept
     union all
     select value from settings where organisation_id = $1 and key = 'system.key_check'`,
    [rootOrganisationId, value],
  )
  // No row: another process has remembered its key in the same instant; it is compared at the next start.
  if (rows[0] !== undefined && rows[0].value !== value) throw new SetupError(OTHER_KEY)
}

/** Tells two keys apart and gives neither away. */
export function keyFingerprint(seal: Seal): string {
  return seal.hash('key-check', 'zeren').slice(0, 32)
}

/** One key per purpose, derived once. */
function keyring(secretKey: Buffer, use: string): (purpose: string) => KeyObject {
  const keys = new Map<string, KeyObject>()
  return (purpose) => {
    const known = keys.get(purpose)
    if (known !== undefined) return known
    const derived = createSecretKey(Buffer.from(hkdfSync('sha256', secretKey, 'zeren', `${use}/${purpose}`, 32)))
    keys.set(purpose, derived)
    return derived
  }
}

/** Random bytes are drawn for many nonces at once: a draw costs more than a whole encryption. */
const drawn = Buffer.alloc(NONCE_BYTES * 512)
let used = drawn.length

function freshNonce(): Buffer {
  if (used === drawn.length) {
    randomFillSync(drawn)
    used = 0
  }
  used += NONCE_BYTES
  return drawn.subarray(used - NONCE_BYTES, used)
}
