import type { Span } from '../clauses.ts'

/** A place that a message names, with its span in the normalised text. */
export interface PlaceMention extends Span {
  building: string | null
  unit: string | null
  floor: string | null
  room: string | null
  /** How much it pins down; the most telling mention of a matter is its place. */
  weight: number
}
