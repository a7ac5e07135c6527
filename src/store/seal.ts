/** Encrypts what must be kept but not read. (Shape; filled by the runtime.) */
export interface Seal {
  /** AES-256-GCM under a key derived from SECRET_KEY for this purpose: nonce ‖ tag ‖ ciphertext. */
  seal(purpose: string, plain: string): Buffer
  /** @throws SetupError when the key is another one */
  open(purpose: string, sealed: Buffer): string
  /** Keyed hash (hex) for tokens, invite codes and the like. */
  hash(purpose: string, value: string): string
}
