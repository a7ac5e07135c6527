import { readFileSync } from 'node:fs'
import { hashOf } from './artefact.ts'

/** How telling letters and pairs of letters are, in tenths of the logarithm of how many messages there are for one with them. */
export interface GramWeights {
  /** Of a gram that few messages have. */
  rare: number
  /** By weight: the grams that many messages have, with blanks between them. */
  common: Readonly<Record<number, string>>
}

/** The file that holds the weights, as `npm run train:grams` writes it. */
export function packGrams(weights: GramWeights): string {
  return `${JSON.stringify({ hash: hashOfGrams(weights), ...weights }, null, 2)}\n`
}

/** @throws Error when the file is not what its hash says */
export function unpackGrams(file: string): GramWeights {
  const { hash, rare, common } = JSON.parse(file) as GramWeights & { hash: string }
  if (hashOfGrams({ rare, common }) !== hash) throw new Error('the weights of letters are not those that were counted')
  return { rare, common }
}

function hashOfGrams({ rare, common }: GramWeights): string {
  return hashOf(Buffer.from(JSON.stringify([rare, common])))
}

const { rare, common } = unpackGrams(readFileSync(new URL('common-grams.json', import.meta.url), 'utf8'))

export const RARE_WEIGHT = rare / 10

export const COMMON_GRAMS: ReadonlyMap<string, number> = new Map(
  Object.entries(common).flatMap(([tenths, grams]) =>
    grams.split(' ').map((gram): [string, number] => [gram, Number(tenths) / 10]),
  ),
)
