import type { Deps } from '../deps.ts'
import { readSchemeList, SCHEME_EXAMPLES, type SchemeReading, schemeHeaders } from '../documents/scheme-list.ts'
import { readSheets, UnreadableSheet } from '../documents/sheet.ts'
import { SCHEMES, type Scheme } from '../domain/review/vocabulary.ts'
import { SetupError, UserError } from '../errors.ts'
import { importScheme } from '../store/schemes.ts'
import { scopeAt } from './scope.ts'
import { readSheetFile } from './sheet-file.ts'
import { writeTemplate } from './templates.ts'

/** @throws UserError where there is no such scheme */
export function schemeNamed(name: string): Scheme {
  if (Object.hasOwn(SCHEMES, name)) return name as Scheme
  const known = Object.entries(SCHEMES).map(([code, word]) => `${code}（${word}）`)
  throw new UserError(`没有“${name}”，可以写 ${known.join('、')}`)
}

/** An empty list to be filled in. */
export function writeSchemeTemplate(file: string, scheme: Scheme): Promise<void> {
  return writeTemplate(file, schemeHeaders(scheme), [SCHEME_EXAMPLES[scheme]])
}

/** Read before there is a database. @throws UserError with a line for each fault, SetupError where it is no such list */
export async function readSchemeFile(file: string, scheme: Scheme): Promise<SchemeReading> {
  const bytes = await readSheetFile(file)
  try {
    for (const { rows } of readSheets(bytes)) {
      const reading = readSchemeList(rows, scheme)
      if (!reading) continue
      if (reading.faults.length > 0) throw refused(reading.faults)
      if (reading.entries.length === 0) throw new SetupError('表格里只有表头，没有一行内容，什么也没有改')
      return reading
    }
  } catch (error) {
    throw error instanceof UnreadableSheet ? new SetupError(error.message, { cause: error }) : error
  }
  throw new SetupError(`表格的前十行里没有找到表头，要有：${schemeHeaders(scheme).join('、')}`)
}

/** Bring the entries of a scheme to what the list says. @throws UserError */
export async function loadScheme(
  deps: Deps,
  { entries, notices }: SchemeReading,
  { scheme, scope, dryRun }: { scheme: Scheme; scope: string; dryRun: boolean },
): Promise<void> {
  const by = { scheme, scope: await scopeAt(deps.db, scope), actor: 'cli', now: deps.now(), dryRun }
  const done = await importScheme(deps.db, entries, by)
  if (done.faults.length > 0) throw refused(done.faults)
  for (const notice of notices) console.error(notice)
  const same = done.added + done.changed + done.removed === 0
  const counts = `新增${done.added}行，更新${done.changed}行，去掉${done.removed}行`
  console.log(same ? '和现有的一样，没有变化。' : `${SCHEMES[scheme]}：${counts}。`)
  if (dryRun) console.log('试算，什么也没有改。')
}

function refused(faults: readonly string[]): UserError {
  return new UserError([...faults, '表格有错，什么也没有改。'].join('\n'))
}
