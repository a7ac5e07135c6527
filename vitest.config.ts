import { defineConfig } from 'vitest/config'

const unit = ['test/{domain,understanding,decide,channels}/**/*.test.ts', 'test/architecture.test.ts']

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      { test: { name: 'unit', include: unit, environment: 'node' } },
      {
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts'],
          exclude: [...unit, 'test/bench/**', 'node_modules/**'],
          environment: 'node',
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
