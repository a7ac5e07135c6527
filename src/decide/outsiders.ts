import type { OUTSIDER } from '../domain/conversations.ts'
import type { Address } from './facts.ts'

const PREFIX: typeof OUTSIDER = 'outsider:'

/** Whether an account is not of the platform's organisation: it can be answered where it wrote, and never be written to. */
export function isOutsider(externalId: string): boolean {
  return externalId.startsWith(PREFIX)
}

/** An address that can be written to at any time; `null`: there is none. */
export function lasting(address: Address | null | undefined): Address | null {
  return address && !isOutsider(address.externalId) ? address : null
}
