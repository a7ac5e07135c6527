import { createHash, randomBytes } from 'node:crypto'

/** A secret of 256 bits for an address or a cookie, and what the database keeps of it. */
export function newToken(): { token: string; tokenHash: string } {
  const token = randomBytes(32).toString('base64url')
  return { token, tokenHash: hashOfToken(token) }
}

/** Nobody finds a secret of this length from its hash, so it needs neither salt nor key. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
