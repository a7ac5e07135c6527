import pMap from 'p-map'
import type { Deps } from '../deps.ts'
import { withoutMetadata } from '../documents/photo.ts'
import { ChannelError } from '../errors.ts'
import { claimMedia, settleMedia, type WaitingMedia } from '../store/attachments.ts'

const MEDIA_AT_ONCE = 4
const MEDIA_MAX = 50

/** Tries before a medium counts as gone: the platform keeps it for three days, an hour of trouble is bridged. */
const TRIES_MAX = 60

/** Fetch photos, voices and files from the platforms into our storage, while the platforms still have them. */
export async function fetchMedia(deps: Deps): Promise<void> {
  const waiting = await claimMedia(deps.pool, deps.now(), MEDIA_MAX)
  await pMap(waiting, (medium) => fetchOne(deps, medium), { concurrency: MEDIA_AT_ONCE, stopOnError: false })
}

async function fetchOne(deps: Deps, medium: WaitingMedia): Promise<void> {
  try {
    const fetched = await deps.channels.get(medium.channel)?.fetchMedia(medium.media_id)
    if (!fetched) return
    // Where a photo was taken and by whose phone is not what it was sent for.
    const media = { ...fetched, bytes: withoutMetadata(fetched.bytes) }
    // The name is ours: what a person called the file decides nothing about where it lies.
    const storageKey = `attachments/${medium.id}`
    await deps.storage.put(storageKey, media)
    await settleMedia(deps.pool, medium.id, 'stored', storageKey, media.contentType, media.bytes.length)
  } catch (error) {
    deps.log.warn({ attachment_id: medium.id, err: error, attempt_count: medium.attempts }, 'fetching a medium failed')
    const rejected = error instanceof ChannelError && error.fault === 'rejected'
    if (!rejected && medium.attempts < TRIES_MAX) return
    await settleMedia(deps.pool, medium.id, rejected ? 'expired' : 'refused', null, null, null)
  }
}
