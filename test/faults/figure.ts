/** One promise, put to the test. */
export interface Figure {
  /** `R1`, or another mark of the list of promises. One mark may have several figures. */
  mark: string
  /** What was done to the product, and what is measured. */
  what: string
  /** How much of it: `5000 messages, 12 kills`. Sizes that the full form has not reached for time are named here. */
  size?: string
  /** `lost 0, doubled 0, given up 0.4 %` */
  reached: string
  /** `lost 0, doubled 0, given up ≤ 1 %` */
  pass: string
  ok: boolean
}

/** One line of the run's output. */
export function lineOf({ mark, what, size, reached, pass, ok }: Figure): string {
  return `${ok ? 'ok  ' : 'FAIL'} ${mark.padEnd(3)} ${what}${size ? ` (${size})` : ''}: ${reached} (pass: ${pass})`
}
