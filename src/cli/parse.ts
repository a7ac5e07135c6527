import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import type { Command } from 'commander'
import { z } from 'zod'
import { understand } from '../understanding/read.ts'

const line = z.object({
  id: z.union([z.string(), z.number()], { error: '应是文字或数字' }),
  text: z.string({ error: '应是文字' }),
  sentAt: z.iso.datetime({ offset: true, error: '应是带时区的时间，如 2026-11-21T09:00:00+08:00' }),
  role: z.enum(['member', 'resident'], { error: '应是 member 或 resident' }),
})

/** Streams that the command reads and writes; tests bring their own. */
export interface ParseStreams {
  input: Readable
  output: Writable
  errors: Writable
}

/**
 * Reads one message per line and writes one understanding per line, in the same order, as they come.
 *
 * A line that is no message is told by its number on `errors`; the others are written all the same.
 *
 * @returns the exit code: 1 when a line was bad.
 */
export async function parseLines({ input, output, errors }: ParseStreams): Promise<0 | 1> {
  let number = 0
  let code: 0 | 1 = 0
  for await (const words of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1
    if (words.trim() === '') continue
    const message = readLine(words)
    if (typeof message === 'string') {
      errors.write(`第 ${number} 行：${message}\n`)
      code = 1
      continue
    }
    const { id, text, sentAt, role } = message
    const understanding = understand({ text, sentAt: new Date(sentAt), role })
    if (!output.write(`${JSON.stringify({ id, understanding })}\n`)) await once(output, 'drain')
  }
  return code
}

/** The message, or what is wrong with the line. */
function readLine(words: string): z.infer<typeof line> | string {
  let json: unknown
  try {
    json = JSON.parse(words.replace(/^\uFEFF/, ''))
  } catch {
    return '不是合法的 JSON'
  }
  const read = line.safeParse(json)
  if (read.success) return read.data
  return read.error.issues.map(({ path, message }) => `${path.join('.') || '整行'}：${message}`).join('；')
}

/** `parse --jsonl` and `parse TEXT`: the reading of messages, without database and network. */
export function registerParse(program: Command): void {
  program
    .command('parse [text]')
    .description('看看程序怎样理解一句话；--jsonl 从标准输入逐行读取')
    .option('--jsonl', '逐行读取 {"id","text","sentAt","role"}，逐行写出 {"id","understanding"}')
    .option('--role <role>', 'member（党员）或 resident（居民）', 'member')
    .option('--at <ISO>', '发送时间，默认现在')
    .action(async (text: string | undefined, options: { jsonl?: boolean; role: string; at?: string }) => {
      if (options.jsonl) {
        process.exitCode = await parseLines({ input: process.stdin, output: process.stdout, errors: process.stderr })
        return
      }
      const sentAt = options.at ?? new Date().toISOString()
      const message = line.safeParse({ id: '', text, sentAt, role: options.role })
      if (!message.success) {
        console.error('用法：parse 一句话 [--role member|resident] [--at 2026-11-21T09:00:00+08:00]，或 parse --jsonl')
        process.exitCode = 1
        return
      }
      const { role } = message.data
      console.log(JSON.stringify(understand({ text: message.data.text, sentAt: new Date(sentAt), role }), null, 2))
    })
}
