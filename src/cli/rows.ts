import { InvalidArgumentError } from 'commander'
import { DateTime } from 'luxon'

/** Ids of rows as they are typed after a command. @throws InvalidArgumentError */
export function rowId(text: string): bigint {
  if (!/^\d{1,18}$/.test(text)) throw new InvalidArgumentError(`“${text}”不是编号，编号是 list 里的数字`)
  return BigInt(text)
}

/** For commander, which hands over one argument at a time. */
export function rowIds(text: string, before: bigint[] = []): bigint[] {
  return [...before, rowId(text)]
}

export function rowCount(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('请填 1 到 9999 之间的整数')
  return Number(text)
}

/** An operator's reason: not empty, not long. */
export function givenReason(text: string): string {
  const reason = text.replace(/\s+/g, ' ').trim()
  if (reason === '' || reason.length > 200) throw new InvalidArgumentError('原因请写 1 到 200 个字')
  return reason
}

/** `2026-11-22 09:30:00`, on the clock of the installation. */
export function printedInstant(at: Date, timezone: string): string {
  return DateTime.fromJSDate(at, { zone: timezone }).toFormat('yyyy-MM-dd HH:mm:ss')
}

/** A reason on one line, without what the query builder writes after the first: it may hold values. */
export function printedReason(reason: string | null): string {
  return reason?.split('\n')[0]?.replace(/\s+/g, ' ') ?? '无'
}

/** One line of a list, for eyes and for `cut`. */
export function printRow(...cells: (string | number | bigint)[]): void {
  console.log(cells.join('\t'))
}
