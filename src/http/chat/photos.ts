import { createHash } from 'node:crypto'
import multipart from '@fastify/multipart'
import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { MEDIA_PREFIX } from '../../channels/local/raw.ts'
import { withoutMetadata } from '../../documents/photo.ts'
import { transcriptLine } from '../../store/local-chat.ts'
import { MAX_PHOTO_FORM_BYTES, PHOTO_REFUSALS, photoKind, photoLimits, readPhotoUpload } from '../photo-upload.ts'
import { NOT_PLAYABLE, refuse } from './acts.ts'
import { type ChatDeps, keepAct } from './keep-act.ts'
import { playedBy } from './played.ts'

const FIELDS = 4
const FIELD_BYTES = 512
const PHOTOS_PER_MINUTE = 60

const upload = z.object({ as: z.string().min(1).max(128), clientId: z.uuid() })

/** Photos: in as multipart (`as`, `clientId`, `photo`), out by the line that shows them. */
export function chatPhotos(deps: ChatDeps): FastifyPluginAsync {
  return async (app) => {
    await app.register(multipart, photoLimits(FIELDS, FIELD_BYTES))

    const limited = { bodyLimit: MAX_PHOTO_FORM_BYTES, config: { rateLimit: { max: PHOTOS_PER_MINUTE } } }
    app.post('/chat/photos', limited, async (request, reply) => {
      if (!request.isMultipart()) return refuse(reply, 415, '请用选照片的按钮发照片。')
      const { fields, photo } = await readPhotoUpload(request)
      const sent = upload.safeParse(fields)
      if (!sent.success || !photo) return refuse(reply, 400, '照片没有传完整，请再发一次。')
      if (photo === 'too_large') return refuse(reply, 413, PHOTO_REFUSALS.too_large)
      const person = await playedBy(deps, sent.data.as)
      if (!person) return refuse(reply, 403, NOT_PLAYABLE)
      const kind = photoKind(photo)
      if (!kind) return refuse(reply, 415, PHOTO_REFUSALS.not_a_photo)

      // Named by owner and content: sending it again writes the same file, and nobody's can be guessed or replaced.
      const digest = createHash('sha256').update(person.account).update('\0').update(photo).digest('hex')
      const mediaId = `${MEDIA_PREFIX}${digest}.${kind.extension}`
      // What the camera wrote about place and owner is left out.
      const bytes = withoutMetadata(photo)
      await deps.storage.put(mediaId, { bytes, contentType: kind.contentType, name: null })
      return keepAct(deps, {
        person,
        clientId: sent.data.clientId,
        act: { type: 'message', parts: [{ type: 'image', mediaId }] },
        own: { type: 'image', storageKey: mediaId },
      })
    })

    app.get<{ Params: { account: string; line: string } }>('/chat/files/:account/:line', async (request, reply) => {
      const { account, line: id } = request.params
      const person = await playedBy(deps, account)
      const line = person && /^\d{1,18}$/.test(id) ? await transcriptLine(deps.pool, person.account, BigInt(id)) : null
      const content = line?.content
      if (content?.type !== 'image' && content?.type !== 'file') return refuse(reply, 404, '文件不在了。')
      const media = await deps.storage.get(content.storageKey)
      if (!media) return refuse(reply, 404, '文件不在了。')
      const shown = content.type === 'image' ? photoKind(media.bytes) : null
      const name = content.type === 'file' ? content.name : 'photo'
      return (
        reply
          .type(shown?.contentType ?? 'application/octet-stream')
          // The page shows it all the same; opened by itself it is never a page of ours.
          .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
          .header('cache-control', 'private, max-age=3600')
          .send(media.bytes)
      )
    })
  }
}
