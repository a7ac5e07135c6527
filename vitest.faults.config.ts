import { defineConfig } from 'vitest/config'
import { figuresFile } from './test/faults/figures-table.ts'

/** The fault suite at its full sizes: one file after the other, so that the figures are not those of a crowd. */
export default defineConfig({
  test: {
    name: 'faults',
    include: ['test/faults/**/*.test.ts'],
    environment: 'node',
    globalSetup: ['test/support/global-setup.ts', 'test/faults/figures-table.ts'],
    env: { FAULTS: 'full', FAULTS_FIGURES: figuresFile() },
    maxWorkers: 1,
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
})
