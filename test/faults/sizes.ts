/** How much of everything: `npm test` runs the short form, `npm run test:faults` the full one, made for two cores. */
const SIZES = {
  /** One message per member in all of these. */
  machine: { short: { messages: 400, kills: 2 }, full: { messages: 1_000, kills: 10 } },
  web: { short: { messages: 500, perSecond: 200, kills: 2 }, full: { messages: 5_000, perSecond: 350, kills: 12 } },
  worker: { short: { messages: 300, perSecond: 150, kills: 2 }, full: { messages: 3_000, perSecond: 150, kills: 20 } },
  twoAndTwo: {
    short: { messages: 400, perSecond: 150, kills: 2 },
    full: { messages: 3_000, perSecond: 200, kills: 12 },
  },
  redis: {
    short: { messages: 400, perSecond: 100, faults: 1, absentSeconds: 2 },
    full: { messages: 5_000, perSecond: 120, faults: 3, absentSeconds: 20 },
  },
  postgres: {
    short: { messages: 300, perSecond: 100, faults: 1, absentSeconds: 6 },
    full: { messages: 3_000, perSecond: 200, faults: 3, absentSeconds: 30 },
  },
  ambiguous: {
    short: { messages: 200, perSecond: 100, cuts: 20 },
    full: { messages: 2_000, perSecond: 100, cuts: 200 },
  },
  repeats: { short: { messages: 200, sockets: 20 }, full: { messages: 5_000, sockets: 500 } },
  order: { short: { pairs: 60 }, full: { pairs: 1_000 } },
  events: { short: { pairs: 25 }, full: { pairs: 500 } },
  poison: { short: { messages: 60, poison: 4 }, full: { messages: 1_250, poison: 10 } },
  ticks: { short: { ticks: 60, stopSeconds: 2 }, full: { ticks: 1_000, stopSeconds: 30 } },
  crowded: { short: { reminders: 200 }, full: { reminders: 1_000 } },
  stop: { short: { stops: 3, perSecond: 150 }, full: { stops: 10, perSecond: 500 } },
  erasure: { short: { people: 50, exports: 10 }, full: { people: 1_000, exports: 100 } },
  reviews: { short: { branches: 500, kills: 2 }, full: { branches: 2_000, kills: 20 } },
  ballots: { short: { kills: 2, counts: 1 }, full: { kills: 12, counts: 5 } },
  year: { short: { branches: 100, kills: 1 }, full: { branches: 2_000, kills: 8 } },
  link: { short: { losses: 2, stormSeconds: 3, silences: 0 }, full: { losses: 20, stormSeconds: 30, silences: 1 } },
} satisfies Record<string, Record<'short' | 'full', Readonly<Record<string, number>>>>

/** Limit of one test: what a fault test waits for is bounded by itself, and slow machines are no failure. */
export const TEST_LIMIT_MS = 300_000

export const FULL = process.env.FAULTS === 'full'

/** The sizes of one test in the form that runs now. */
export function sizeOf<Name extends keyof typeof SIZES>(name: Name): (typeof SIZES)[Name]['short'] {
  return FULL ? SIZES[name].full : SIZES[name].short
}
