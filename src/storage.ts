/** Files (photos, voices, posters): a local folder, or anything that speaks S3. */
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Media } from './channels/channel.ts'
import type { Storage } from './deps.ts'
import { SetupError } from './errors.ts'

/** Kept beside the bytes of a local file. */
const ABOUT = '.about.json'

/**
 * Opens the storage that an address names.
 *
 * `file:///folder`, or `s3://ACCESS_KEY:SECRET_KEY@host/bucket/prefix?region=…` (`&plain=1` for http).
 *
 * @throws SetupError
 */
export async function openStorage(address: string): Promise<Storage> {
  const url = new URL(address)
  return url.protocol === 's3:' ? await openBucket(url) : openFolder(fileURLToPath(url))
}

/** Keys are ours (`attachments/<id>`), but a wrong one must never leave the folder. */
function checked(key: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/.test(key) || key.length > 200) {
    throw new Error('a storage key holds letters, digits, dots, dashes and slashes only')
  }
  return key
}

function openFolder(folder: string): Storage {
  const fileOf = (key: string) => path.join(folder, checked(key))
  return {
    async put(key, { bytes, contentType, name }) {
      const file = fileOf(key)
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
      // The bytes come last: a file that is there is complete.
      await writeWhole(file + ABOUT, JSON.stringify({ contentType, name }))
      await writeWhole(file, bytes)
    },
    async get(key) {
      const file = fileOf(key)
      try {
        const [bytes, about] = await Promise.all([readFile(file), readFile(file + ABOUT, 'utf8')])
        return { bytes, ...(JSON.parse(about) as Pick<Media, 'contentType' | 'name'>) }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
        throw error
      }
    },
    async remove(key) {
      await rm(fileOf(key), { force: true })
      await rm(fileOf(key) + ABOUT, { force: true })
    },
    async list() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
      return entries
        .filter((entry) => entry.isFile() && entry.name.endsWith(ABOUT))
        .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).slice(0, -ABOUT.length))
        .map((file) => file.split(path.sep).join('/'))
        .sort()
    },
  }
}

/** Writes beside and renames: whoever reads sees all of it or nothing. */
async function writeWhole(file: string, bytes: Buffer | string): Promise<void> {
  const draft = `${file}.${randomBytes(4).toString('hex')}.part`
  try {
    await writeFile(draft, bytes, { mode: 0o600, flush: true })
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

async function openBucket(url: URL): Promise<Storage> {
  const [bucket, ...folders] = url.pathname.split('/').filter(Boolean)
  if (!url.username || !url.password || !url.host || bucket === undefined) {
    throw new SetupError('STORAGE_URL: must be s3://ACCESS_KEY:SECRET_KEY@host/bucket')
  }
  const { S3mini } = await import('s3mini')
  const s3 = new S3mini({
    accessKeyId: decodeURIComponent(url.username),
    secretAccessKey: decodeURIComponent(url.password),
    endpoint: `${url.searchParams.has('plain') ? 'http' : 'https'}://${url.host}/${bucket}`,
    region: url.searchParams.get('region') ?? 'auto',
    requestAbortTimeout: 30_000,
  })
  const prefix = folders.map((folder) => `${folder}/`).join('')
  return {
    async put(key, { bytes, contentType, name }) {
      const about = name === null ? {} : { 'x-amz-meta-name': encodeURIComponent(name) }
      await s3.putObject(prefix + checked(key), bytes, contentType, undefined, about)
    },
    async get(key) {
      const response = await s3.getObjectResponse(prefix + checked(key))
      if (response === null) return null
      const name = response.headers.get('x-amz-meta-name')
      return {
        bytes: Buffer.from(await response.arrayBuffer()),
        contentType: response.headers.get('content-type') ?? 'application/octet-stream',
        name: name === null ? null : decodeURIComponent(name),
      }
    },
    async remove(key) {
      await s3.deleteObject(prefix + checked(key))
    },
    async list() {
      const objects = (await s3.listObjects('/', prefix)) ?? []
      return objects.map((object) => object.Key.slice(prefix.length)).sort()
    },
  }
}
