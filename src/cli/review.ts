import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { z } from 'zod'
import { ANSWER_SENSES } from '../domain/review/opinions.ts'
import { PHRASE_ROLES } from '../domain/review/seed.ts'
import { REVIEW_RECORD_FORMAT, type RecordFault, type ReviewRecord, verifyRecord } from '../domain/review/verify.ts'
import { REVIEW_KINDS } from '../domain/review/vocabulary.ts'
import { codesOf, ROLES, ZONE_KINDS } from '../domain/vocabulary.ts'
import { UserError } from '../errors.ts'

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text))
const hash = z.string().regex(/^[0-9a-f]{64}$/u)
const count = z.int().min(0)

/** Strict: what is not checked is not in the file. */
const record = z.strictObject({
  format: z.literal(REVIEW_RECORD_FORMAT),
  list: z.strictObject({
    kind: z.enum(codesOf(REVIEW_KINDS)),
    period: z.string(),
    branchId: z.string(),
    frozenOn: z.iso.date(),
    sharePercent: z.number().min(0).max(100),
    zones: z.array(
      z.strictObject({
        id: z.string(),
        code: z.string(),
        name: z.string(),
        kind: z.enum(codesOf(ZONE_KINDS)),
        caseCount: count,
        householdCount: count.nullable(),
      }),
    ),
    people: z.array(
      z.strictObject({ id: z.string(), roles: z.array(z.enum(codesOf(ROLES))), zoneCodes: z.array(z.string()) }),
    ),
    questions: z
      .array(
        z.strictObject({
          text: z.string(),
          answers: z.array(z.strictObject({ text: z.string(), sense: z.enum(ANSWER_SENSES) })),
        }),
      )
      .optional(),
  }),
  listHash: hash,
  listToldAt: instant,
  phrases: z.array(
    z.strictObject({ role: z.enum(PHRASE_ROLES), personId: z.string(), phrase: z.string(), saidAt: instant }),
  ),
  seed: hash,
  drawnAt: instant,
  sample: z.array(
    z.strictObject({ code: z.string(), position: count, chance: z.strictObject({ drawn: count, of: count }) }),
  ),
  replacements: z.array(
    z.strictObject({ code: z.string(), by: z.string().nullable(), reason: z.string(), at: instant }),
  ),
}) satisfies z.ZodType<ReviewRecord>

/** `review verify FILE`: draw a spot check again from its record. Needs no database. */
export function registerReview(program: Command): void {
  program
    .command('review')
    .description('抽查和考核')
    .command('verify')
    .description('按公布的名单和两句话重新抽一遍，看抽到的责任区对不对；不用数据库，谁都可以运行')
    .argument('<file>', '抽查记录文件（.json）')
    .action(async (file: string) => {
      const told = readRecord(await readFile(file, 'utf8'))
      const faults = verifyRecord(told)
      if (faults.length > 0) throw new UserError(`抽查记录对不上：\n${faults.map(faultSaid).join('\n')}`)
      for (const line of recordSaid(told)) console.log(line)
    })
}

/** @throws UserError where the file is no record */
export function readRecord(text: string): ReviewRecord {
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\uFEFF/u, ''))
  } catch {
    throw new UserError('这不是抽查记录文件：内容不是 JSON')
  }
  const read = record.safeParse(json)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new UserError(`这不是完整的抽查记录：${issue?.path.join('.') || '整个文件'} 不对`)
}

function recordSaid({ list, listHash, seed, sample, replacements }: ReviewRecord): string[] {
  const codes = sample.map(({ code }) => code).join('、')
  const [first] = sample
  const chance = first ? `每个被抽到的机会都是${first.chance.of}分之${first.chance.drawn}` : '名单里没有责任区'
  return [
    `抽查记录对得上：${list.period}，${list.zones.length}个责任区抽${sample.length}个，${chance}。`,
    `名单指纹 ${listHash}`,
    `种子 ${seed}`,
    `抽到：${codes || '无'}`,
    ...replacements.map(
      ({ code, by, reason }) => `${code} ${by === null ? '没有可换的' : `换成 ${by}`}，原因：${reason}`,
    ),
  ]
}

function faultSaid(fault: RecordFault): string {
  switch (fault.what) {
    case 'list':
      return '名单和公布的指纹不一致，名单被改过。'
    case 'list_twice':
      return '名单里有重复的责任区。'
    case 'phrases':
      return '两句话不齐，或不是两个人各说一句。'
    case 'order':
      return '时间顺序不对：应当先公布名单，再说两句话，最后抽签。'
    case 'seed':
      return '种子不是由这份名单和这两句话得出的。'
    case 'sample':
      return `抽到的责任区不对：${[
        ...(fault.missing.length > 0 ? [`应有 ${fault.missing.join('、')}`] : []),
        ...(fault.unexpected.length > 0 ? [`不应有 ${fault.unexpected.join('、')}`] : []),
        ...(fault.missing.length + fault.unexpected.length === 0 ? ['有重复的'] : []),
      ].join('，')}。`
    case 'chance':
      return `${fault.code} 写的序号或机会不对。`
    case 'replacement':
      return `${fault.code} 的替换不对：没写原因，或没有按顺序换。`
  }
}
