import type { Evidence } from './evidence.ts'
import type { ClauseLabel } from './model/heads.ts'

/** The clauses that tell of one matter or of one thing done. */
export interface Group {
  kind: 'incident' | 'checkin'
  clauses: Evidence[]
  /** The clause that made it a record; what merely stands beside it is not. */
  core: Evidence
}

/** More records than this are not told in one message but listed; the rest goes on with the last one. */
const MAX_RECORDS = 12

/** The records that these labels make, in the order told. A clause labelled `both` is the core of two. */
export function groupsOf(clauses: readonly Evidence[], labels: readonly ClauseLabel[]): Group[] {
  const groups: Group[] = []
  const begin = (kind: Group['kind'], clause: Evidence): void => {
    groups.push({ kind, clauses: [clause], core: clause })
  }
  clauses.forEach((clause, index) => {
    const label = labels[index] ?? 'none'
    if (label === 'none') return
    const full = groups.length >= MAX_RECORDS
    if (label === 'both' && !full) {
      begin('checkin', clause)
      begin('incident', clause)
      return
    }
    const kind = label.startsWith('checkin') ? 'checkin' : 'incident'
    const open = groups.findLast((g) => g.kind === kind) ?? (full ? groups.at(-1) : undefined)
    if (open && (full || label.endsWith('+'))) open.clauses.push(clause)
    else begin(kind, clause)
  })
  return groups
}
