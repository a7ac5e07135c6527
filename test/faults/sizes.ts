/** How much of everything: `npm test` runs the short form, `npm run test:faults` the full one, made for two cores. */
interface Sizes {
  short: Readonly<Record<string, number>>
  full: Readonly<Record<string, number>>
}

const SIZES = {
  R1: { short: { messages: 700, kills: 2, rounds: 1 }, full: { messages: 5_000, kills: 12, rounds: 2 } },
} satisfies Record<string, Sizes>

export const FULL = process.env.FAULTS === 'full'

/** The sizes of one test in the form that runs now. */
export function sizeOf<Name extends keyof typeof SIZES>(name: Name): (typeof SIZES)[Name]['short'] {
  return FULL ? SIZES[name].full : SIZES[name].short
}
