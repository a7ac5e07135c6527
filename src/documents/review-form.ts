/** A form that a branch lays before its meeting, whatever it is printed as: facts, tables, and what every number rests on. */

/** A record behind a number: what people find it by, and the page of ours that shows it. */
export interface FormRecord {
  name: string
  /** `/review/rectifications/…`; `null`: it has none. */
  path: string | null
}

/** Words, or words with the page that shows more of it, or a number with the records behind it. */
export type Cell = string | { text: string; path: string | null; evidence: readonly FormRecord[] }

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

/** How forms are written for whoever gets the file. */
export interface WrittenFor {
  /** `https://…`, where our pages can be opened from; `null`: from this machine alone, so nothing leads to them. */
  publicUrl: string | null
}

/** `null`: there is nothing to open. */
export function addressIn({ publicUrl }: WrittenFor, path: string | null): string | null {
  return publicUrl === null || path === null ? null : publicUrl + path
}

/** A number and its records; none: the number alone. @param path the page that lists them */
export function counted(evidence: readonly FormRecord[], path: string | null = null): Cell {
  return { text: String(evidence.length), path, evidence }
}

/** Words that lead to a page, where there is one. */
export function leading(text: string, path: string | null): Cell {
  return { text, path, evidence: [] }
}

/** What a cell shows; `note` is the place of its records in the list at the end, from 1. */
export interface NumberedCell {
  text: string
  path: string | null
  note: number | null
}

/** `12〔3〕`: the number, and where its records are listed. */
export function cellText({ text, note }: NumberedCell): string {
  return note === null ? text : `${text}〔${note}〕`
}

/** What is listed at the end for one number. */
export interface EvidenceNote {
  records: readonly FormRecord[]
  path: string | null
}

/** The lists of records behind the numbers of a document, numbered as its cells are written. */
export class EvidenceNotes {
  readonly notes: EvidenceNote[] = []

  number(cell: Cell): NumberedCell {
    if (typeof cell === 'string') return { text: cell, path: null, note: null }
    const { text, path, evidence } = cell
    if (evidence.length === 0) return { text, path, note: null }
    this.notes.push({ records: evidence, path })
    return { text, path, note: this.notes.length }
  }
}

export const EVIDENCE_CAPTION = '依据'
