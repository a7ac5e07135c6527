/** Where a list goes on: the sort value and the id of the last item seen. Opaque to the outside. */
export interface Cursor {
  sort: string
  id: string
}

export interface Page<T> {
  items: T[]
  /** `null`: the end. */
  next: Cursor | null
}

/** A page from up to `limit + 1` rows read. */
export function pageOf<T>(rows: readonly T[], limit: number, cursorOf: (last: T) => Cursor): Page<T> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last !== undefined ? cursorOf(last) : null }
}

export function writeCursor(cursor: Cursor): string {
  return Buffer.from(`${cursor.sort}\n${cursor.id}`).toString('base64url')
}

/** `null`: not one of ours. `form` says what the list's own cursors look like. */
export function readCursor(text: string, form: { sort: RegExp; id: RegExp }): Cursor | null {
  const [sort = '', id = '', ...more] = Buffer.from(text, 'base64url').toString('utf8').split('\n')
  return more.length === 0 && form.sort.test(sort) && form.id.test(id) ? { sort, id } : null
}
