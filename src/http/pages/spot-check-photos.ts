/** Photos of what a spot check found: kept as photos from chats are, and shown to whoever reads the zone. */
import { randomUUID } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { withoutMetadata } from '../../documents/photo.ts'
import { dropPhoto, notePhoto } from '../../store/attachments.ts'
import { PHOTO_REFUSALS, type PhotoUpload, photoKind } from '../photo-upload.ts'
import type { PageDeps } from './session.ts'

/** A photo as it came; `null`: none. */
export type SentPhoto = PhotoUpload['photo']

/** @returns in one sentence why it is not taken, or `null` */
export function whyNotTaken(photo: SentPhoto): string | null {
  if (photo === null) return null
  if (photo === 'too_large') return PHOTO_REFUSALS.too_large
  return photoKind(photo) ? null : PHOTO_REFUSALS.not_a_photo
}

/**
 * Keep it, do `work` with it, and leave nothing of it behind where `work` has no use for it.
 *
 * @param work gets the id of the attachment, and tells whether it is used
 */
export async function withPhoto<T extends { usesPhoto: boolean }>(
  deps: PageDeps,
  { photo, organisationId }: { photo: Buffer; organisationId: string },
  work: (attachmentId: string) => Promise<T>,
): Promise<T> {
  const id = randomUUID()
  const storageKey = `attachments/${id}`
  // Where it was taken and by whose phone is not what it was sent for.
  const bytes = withoutMetadata(photo)
  const contentType = photoKind(photo)?.contentType ?? 'application/octet-stream'
  const kept = { id, organisationId, channel: 'page', storageKey, contentType, byteCount: bytes.length } as const
  await notePhoto(deps.pool, kept, deps.now())
  let used = false
  try {
    await deps.storage.put(storageKey, { bytes, contentType, name: null })
    const done = await work(id)
    used = done.usesPhoto
    return done
  } finally {
    if (!used) {
      await deps.storage.remove(storageKey)
      await dropPhoto(deps.pool, id)
    }
  }
}

/** @returns `null` where it is gone */
export async function sendPhoto(
  { storage }: PageDeps,
  reply: FastifyReply,
  storageKey: string,
): Promise<FastifyReply | null> {
  const media = await storage.get(storageKey)
  const kind = media && photoKind(media.bytes)
  // Whatever else lies there is no picture of ours.
  return media && kind ? reply.type(kind.contentType).send(media.bytes) : null
}
