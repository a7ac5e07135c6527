import type { PendingQuestion, ZoneFacts } from './facts.ts'

/** Which of these zones: the draft is open and waits for it. */
export function pendingZone(zones: readonly ZoneFacts[], now: Date): PendingQuestion {
  return pending('which_zone', now, { options: zones.map((z) => ({ id: z.code, label: z.name })) })
}

export function pending(
  about: PendingQuestion['about'],
  now: Date,
  { options = [], text = null }: Partial<Pick<PendingQuestion, 'options' | 'text'>> = {},
): PendingQuestion {
  return { about, askedAt: now, options, text }
}
