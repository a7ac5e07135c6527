/** A form that a branch lays before its meeting, whatever it is printed as: facts, tables, and what every number rests on. */

/** Words, or a number with the records behind it, by which anybody finds them. */
export type Cell = string | { text: string; evidence: readonly string[] }

export interface FormTable {
  caption: string
  header: readonly string[]
  rows: readonly (readonly Cell[])[]
}

export interface ReviewForm {
  title: string
  branch: string
  facts: readonly (readonly [string, Cell])[]
  tables: readonly FormTable[]
  /** What whoever reads it has to know. */
  notes: readonly string[]
  /** Who signs: 主持人. */
  signatures: readonly string[]
}

/** A number and its records; none: the number alone. */
export function counted(evidence: readonly string[]): Cell {
  return { text: String(evidence.length), evidence }
}

/** What a cell shows; `note` is the place of its records in the list at the end, from 1. */
export interface NumberedCell {
  text: string
  note: number | null
}

/** `12〔3〕`: the number, and where its records are listed. */
export function cellText({ text, note }: NumberedCell): string {
  return note === null ? text : `${text}〔${note}〕`
}

/** The lists of records behind the numbers of a document, numbered as its cells are written. */
export class EvidenceNotes {
  readonly notes: (readonly string[])[] = []

  number(cell: Cell): NumberedCell {
    if (typeof cell === 'string') return { text: cell, note: null }
    if (cell.evidence.length === 0) return { text: cell.text, note: null }
    this.notes.push(cell.evidence)
    return { text: cell.text, note: this.notes.length }
  }
}

export const EVIDENCE_CAPTION = '依据'
