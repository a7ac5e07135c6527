/** A `media_id` is good for three days on WeCom [W], for ever on DingTalk [KB 0646]; ours are given up before. */
const LIFE_MS = 60 * 60 * 60 * 1000
const MOST_ENTRIES = 1_000

interface Entry {
  mediaId: Promise<string>
  expiresAtMs: number
}

/** Uploads each file once: a resend must be equal byte for byte, and every upload gives another `media_id`. */
export class UploadCache {
  readonly #upload: (storageKey: string) => Promise<string>
  readonly #now: () => Date
  readonly #entries = new Map<string, Entry>()

  constructor(upload: (storageKey: string) => Promise<string>, now: () => Date) {
    this.#upload = upload
    this.#now = now
  }

  mediaIdOf(storageKey: string): Promise<string> {
    const nowMs = this.#now().getTime()
    const kept = this.#entries.get(storageKey)
    if (kept && kept.expiresAtMs > nowMs) return kept.mediaId
    const mediaId = this.#upload(storageKey)
    this.#entries.set(storageKey, { mediaId, expiresAtMs: nowMs + LIFE_MS })
    mediaId.catch(() => this.forget(storageKey))
    const [oldest] = this.#entries.keys()
    if (this.#entries.size > MOST_ENTRIES && oldest !== undefined) this.#entries.delete(oldest)
    return mediaId
  }

  forget(storageKey: string): void {
    this.#entries.delete(storageKey)
  }
}
