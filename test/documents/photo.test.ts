import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { withoutMetadata } from '../../src/documents/photo.ts'
import { hostileFiles, JPEG_PICTURE, jpeg, MARK, png, webp } from '../faults/hostile-files.ts'

describe('a photo loses what it says about place and owner', () => {
  test.each(
    hostileFiles().filter(({ name }) => /^[a-z0-9-]+\.(jpg|png|webp)$/.test(name) && !/^(page|drawing)\./.test(name)),
  )('$name', ({ bytes }) => {
    expect(withoutMetadata(bytes).includes(MARK)).toBe(false)
  })
})

describe('and keeps its picture', () => {
  test('of a JPEG every table and the scan, up to its end', () => {
    const clean = withoutMetadata(jpeg({ orientation: 1, after: 'x' }))
    expect(clean).toEqual(Buffer.concat([Buffer.from([0xff, 0xd8]), JPEG_PICTURE, Buffer.from([0xff, 0xd9])]))
  })

  test.each([2, 3, 6, 8])('turned as the phone was held: %i', (orientation) => {
    const clean = withoutMetadata(jpeg({ orientation }))
    expect(clean.includes(JPEG_PICTURE)).toBe(true)
    // Read again it says the same, and nothing else.
    expect(clean.subarray(0, 4)).toEqual(Buffer.from([0xff, 0xd8, 0xff, 0xe1]))
    expect(clean.readUInt16BE(30)).toBe(orientation)
    expect(withoutMetadata(clean)).toEqual(clean)
  })

  test('of a PNG and a WebP every chunk that draws', () => {
    expect(withoutMetadata(png({ after: 'x' }))).toEqual(png())
    const clean = withoutMetadata(webp([], 'x'))
    expect(clean.readUInt32LE(4)).toBe(clean.length - 8)
    expect(clean.length).toBe(webp().length)
    // EXIF and XMP are no longer announced; transparency still is.
    expect(clean[20]).toBe(0x20)
  })
})

test('anything else comes back as it is, and nothing breaks it', () => {
  expect(withoutMetadata(Buffer.from('hello'))).toEqual(Buffer.from('hello'))
  const heads = fc.constantFrom(jpeg({ orientation: 6 }), png(), webp())
  fc.assert(
    fc.property(heads, fc.nat(200), fc.uint8Array({ maxLength: 300 }), (head, at, noise) => {
      const bytes = Buffer.concat([head.subarray(0, at), noise])
      expect(withoutMetadata(bytes).length).toBeLessThanOrEqual(bytes.length + 40)
    }),
  )
})
