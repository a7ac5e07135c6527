/** What an import from a directory says of itself: the mapping first, then what becomes of each member. */
import type { DirectoryReading } from '../documents/directory-roster.ts'
import type { DirectoryOutcome } from '../store/directory-import.ts'
import { printRow } from './rows.ts'

const FATES = { added: '新增', changed: '更新', left_out: '没有导入' } as const

export function sayDirectory(
  reading: DirectoryReading,
  outcome: DirectoryOutcome,
  { preview = false, dryRun = false }: { preview?: boolean; dryRun?: boolean },
): void {
  for (const { branch, memberCount } of reading.branches) {
    printRow('支部', [...(branch.organisation ?? []), branch.name].join(' / '), `${memberCount}人`)
  }
  for (const notice of reading.notices) console.error(notice)
  if (outcome.faults.length > 0) return void sayFaults(outcome)
  for (const { row, label } of reading.rows) {
    const fate = outcome.fates.get(row)
    // Whoever was left out is for a person to look at, also after the deed.
    if (preview || fate?.is === 'left_out') printRow(fate ? FATES[fate.is] : '不变', label, fate?.told ?? '')
  }
  for (const { name, account } of outcome.released) printRow('解除绑定', `${name} ${account}`, '平台上已经没有这个账号')
  console.log(`${preview || dryRun ? '试算，什么也没有改。将要：' : '已导入。'}${summaryLine(outcome)}`)
}

function sayFaults({ faults }: DirectoryOutcome): void {
  for (const { message } of faults) console.error(message)
  console.error('有错，什么也没有改。')
  process.exitCode = 1
}

function summaryLine({ counts: c }: DirectoryOutcome): string {
  const parts: [number, string][] = [
    [c.organisations, '新增组织'],
    [c.branches, '新增支部'],
    [c.added, '新增人员'],
    [c.bound, '绑定账号'],
    [c.released, '解除绑定'],
    [c.leftOut, '没有导入'],
  ]
  const told = parts.filter(([count]) => count > 0).map(([count, what]) => `${what}${count}`)
  return told.length === 0 ? '和现有的一样，没有变化。' : `${told.join('，')}。`
}
