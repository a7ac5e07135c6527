import { createHash } from 'node:crypto'
import type { CardHandle } from '../channel.ts'

/** [KB 0777] */
const MOST_CHARACTERS = 100
const SHARED = '~all'
/** A card can be changed as long as it exists [KB 0782]; the database wants an end. */
const HANDLE_LIFE_MS = 10 * 365 * 24 * 3_600_000

/**
 * The `outTrackId` of a card: unique for ever, and its task id can be read from it.
 *
 * A card that several people have under one id ends in a mark, because changing it for one of them is another call.
 *
 * @param sendId id of the send, the same when it is sent again
 */
export function outTrackId(taskId: string, { sendId, shared }: { sendId: string; shared: boolean }): string {
  const mark = shared ? SHARED : ''
  const whole = `${taskId}~${sendId}${mark}`
  if (whole.length <= MOST_CHARACTERS) return whole
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, 16)
  return `${taskId.slice(0, MOST_CHARACTERS - hash.length - 1 - mark.length)}~${hash}${mark}`
}

/** The right to change the card of this id, from `at` on. */
export function handleOfTrack(trackId: string, at: Date): CardHandle {
  return { code: trackId, expiresAt: new Date(at.getTime() + HANDLE_LIFE_MS) }
}

/** The task id of the card that a tap came from. A task id holds no `~`. */
export function taskIdOfTrack(trackId: string): string {
  return trackId.split('~', 1)[0] ?? trackId
}

/** Whether several people have the card under this id. */
export function isShared(trackId: string): boolean {
  return trackId.endsWith(SHARED)
}
