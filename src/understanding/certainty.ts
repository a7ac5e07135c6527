import type { Certainty, Doubt, Understanding } from './understanding.ts'

/**
 * Where readings part. `npm run train` chooses it on messages that nothing was learnt from, and keeps beside each limit
 * what it was chosen for.
 */
export interface Thresholds {
  /** From this confidence on readings are wholly right this often. Above 1: none is. */
  sure: { from: number; right: number }
  /** Below this confidence what the message is about is right this often at most. */
  unsure: { below: number; right: number }
  /** The same, more seldom still. */
  hardly: { below: number; right: number }
  /** An answer that leads by less over the next one is asked about; this share of reports at most is. */
  doubt: { leadBelow: number; asked: number }
}

/** A question is worth its trouble only if the right answer is likelier among those offered than not. */
const LEAST_OFFERED = 0.5

export function certaintyOf(confidence: number, { sure, unsure, hardly }: Thresholds): Certainty {
  if (confidence >= sure.from) return 'sure'
  if (confidence < hardly.below) return 'hardly'
  return confidence < unsure.below ? 'unsure' : 'likely'
}

/**
 * What is worth a question: not what is surely read, not words that speak for no answer at all, and of danger nothing, for
 * each question costs time.
 */
export function worthAsking(
  { records, confidence }: Understanding,
  doubt: Doubt | null,
  thresholds: Thresholds,
): Doubt | null {
  if (doubt === null || certaintyOf(confidence, thresholds) === 'sure') return null
  const danger = records.some((r) => r.kind === 'incident' && r.urgency === 'emergency')
  if (danger || leadOf(doubt) >= thresholds.doubt.leadBelow) return null
  return sumOf(doubt) < LEAST_OFFERED ? null : doubt
}

/** How likely the right answer is among those offered. */
function sumOf({ likeliest }: Doubt): number {
  return likeliest.reduce((sum, { share }) => sum + share, 0)
}

/** By how much the likeliest answer is likelier than the next, 0–1. */
export function leadOf({ likeliest }: Doubt): number {
  const [first, second] = likeliest
  return (first?.share ?? 1) - (second?.share ?? 0)
}
