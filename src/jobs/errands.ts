import type { Deps } from '../deps.ts'
import { fetchMedia } from './fetch-media.ts'
import { lookUpNames } from './look-up-names.ts'

/** What the platforms are asked for without anybody waiting: photos that they keep for three days, names of newcomers. */
export async function runErrands(deps: Deps): Promise<void> {
  await fetchMedia(deps)
  await lookUpNames(deps)
}
