import type { Directory } from '../domain/directory.ts'

/** Told now and then while a directory is read: `done` of the `of` departments known by then. */
export type DirectoryProgress = (done: number, of: number) => void

/** The directory of a platform, as far as its administrator lets the application see it. */
export interface DirectoryReader {
  /** @throws ChannelError, `misconfigured` or `rejected` where the application may see nothing of it */
  read(onProgress?: DirectoryProgress): Promise<Directory>
  /** Whether there is such an account; `null`: the platform does not let us see. @throws ChannelError */
  exists(account: string): Promise<boolean | null>
}
