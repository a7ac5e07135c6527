import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/support/longest-first.ts'

/** Plays of days and years, and whole trainings: by themselves at the end, so that they upset nothing that is timed. */
const long = ['test/train/**/*.test.ts', 'test/cli/{tick,demo}-year.test.ts', 'test/jobs/branch-day.test.ts']
const whole = {
  environment: 'node' as const,
  globalSetup: ['test/support/global-setup.ts'],
  testTimeout: 60_000,
  hookTimeout: 120_000,
}
const unit = ['test/{domain,understanding,decide,channels}/**/*.test.ts', 'test/architecture.test.ts']
/** Each test has a database of its own, and nothing of the product outlives its `Deps`. Two measure their process's memory. */
const shared = [
  'test/{documents,http,jobs,platforms,privacy,second-reader,speech,store}/**/!(webhooks-wecom|exports).test.ts',
]

export default defineConfig({
  test: {
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      // Nothing in them is anybody's but the test's: they share what is loaded, which takes longer than they do.
      { test: { name: 'unit', include: unit, environment: 'node', isolate: false } },
      { test: { ...whole, name: 'shared', include: shared, exclude: long, isolate: false } },
      {
        test: {
          ...whole,
          name: 'whole',
          sequence: { groupOrder: 1 },
          include: ['test/**/*.test.ts'],
          exclude: [...unit, ...shared, ...long, 'test/bench/**', 'node_modules/**'],
        },
      },
      { test: { ...whole, name: 'long', include: long, sequence: { groupOrder: 2 } } },
    ],
  },
})
