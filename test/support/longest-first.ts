import path from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take more than a quarter of a minute, longest first: one that began last would be waited for alone. */
const LONGEST = [
  'cli/tick-year',
  'cli/set-up',
  'faults/kill',
  'faults/process-kills',
  'faults/outages',
  'jobs/branch-day',
  'train/learning-story',
  'faults/repeats',
  'faults/authenticity',
  'faults/campaign',
  'faults/schedules',
  'faults/two-and-two',
  'browser/notice-page',
  'faults/overload',
  'faults/poison',
  'rounds',
  'embedded-postgres',
  'faults/dingtalk-link',
  'faults/sending',
  'store/exports',
  'faults/ambiguous-commits',
  'cli/chat',
  'queue',
  'faults/libreoffice',
]

/** The order of Vitest, where nothing is known of a machine, but for these: group by group and project by project. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const projects = [...new Set(sorted.map((file) => file.project))]
    const placeOf = (file: TestSpecification) => projects.indexOf(file.project)
    // Sorting is stable: what is not named stays in its order.
    return sorted.sort((a, b) => placeOf(a) - placeOf(b) || rankOf(a) - rankOf(b))
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const name = path.relative(path.resolve(import.meta.dirname, '..'), moduleId).replace(/\.test\.ts$/, '')
  const rank = LONGEST.indexOf(name)
  return rank < 0 ? LONGEST.length : rank
}
