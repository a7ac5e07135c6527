import { isLoopback } from '../config-checks.ts'
import { type Deps, todayOf } from '../deps.ts'
import { writeReviewDocx } from '../documents/review-docx.ts'
import { writeReviewXlsx } from '../documents/review-xlsx.ts'
import { periodSpan } from '../domain/review/periods.ts'
import { UserError } from '../errors.ts'
import { branchNamed } from '../store/branches.ts'
import { auditExport } from '../store/exports.ts'
import type { Scope } from '../store/organisations.ts'
import {
  branchesToPack,
  FORMS_OF_ONE_BRANCH,
  PACK_FORMS,
  type PackBranch,
  type PackFormName,
  packForms,
} from '../store/review-pack.ts'
import { scopeAt } from './scope.ts'

export interface ReviewExportOptions {
  format: 'docx' | 'xlsx'
  out: string
  scope: string
  branch?: string
  kind?: PackFormName
  period?: string
}

/**
 * `export review`: the forms that a branch lays before its meeting, one kind or all of them.
 *
 * What names people is written for one branch at a time: above it nobody is told.
 *
 * @throws UserError
 */
export async function exportReview(deps: Deps, { format, out, kind, period: told, ...where }: ReviewExportOptions) {
  const today = todayOf(deps)
  const period = told ?? today.slice(0, 4)
  if (periodSpan(period) === null) throw new UserError(`时期“${period}”不对，请写成 2026、2026-H1 或 2026-Q3`)
  const scope = await scopeAt(deps.db, where.scope)
  const branches = await branchesOf(deps, scope, where.branch)
  const forms = kind === undefined ? PACK_FORMS : [kind]
  if (branches.length !== 1 && forms.some((form) => FORMS_OF_ONE_BRANCH.includes(form))) {
    throw new UserError('这份表写到个人，只给本支部：请用 --branch 写明是哪个支部')
  }
  const { timezone } = deps.config
  const packed = await packForms(deps.db, { branches, forms, period, today, timezone })
  if (packed.length === 0) throw new UserError(`${period} 没有这一轮，没有可写的`)
  await (format === 'docx' ? writeReviewDocx : writeReviewXlsx)(out, packed, { publicUrl: openedFrom(deps.config) })
  const now = deps.now()
  await auditExport(deps.db, { scope, timezone, now }, { what: 'review', count: packed.length, actor: 'cli', now })
  console.log(`已写入 ${out}，共${packed.length}份表。`)
}

/** Links that only this machine can open are none for whoever gets the file. */
function openedFrom({ publicUrl }: Deps['config']): string | null {
  return isLoopback(new URL(publicUrl).hostname) ? null : publicUrl
}

async function branchesOf({ db, ...deps }: Deps, scope: Scope, name: string | undefined): Promise<PackBranch[]> {
  const all = await branchesToPack(db, scope, todayOf(deps))
  if (name === undefined) return all
  const { id } = await branchNamed(db, scope, name)
  return all.filter((branch) => branch.id === id)
}
