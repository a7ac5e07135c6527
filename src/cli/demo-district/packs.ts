import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Deps } from '../../deps.ts'
import { writeReviewDocx } from '../../documents/review-docx.ts'
import { writeReviewXlsx } from '../../documents/review-xlsx.ts'
import { branchesThere } from '../../store/demo-district-reads.ts'
import { findScope } from '../../store/organisations.ts'
import { branchesToPack, PACK_FORMS, packForms } from '../../store/review-pack.ts'
import { DISTRICT } from './roster.ts'
import type { DistrictYear } from './year.ts'

/** The demo has a server of its own while it runs, and none afterwards. */
const NOWHERE_TO_OPEN = { publicUrl: null }

/** What each branch lays before its meeting at the end of the year: a document and a workbook in `folder`. */
export async function writePacks({ db }: Pick<Deps, 'db'>, folder: string, { year, ...day }: DistrictYear) {
  await mkdir(folder, { recursive: true })
  const path = `/${DISTRICT}`
  const scope = await findScope(db, path)
  const reviewed = new Set((await branchesThere(db, path)).map(({ id }) => id))
  const branches = scope ? await branchesToPack(db, scope, day.today) : []
  for (const branch of branches.filter(({ id }) => reviewed.has(id))) {
    const forms = await packForms(db, { branches: [branch], forms: PACK_FORMS, period: year, ...day })
    const file = join(folder, `${branch.name}-${year}`)
    await writeReviewDocx(`${file}.docx`, forms, NOWHERE_TO_OPEN)
    await writeReviewXlsx(`${file}.xlsx`, forms, NOWHERE_TO_OPEN)
  }
}
