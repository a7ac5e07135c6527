/** An archive that is made while its files come in, one at a time in memory. */
import { Zip, ZipPassThrough } from 'fflate'

export interface ZippedFile {
  name: string
  bytes: Uint8Array
}

/** The bytes of a ZIP, piece by piece. The files are put in as they are: what is printed is compressed already. */
export async function* zipBytes(files: AsyncIterable<ZippedFile>): AsyncGenerator<Uint8Array> {
  const made: Uint8Array[] = []
  const zip = new Zip((error, bytes) => {
    if (error) throw error
    made.push(bytes)
  })
  for await (const { name, bytes } of files) {
    const entry = new ZipPassThrough(name)
    zip.add(entry)
    entry.push(bytes, true)
    yield* made.splice(0)
  }
  zip.end()
  yield* made
}

/** A name that every system can keep, from words that people wrote. */
export function fileNameOf(words: string, extension: string): string {
  const kept = words
    .replace(/[\p{C}<>:"/\\|?*]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/^\.+/u, '')
  return `${[...kept].slice(0, 60).join('').trim()}.${extension}`
}
