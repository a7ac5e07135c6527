/** Every fault test states its promise, the figure that it reached and the figure that passes. */
import { appendFileSync } from 'node:fs'
import { expect } from 'vitest'
import { type Figure, lineOf } from './figure.ts'

/**
 * Print a figure beside its pass figure, keep it for the table of the run, and fail the test where it does not pass.
 *
 * Call it before any other expectation, so that a failure too stands in the table.
 */
export function expectReached(figure: Figure): void {
  const line = lineOf(figure)
  console.log(line)
  const file = process.env.FAULTS_FIGURES
  if (file) appendFileSync(file, `${JSON.stringify(figure)}\n`)
  expect(figure.ok, line).toBe(true)
}
