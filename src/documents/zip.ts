/** Files inside a ZIP, no larger than we allow, whatever the archive says of itself. */
import { inflateRawSync } from 'node:zlib'

/** No archive that we can read, or one that would unpack to more than allowed. */
export class BadArchive extends Error {
  override name = 'BadArchive'
  readonly tooLarge: boolean
  constructor(message: string, { tooLarge = false, ...options }: ErrorOptions & { tooLarge?: boolean } = {}) {
    super(message, options)
    this.tooLarge = tooLarge
  }
}

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const END_BYTES = 22
const MAX_COMMENT = 65_535
/** A workbook has some dozens of them. */
const MAX_ENTRIES = 10_000
const STORED = 0
const DEFLATED = 8

interface Entry {
  method: number
  packedBytes: number
  localAt: number
}

export class Archive {
  private readonly bytes: Buffer
  private readonly entries: ReadonlyMap<string, Entry>
  /** Bytes that may still be unpacked. */
  private roomBytes: number

  /** @throws BadArchive */
  constructor(bytes: Buffer, { maxBytes }: { maxBytes: number }) {
    this.bytes = bytes
    this.roomBytes = maxBytes
    this.entries = checked(() => readDirectory(bytes))
  }

  /** The unpacked file of that name, or `null`. @throws BadArchive when it is broken or there is no room for it */
  read(name: string): Buffer | null {
    const entry = this.entries.get(name)
    if (!entry) return null
    const unpacked = checked(() => unpack(this.bytes, entry, this.roomBytes))
    this.roomBytes -= unpacked.length
    return unpacked
  }
}

function readDirectory(bytes: Buffer): Map<string, Entry> {
  const end = endOfDirectory(bytes)
  const count = bytes.readUInt16LE(end + 10)
  if (count > MAX_ENTRIES) throw new BadArchive('too many entries', { tooLarge: true })
  const entries = new Map<string, Entry>()
  let at = bytes.readUInt32LE(end + 16)
  for (let i = 0; i < count; i++) {
    if (bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new BadArchive('the directory is broken')
    const nameBytes = bytes.readUInt16LE(at + 28)
    entries.set(bytes.toString('utf8', at + 46, at + 46 + nameBytes), {
      method: bytes.readUInt16LE(at + 10),
      packedBytes: bytes.readUInt32LE(at + 20),
      localAt: bytes.readUInt32LE(at + 42),
    })
    at += 46 + nameBytes + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return entries
}

function endOfDirectory(bytes: Buffer): number {
  for (let at = bytes.length - END_BYTES; at >= Math.max(0, bytes.length - END_BYTES - MAX_COMMENT); at--) {
    if (bytes.readUInt32LE(at) === END_OF_DIRECTORY) return at
  }
  throw new BadArchive('no directory')
}

function unpack(bytes: Buffer, { method, packedBytes, localAt }: Entry, roomBytes: number): Buffer {
  // Sizes told by the archive are not believed: the inflater stops at the room that is left.
  const from = localAt + 30 + bytes.readUInt16LE(localAt + 26) + bytes.readUInt16LE(localAt + 28)
  if (from + packedBytes > bytes.length) throw new BadArchive('an entry is cut off')
  const packed = bytes.subarray(from, from + packedBytes)
  if (roomBytes < 1 || (method === STORED && packed.length > roomBytes)) {
    throw new BadArchive('no room is left', { tooLarge: true })
  }
  if (method === STORED) return packed
  if (method !== DEFLATED) throw new BadArchive(`packed by method ${method}`)
  return inflateRawSync(packed, { maxOutputLength: roomBytes })
}

function checked<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof BadArchive) throw cause
    const tooLarge = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE'
    throw new BadArchive('the archive is broken', { cause, tooLarge })
  }
}
