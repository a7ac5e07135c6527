import type { Deps } from '../deps.ts'
import { fetchMedia } from './fetch-media.ts'
import { makeExamples } from './keep-examples.ts'
import { lookUpNames } from './look-up-names.ts'

/**
 * What is done without anybody waiting: examples of what people confirmed, and what the platforms are asked for, photos
 * that they keep for three days and names of newcomers.
 */
export async function runErrands(deps: Deps): Promise<void> {
  await makeExamples(deps)
  await fetchMedia(deps)
  await lookUpNames(deps)
}
