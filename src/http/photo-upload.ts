/** Photos that people send by a form: what is taken of them, and what they are. */
import type { FastifyMultipartOptions } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'

export const MAX_PHOTO_BYTES = 10 * 1_024 * 1_024
/** Room for what stands around a photo in a form. */
export const MAX_PHOTO_FORM_BYTES = MAX_PHOTO_BYTES + 64 * 1_024

export const PHOTO_REFUSALS = {
  too_large: '照片太大，请选 10 MB 以内的。',
  not_a_photo: '只能发 jpg、png、webp 照片。',
} as const

/** One photo, and so many fields of so many bytes. */
export function photoLimits(fields: number, fieldSize: number): FastifyMultipartOptions {
  // Thrown, the limit would end the form there, and what was typed beside the photo would be lost.
  return { limits: { fileSize: MAX_PHOTO_BYTES, files: 1, fields, fieldSize }, throwFileSizeLimit: false }
}

export interface PhotoUpload {
  fields: Partial<Record<string, string>>
  /** `null`: none was chosen. */
  photo: Buffer | 'too_large' | null
}

/** @param request that `isMultipart`, where multipart is registered */
export async function readPhotoUpload(request: FastifyRequest): Promise<PhotoUpload> {
  const fields: Partial<Record<string, string>> = {}
  let photo: PhotoUpload['photo'] = null
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      fields[part.fieldname] = String(part.value)
    } else {
      const bytes = await part.toBuffer()
      photo = part.file.truncated ? 'too_large' : bytes
    }
  }
  return { fields, photo }
}

export interface PhotoKind {
  extension: 'jpg' | 'png' | 'webp'
  contentType: string
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const JPEG = Buffer.from([0xff, 0xd8, 0xff])

/** What the bytes are, whatever their name and label say; `null`: no photo that we take. */
export function photoKind(bytes: Buffer): PhotoKind | null {
  if (bytes.subarray(0, 3).equals(JPEG)) return { extension: 'jpg', contentType: 'image/jpeg' }
  if (bytes.subarray(0, 8).equals(PNG)) return { extension: 'png', contentType: 'image/png' }
  const riff = bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP'
  return riff ? { extension: 'webp', contentType: 'image/webp' } : null
}
